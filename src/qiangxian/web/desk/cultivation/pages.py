"""What the pages of the library show, built from the query string."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils import timezone

from qiangxian.contexts.cultivation import policies, readers
from qiangxian.contexts.cultivation.readers import MemberLine, Wish
from qiangxian.contexts.cultivation.types import Grade, State
from qiangxian.kernel import division
from qiangxian.kernel.errors import NotAllowed, Refused
from qiangxian.kernel.roles import STAFF
from qiangxian.web.request import Request

PAGE_SIZE = 50
TONES = {
    State.APPLIED: "yellow",
    State.RETURNED: "yellow",
    State.VISITING: "yellow",
    State.REVIEWED: "yellow",
    State.PUBLICITY: "yellow",
    State.MEMBER: "green",
    State.EXITING: "yellow",
    State.LEFT: "none",
    State.REFUSED: "red",
    State.WITHDRAWN: "none",
}
OUTCOME_TONES = {"met": "green", "not_met": "red", "unknown": "none", "manual_review": "yellow"}
GROUPS = (("live", "在办和在库"), ("pending", "入库前"), ("active", "在库（含待出库）"))


def must_read(request: Request) -> None:
    """Staff of a county only; an enterprise has its own page."""
    policies.may_read.anywhere(request.actor).demand("企业用户请从“我的企业”查看本企业的档案")


def division_of(request: Request) -> str:
    """The county of the page."""
    codes = sorted(request.actor.divisions(*STAFF))
    if not codes:
        raise NotAllowed("账号还没有所属的县（市、区）。", remedy="请联系安全管理员授予角色")
    return codes[0]


def wish_of(request: Request) -> Wish:
    """The query string as a wish; an unknown word is refused by name."""
    get = request.GET
    allowed = {
        "state": {*State.values, *(key for key, _ in GROUPS), ""},
        "grade": {*Grade.values, "none", ""},
        "size": {code for code, _ in readers.SIZE_CHOICES} | {""},
        "todo": {*readers.TODO, ""},
    }
    for name, values in allowed.items():
        if get.get(name, "") not in values:
            raise Refused("没有这个选项", column=name, value=get[name], remedy="请从筛选栏中选择")
    return Wish(
        text=get.get("q", "").strip()[:100],
        state=get.get("state", ""),
        grade=get.get("grade", ""),
        size=get.get("size", ""),
        township=get.get("township", "").strip()[:12],
        industry=get.get("industry", "").strip()[:5],
        todo=get.get("todo", ""),
    )


@dataclass(frozen=True)
class ListView:
    """One page of the list with its filters."""

    page: Page[Any]
    lines: list[MemberLine]
    wish: Wish
    townships: list[tuple[str, str]]
    states: list[tuple[str, str]]
    grades: list[tuple[str, str]]
    sizes: list[tuple[str, str]]
    todos: list[tuple[str, str]]
    query: str

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was asked for."""
        return self.wish != Wish()


def list_view(request: Request) -> ListView:
    """Read the page the query string asks for."""
    wish = wish_of(request)
    page = Paginator(readers.selection(request.actor, wish, timezone.localdate()), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    query = request.GET.copy()
    query.pop("page", None)
    townships = [
        (row.code, row.name)
        for code in sorted(request.actor.divisions(*STAFF))
        for row in division.children(code, request.as_of.effective)
    ]
    return ListView(
        page=page,
        lines=readers.lines(request.actor, list(page.object_list)),
        wish=wish,
        townships=townships,
        states=[*GROUPS, *State.choices],
        grades=[*Grade.choices, ("none", "未定级")],
        sizes=list(readers.SIZE_CHOICES),
        todos=list(readers.TODO.items()),
        query=query.urlencode(),
    )


HEADINGS = (
    "企业",
    "状态",
    "等级",
    "计算等级（待确认）",
    "规模",
    "技术领域",
    "行业代码",
    "乡镇（街道）",
    "申报日",
    "入库日",
    "出库日",
)


def export_lines(request: Request) -> Iterator[tuple[Any, ...]]:
    """Every row of the filter, without contact."""
    rows = list(readers.selection(request.actor, wish_of(request), timezone.localdate()))
    for line in readers.lines(request.actor, rows):
        one = line.membership
        yield (
            line.name,
            one.get_state_display(),
            one.get_grade_display() if one.grade else "",
            Grade(line.computed).label if line.computed else "",
            line.size_words,
            line.technology_words,
            line.industry_code,
            line.township_words,
            one.applied_date.isoformat(),
            one.entered_date.isoformat() if one.entered_date else "",
            one.left_date.isoformat() if one.left_date else "",
        )


def about(request: Request, count: int, moment: str) -> list[tuple[str, str]]:
    """The second sheet of a file."""
    return [
        ("内容", "企业培育库"),
        ("行数", str(count)),
        ("导出人", request.actor.label),
        ("导出时间", moment),
        ("提示", "联系人和电话不随文件导出。"),
    ]
