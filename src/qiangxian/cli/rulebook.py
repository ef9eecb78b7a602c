"""`rulebook check` and `rulebook diff`: whether the rules hold together, and what changing them would change."""

from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress

from qiangxian.contexts.audit import rules
from qiangxian.contexts.indicators import readers as indicators
from qiangxian.contexts.people import readers as people
from qiangxian.kernel import rulebook
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.words import word

from . import edge
from .options import Division, JsonFlag
from .output import emit, say
from .rulebook_diff import difference

app = typer.Typer(no_args_is_help=True, help="规则库：检查全部规则文件，试算规则改动的影响。")

LABELS = {
    "statistical": "统计口径状态",
    "legal": "法律口径状态",
    "expiry_date": "届满日",
    "due_dates": "年费应缴日与滞纳期届满日",
    "fees": "年费金额",
}


@app.command()
def check(json_out: JsonFlag = False) -> None:
    """检查全部规则文件，包括每项指标的计量和各项都存在。例：qiangxian rulebook check"""
    faults = [{"where": f"{issue.file}:{issue.line}", "message": issue.message} for issue in rulebook.validate_all()]
    if not faults:  # what cannot be read cannot be resolved either
        faults = [
            {"where": one.where, "message": f"指标 {one.indicator}：应为{one.expected}，写的是 {one.found}"}
            for one in indicators.unresolved(divisions=(None, *people.counties()))
        ]
    files = sum(1 for file in rulebook.RULEBOOK.root.rglob("*") if file.suffix in (".yaml", ".csv"))
    if json_out:
        emit({"ok": not faults, "files": files, "faults": faults})
    else:
        for fault in faults:
            print(f"{fault['where']}  {fault['message']}")
        say(f"已检查 {files} 个规则文件：" + (f"有 {len(faults)} 处不符。" if faults else "全部合规。"))
    if faults:
        raise typer.Exit(1)


@app.command()
def confirm(
    reason: Annotated[str, typer.Option("--reason", help="为什么改，依据哪个文件")],
    json_out: JsonFlag = False,
) -> None:
    """确认在本版本上有意改动的规则文件，登入审计日志；以后按改动后的核验。例：qiangxian rulebook confirm --reason "豫财〔2026〕5号" """
    changed = [one.where for one in rules.edited()]
    if not changed:
        raise Refused("规则文件没有改动", remedy="用 qiangxian verify 查看")
    if not reason.strip():
        raise Refused("没有写明理由", column="--reason", remedy="写明为什么改、依据哪个文件")
    rules.note_rules(actor=edge.acting(""), at=timezone.now(), reason=reason.strip())
    if json_out:
        emit({"confirmed": changed})
    else:
        say(f"已登记 {len(changed)} 个改动的规则文件：{'、'.join(changed)}。")


@app.command()
def diff(
    folder: Annotated[
        Path, typer.Argument(help="改动后的规则文件，目录与规则库相同（如 national/lifecycle/fees.yaml）")
    ],
    effective: Annotated[str, typer.Option("--as-of", help="有效日，默认今天")] = "",
    known: Annotated[str, typer.Option("--known", help="信息截至，默认同有效日")] = "",
    division: Division = "",
    json_out: JsonFlag = False,
) -> None:
    """试算：规则这样改，哪些指标值、哪些权利的状态、应缴日和年费会变，原值和新值各是多少；不保存任何结果。

    例：qiangxian rulebook diff 改动 --as-of 2025-12-31"""
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("试算", total=None)
        found = difference(folder, edge.county(division), edge.as_of(effective, known), lambda n: bar.advance(task, n))
    if json_out:
        emit(found)
    else:
        _tell(found)


def _tell(found: dict[str, Any]) -> None:
    print("改动的文件：" + ("、".join(found["files"]) or "无，与现行规则相同"))
    figures = found["indicators"]
    for one in figures["changed"]:
        values = f"{_shown(one['old'])} → {_shown(one['new'])} {one['unit']}"
        print(f"{one['code']}  {one['label']}（{word('readings', one['reading'])}）：{values}{_parts(one)}")
    for change, key in (("新增", "added"), ("不再有", "removed")):
        if figures[key]:
            print(f"{change}的指标：" + "、".join(figures[key]))
    print(
        f"指标值不变的有 {len(figures['unchanged'])} 项"
        + ("：" if figures["unchanged"] else "")
        + "、".join(figures["unchanged"])
    )
    for name, label in LABELS.items():
        held = found["rights"][name]
        print(f"{label}：{found['rights']['checked']} 件中有 {held['changed']} 件变化")
        for example in held["examples"]:
            print(f"  {example['number']}：{_shown(example['old'])} → {_shown(example['new'])}")


def _parts(one: dict[str, Any]) -> str:
    moved = [code for code in one["new_parts"] if one["old_parts"].get(code) != one["new_parts"][code]]
    words = [f"{code} {_shown(one['old_parts'].get(code))} → {_shown(one['new_parts'][code])}" for code in moved]
    return f"（{'；'.join(words)}）" if words else ""


def _shown(value: Any) -> str:
    if value is None:
        return "无"
    if isinstance(value, dict):
        return "；".join(f"第 {year} 年 {_shown(held)}" for year, held in value.items()) or "无"
    if isinstance(value, (tuple, list)):
        return "、".join(_shown(one) for one in value)
    return str(value)
