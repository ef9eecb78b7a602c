"""Every refusal the product can give, read from its own source, so that the page of questions is never behind it.

A refusal is written where it is raised, as `Refused("什么", remedy="怎么办")` and its like; what stands there only when it happens
(a name, a number) is shown as …. Who may do what comes from the registered actions."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import qiangxian
from qiangxian.contexts.audit import readers as audit

SOURCE = Path(qiangxian.__file__).parent
RAISED = frozenset({"DomainError", "Refused", "Conflict", "NotFound", "NotAllowed", "RulebookError"})
JUDGED = frozenset({"deny", "invalid", "suspect"})
AREAS = (
    ("engines/plandoc", "方案识别"),
    ("contexts/documents", "方案识别"),
    ("contexts/programmes", "方案、任务和目标"),
    ("contexts/registers/intake", "导入"),
    ("engines/intake", "导入"),
    ("contexts/registers/due", "到期与提醒"),
    ("contexts/notices", "到期与提醒"),
    ("contexts/registers", "基础台账"),
    ("kernel/identifiers", "号码和代码"),
    ("kernel/division", "号码和代码"),
    ("contexts/patents", "专利信息"),
    ("engines/search", "专利信息"),
    ("contexts/indicators", "统计指标"),
    ("engines/metrics", "统计指标"),
    ("contexts/cultivation", "企业培育库"),
    ("engines/eligibility", "企业培育库"),
    ("contexts/supervision", "事项办理"),
    ("contexts/matters", "事项办理"),
    ("contexts/people", "账号和单位"),
    ("web/accounts", "账号和单位"),
    ("cli", "服务器上的命令"),
    ("kernel", "日期、期限和文件"),
    ("engines/lifecycle", "日期、期限和文件"),
)
OTHER = "其他"


@dataclass(frozen=True, order=True)
class Refusal:
    """One refusal: in which area, what is said, and what to do about it."""

    area: str
    words: str
    remedy: str


@lru_cache(maxsize=1)
def refusals() -> tuple[tuple[str, tuple[Refusal, ...]], ...]:
    """All refusals by area, each once."""
    found = {one for file in sorted(SOURCE.rglob("*.py")) for one in _in_file(file)}
    order = [*dict.fromkeys(label for _part, label in AREAS), OTHER]
    return tuple((area, some) for area in order if (some := tuple(sorted(one for one in found if one.area == area))))


def rights() -> list[tuple[str, str]]:
    """What each action answers those who may not take it."""
    told = ((entry.label, entry.policy.refusal) for entry in audit.action_entries() if entry.policy.words)
    return sorted({pair for pair in told if pair[1]})


def _in_file(file: Path) -> Iterator[Refusal]:
    text = file.read_text(encoding="utf-8")
    if not any(f"{name}(" in text for name in RAISED | JUDGED):
        return
    area = _area(file.relative_to(SOURCE).as_posix())
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISED | JUDGED:
            yield from _of_call(node, area)


def _of_call(call: ast.Call, area: str) -> Iterator[Refusal]:
    """`Refused("…", remedy="…")`, `invalid("…", "…")`; what is handed on as a variable was written elsewhere."""
    assert isinstance(call.func, ast.Name)  # noqa: S101 - narrows the type: asked by the caller
    texts = [words for one in call.args if (words := _words(one))]
    named = {one.arg: _words(one.value) for one in call.keywords}
    if not texts:
        return
    remedy = named.get("remedy") or (texts[1] if call.func.id in JUDGED and len(texts) > 1 else "")
    yield Refusal(area, texts[0], remedy)


def _words(node: ast.expr) -> str:
    """The Chinese words of a literal; empty for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = node.value
    elif isinstance(node, ast.JoinedStr):
        text = "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
    elif isinstance(node, ast.BinOp):
        left, right = _words(node.left), _words(node.right)
        text = (left or "…") + (right or "…") if left or right else ""
    else:
        return ""
    return text if any("一" <= character <= "鿿" for character in text) else ""


def _area(path: str) -> str:
    return next((label for part, label in AREAS if path.startswith(part)), OTHER)
