"""How a programme becomes public: 草稿 → 校核 → 发布 → 撤回. What everybody may see is frozen when it is handed over, so that
the second person decides about just that; nothing done on the desk later reaches the public page by itself."""

from datetime import date

from qiangxian.contexts.matters.flow import Flow, Matter, Step
from qiangxian.kernel.asking import needed, offered
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.roles import by_person, role

from .models import Programme, Release
from .policies import may_read
from .releasing import freeze
from .types import PublicState as State

OFFICE = role("office")
SECOND = role("office", "leader") & by_person
ANOTHER = "由您本人提交校核，须由另一人办理。"
FLOW = Flow(
    "programme",
    "方案发布",
    "programmes.Programme",
    State,
    sees=may_read,
    ended={State.WITHDRAWN},
    tones={State.PUBLISHED: "green", State.SUBMITTED: "yellow", State.CHECKED: "yellow"},
    prefix="programmes",
    title=lambda programme: programme.title,
    rule="方案发布流程：草稿、校核、发布、撤回，提交人不校核、不发布、不撤回",
)


@FLOW.step(
    "open",
    "建立方案",
    target=State.DRAFT,
    may=OFFICE,
    hidden=True,
    asks={"title": needed("方案名称", "text", length=300), "document_id": needed("文件", "row")},
)
def open_programme(matter: Matter, step: Step, *, title: str, document_id: int) -> Programme:
    """The first decided items of a document make a programme; the county's first one is the one it works by."""
    return Programme.objects.create(
        matter=matter,
        division_code=matter.division_code,
        title=title,
        document_id=document_id,
        is_current=not Programme.objects.filter(division_code=matter.division_code, is_current=True).exists(),
        created_at=step.at,
        created_by=step.by,
    )


@FLOW.step(
    "submit",
    "提交校核",
    sources=(State.DRAFT, State.PUBLISHED, State.WITHDRAWN),
    target=State.SUBMITTED,
    may=OFFICE,
    tell=("office",),
    words="冻结拟公开的文字和数值，交由另一人校核。已公开的内容在新版发布前保持不变。",
    asks={
        "as_of": offered("数值取自哪一天", "day", hint="不填为今天", initial=lambda _own, today: today),
        "reason": offered("说明"),
    },
)
def submit_programme(programme: Programme, step: Step, *, as_of: date | None, reason: str) -> str:
    """What the public would see is frozen as it is on that day."""
    day = as_of or step.day
    if day > step.day:
        raise Refused("数值的日期还没有到", column="数值取自哪一天", value=day, remedy="请填写今天或以前的日期")
    release = Release(programme=programme, as_of_date=day, made_at=step.at, made_by=step.by)
    freeze(release, AsOf.on(day))
    return f"数值截至 {day}，待另一人校核"


@FLOW.step(
    "check",
    "校核通过",
    sources=(State.SUBMITTED,),
    target=State.CHECKED,
    may=SECOND,
    owed=True,
    other_than={"submit": ANOTHER},
    asks={"reason": offered("校核意见")},
)
def check_programme(programme: Programme, step: Step, *, reason: str) -> None:
    """A second person has compared it with the document."""


@FLOW.step(
    "publish",
    "发布",
    sources=(State.CHECKED,),
    target=State.PUBLISHED,
    may=SECOND,
    owed=True,
    tell=("office",),
    other_than={"submit": ANOTHER},
    words="发布后，任何人都能在公开页看到这些文字和数值。",
    asks={"reason": offered("说明")},
)
def publish_programme(programme: Programme, step: Step, *, reason: str) -> str:
    """From now on everybody sees what was frozen."""
    release = programme.releases.filter(published_at__isnull=True).latest("id")
    release.published_at = step.at
    release.save(update_fields=["published_at"])
    programme.is_public = True
    return f"数值截至 {release.as_of_date} 的内容已公开"


@FLOW.step(
    "return",
    "退回修改",
    sources=(State.SUBMITTED, State.CHECKED),
    target=State.DRAFT,
    may=OFFICE | role("leader"),
    tell=("office",),
    asks={"reason": needed("退回理由")},
)
def return_programme(programme: Programme, step: Step, *, reason: str) -> None:
    """It goes back to the draft; what was frozen for this hand-over is never shown."""


@FLOW.step(
    "withdraw",
    "撤回",
    sources=(State.PUBLISHED,),
    target=State.WITHDRAWN,
    may=SECOND,
    tell=("office",),
    other_than={"submit": ANOTHER},
    words="撤回后公开页不再显示这个方案；工作台上的内容不受影响。",
    asks={"reason": needed("撤回理由")},
)
def withdraw_programme(programme: Programme, step: Step, *, reason: str) -> None:
    """Nobody outside sees it any more; what was shown, and when, stays on record."""
    standing = programme.releases.filter(published_at__isnull=False, withdrawn_at__isnull=True)
    standing.update(withdrawn_at=step.at)
    programme.is_public = False


def state_words(programme: Programme) -> str:
    """`已发布`; the programme's state as a person reads it."""
    return FLOW.state_words(programme.matter.state)
