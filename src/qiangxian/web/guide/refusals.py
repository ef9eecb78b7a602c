"""Every refusal the product can give, read from its own source, so that the page of questions is never behind it.

A refusal is written where it is raised, as `Refused("什么", remedy="怎么办")` and its like; what stands there only when it happens
(a name, a number) is shown as …. Who may do what comes from the registered actions."""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import qiangxian
from qiangxian.contexts.audit import readers as audit
from qiangxian.kernel.check import CHECK_THE_ORIGINAL
from qiangxian.kernel.rulebook import MEND_THE_RULES

SOURCE = Path(qiangxian.__file__).parent
RAISED = frozenset({"DomainError", "Refused", "Conflict", "NotFound", "NotAllowed", "RulebookError"})
JUDGED = frozenset({"deny", "invalid", "suspect"})
AREAS = (
    ("engines/plandoc", "方案识别"),
    ("contexts/documents", "方案识别"),
    ("contexts/programmes/progress", "进展报告"),
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
    ("contexts/meetings", "收文和会议"),
    ("contexts/assessments", "考核评估"),
    ("engines/scoring", "考核评估"),
    ("engines/workbooks", "考核评估"),
    ("contexts/holidays", "日期、期限和文件"),
    ("contexts/handovers", "账号和单位"),
    ("contexts/people", "账号和单位"),
    ("web/accounts", "账号和单位"),
    ("cli", "服务器上的命令"),
    ("kernel", "日期、期限和文件"),
    ("engines/lifecycle", "日期、期限和文件"),
)
OTHER = "其他"
BY_ITSELF = {"suspect": CHECK_THE_ORIGINAL, "RulebookError": MEND_THE_RULES}
"""The remedy of those that have one of their own where nothing else is said."""
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
AT_THE_PLACE = "提示后面的括号里写着能填什么，照着改。"
"""Where the remedy lists what may be given and is known only when it happens."""


Refusal = tuple[str, str]
"""What is said, and what to do about it."""


@lru_cache(maxsize=1)
def refusals() -> tuple[tuple[str, tuple[Refusal, ...]], ...]:
    """All refusals by area, each once."""
    found: dict[str, set[Refusal]] = {area: set() for area in (*(label for _part, label in AREAS), OTHER)}
    for file in SOURCE.rglob("*.py"):
        found[_area(file.relative_to(SOURCE).as_posix())].update(in_file(file))
    return tuple((area, tuple(sorted(some))) for area, some in found.items() if some)


def rights() -> list[tuple[str, str]]:
    """What each action answers those who may not take it."""
    told = ((entry.label, entry.policy.refusal) for entry in audit.action_entries() if entry.policy.words)
    return sorted({pair for pair in told if pair[1]})


def in_file(file: Path) -> Iterator[Refusal]:
    """What a file of the source refuses, in its order."""
    text = file.read_text(encoding="utf-8")
    if not any(f"{name}(" in text for name in RAISED | JUDGED):
        return
    yield from _within(ast.parse(text), {})


def _within(place: ast.AST, around: Mapping[str, str]) -> Iterator[Refusal]:
    """The refusals of a module or a function; `around`: what the names there say."""
    inner = list(_own(place))
    said = dict(around)
    for node in inner:
        if isinstance(node, ast.Assign) and (words := _words(node.value, around)):
            said |= {target.id: words for target in node.targets if isinstance(target, ast.Name)}
    for node in inner:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISED | JUDGED:
            yield from _of_call(node, node.func.id, said)
        elif isinstance(node, FUNCTIONS):
            yield from _within(node, said)


def _own(place: ast.AST) -> Iterator[ast.AST]:
    """What stands in a module or a function itself; functions within it are given, not entered."""
    for node in ast.iter_child_nodes(place):
        yield node
        if not isinstance(node, FUNCTIONS):
            yield from _own(node)


def _of_call(call: ast.Call, name: str, said: Mapping[str, str]) -> Iterator[Refusal]:
    """`Refused("…", remedy="…")`, `invalid("…", "…")`; what is handed on as a variable was written elsewhere."""
    texts = [words for one in call.args if (words := _words(one, {}))]
    if not texts:
        return
    named = {one.arg: _words(one.value, said) for one in call.keywords}
    second = [words for one in call.args[1:] if (words := _words(one, said)) and words != texts[0]]
    remedy = named.get("remedy") or (second[0] if name in JUDGED and second else "")
    if not remedy and "remedy" in {one.arg for one in call.keywords}:
        remedy = AT_THE_PLACE
    yield texts[0], remedy or _in_itself(texts[0]) or BY_ITSELF.get(name, "")


def _in_itself(words: str) -> str:
    """What the sentence itself asks for: “公示期才满，请在次日起办理” says what to do."""
    asked = re.search(r"(?<![商申提报邀])请.+|(?<=[，；。])可.+", words)
    return asked[0] if asked else ""


def _words(node: ast.expr, said: Mapping[str, str]) -> str:
    """The Chinese words of a literal or of a name that stands for one; empty for anything else."""
    if isinstance(node, ast.Name):
        return said.get(node.id, "")
    if isinstance(node, ast.IfExp):
        both = [words for one in (node.body, node.orelse) if (words := _words(one, said))]
        return "；或：".join(both)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = node.value
    elif isinstance(node, ast.JoinedStr):
        text = "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
    elif isinstance(node, ast.BinOp):
        left, right = _words(node.left, said), _words(node.right, said)
        text = (left or "…") + (right or "…") if left or right else ""
    else:
        return ""
    return text if any("一" <= character <= "鿿" for character in text) else ""


def _area(path: str) -> str:
    return next((label for part, label in AREAS if path.startswith(part)), OTHER)
