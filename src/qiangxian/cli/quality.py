"""`quality run|list`: the integrity checks over a county's records and over rules, files and audit."""

from typing import Annotated, Any

import typer
from django.utils import timezone

from qiangxian.contexts.quality import actions, readers
from qiangxian.contexts.quality.looking import Looked, look, look_at_all
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.integrity import CHECKS, Scope, Severity

from .edge import acting, county, day
from .options import JsonFlag
from .output import emit, say

app = typer.Typer(no_args_is_help=True, help="数据质量：运行检查项，查看有哪些检查项。")
SEVERITIES = {Severity.ERROR: "错误", Severity.WARNING: "提醒"}
SHOWN = 10


@app.command("list")
def list_checks(json_out: JsonFlag = False) -> None:
    """全部检查项：代码、级别、由谁处理。例：qiangxian quality list"""
    rows = [_check(CHECKS[code]) for code in sorted(CHECKS)]
    if json_out:
        emit({"checks": rows})
        return
    for row in rows:
        print(f"{row['code']:<42} {SEVERITIES[row['severity']]}  {row['label']}（{row['owner']}）")


@app.command("run")
def run(
    check: Annotated[str, typer.Option("--check", help="只运行一项，见 quality list；结果不保存")] = "",
    as_of: Annotated[str, typer.Option("--as-of", help="按哪一天检查，默认今天")] = "",
    division: Annotated[str, typer.Option(help="行政区划代码")] = "",
    actor: Annotated[str, typer.Option(help="办理人账号")] = "",
    json_out: JsonFlag = False,
) -> None:
    """运行检查项并保存结果（--check 不保存）；有未处理的错误级问题时以 1 退出。例：qiangxian quality run --json"""
    code, on = county(division), day(as_of, "--as-of") or timezone.localdate()
    if check:
        scope = "" if CHECKS.named(check).scope == Scope.PRODUCT else code
        looked = [(scope, look(CHECKS.named(check), scope, AsOf.on(on)))]
    else:
        looked = _stored(code, on, actor)
    rows = [_row(scope, one, on) for scope, one in looked]
    if json_out:
        emit({"division": code, "as_of": on, "checks": rows})
    else:
        _print(rows)
    if any(row["failure"] or (row["severity"] == Severity.ERROR and row["count"]) for row in rows):
        raise typer.Exit(1)


def _stored(division: str, on: Any, actor: str) -> list[tuple[str, Looked]]:
    """Every check of the county and those of no county; what they found is kept, as the nightly run does."""
    begun = actions.start_run(actor=acting(actor), at=timezone.now(), division_code=division, as_of_date=on).result
    found: list[tuple[str, Looked]] = []
    for run_id in begun:
        scope, system = readers.run(run_id).division_code, acting("")
        try:
            looked = list(look_at_all(scope, AsOf.on(on)))
            actions.store_run(actor=system, at=timezone.now(), run_id=run_id, looked=looked)
        except BaseException:
            actions.fail_run(actor=system, at=timezone.now(), run_id=run_id, reason="命令行中断")
            raise
        found.extend((scope, one) for one in looked)
    return found


def _check(check: Any) -> dict[str, Any]:
    return {
        "code": check.code,
        "label": check.label,
        "severity": str(check.severity),
        "owner": check.owner_words,
        "rule": check.rule,
        "remedy": check.remedy,
    }


def _row(division: str, one: Looked, on: Any) -> dict[str, Any]:
    let_be = readers.is_ignored(one.check.code, division, on)
    shown = [f for key, f in one.findings.items() if key not in let_be]
    return {
        **_check(one.check),
        "count": len(shown),
        "ignored": len(one.findings) - len(shown),
        "milliseconds": one.milliseconds,
        "failure": one.failure,
        "findings": [{"key": f.key, "label": f.label, "words": f.words} for f in shown],
    }


def _print(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        if not row["count"] and not row["failure"]:
            continue
        print(f"{SEVERITIES[row['severity']]}  {row['label']}  {row['count']} 处（{row['owner']}：{row['remedy']}）")
        if row["failure"]:
            print(f"    检查项无法执行：{row['failure']}")
        for finding in row["findings"][:SHOWN]:
            print(f"    {finding['label']}：{finding['words']}")
        if row["count"] > SHOWN:
            print(f"    …… 另有 {row['count'] - SHOWN} 处，用 --json 或数据质量页面查看")
    errors = sum(row["count"] for row in rows if row["severity"] == Severity.ERROR)
    warnings = sum(row["count"] for row in rows if row["severity"] == Severity.WARNING)
    say(f"已运行 {len(rows)} 项检查：错误 {errors} 处，提醒 {warnings} 处。")
