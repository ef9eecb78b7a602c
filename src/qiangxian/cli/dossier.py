"""`dossier build|verify`: the acceptance dossier as one file, and the proof of it on any machine."""

from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone

from qiangxian.contexts.dossiers import flow, readers, verifying
from qiangxian.contexts.dossiers.flow import DossierState
from qiangxian.contexts.dossiers.tasks import carry_out
from qiangxian.kernel.errors import DomainError, Refused

from .edge import CommandAsked, asking
from .options import JsonFlag
from .output import emit, say

app = typer.Typer(no_args_is_help=True, help="验收卷宗：编制、核验。")
DEFAULT = "strong_county"


@app.command("build")
@asking(days=True)
def build(
    asked: CommandAsked,
    out: Annotated[Path, typer.Argument(help="写到哪里，以 .zip 结尾")],
    table: Annotated[str, typer.Option("--table", help="哪张考核表")] = DEFAULT,
    standing: Annotated[str, typer.Option("--standing", help="新编卷时：本县所处状态")] = "not_listed",
    number: Annotated[int, typer.Option("--dossier", help="哪份卷宗（默认：这张表最近一份在编的，没有则新编）")] = 0,
    round_id: Annotated[int, typer.Option("--round", help="按哪一轮考核填自评得分")] = 0,
) -> None:
    """编制验收卷宗。例：qiangxian dossier build 验收卷宗.zip --standing candidate --as-of 2025-12-31"""
    if out.suffix.lower() != ".zip":
        raise Refused("卷宗只能写成 .zip", file=str(out), remedy="请改文件名的后缀")
    who = {"actor": asked.actor, "at": timezone.now()}
    dossier = readers.in_hand(asked.actor, asked.county, table, number)
    if dossier is None:
        days = asked.days
        given = {"table": table, "standing": standing, "effective": days.effective, "known": days.known}
        dossier = flow.open_dossier(**who, division_code=asked.county, **given).result
    if round_id:
        flow.link_round(**who, matter_id=dossier.pk, round_id=str(round_id))
    flow.build_dossier(**who, matter_id=dossier.pk)
    carry_out(dossier.pk)
    dossier = readers.dossier(asked.actor, dossier.pk)
    if dossier.matter.state != DossierState.BUILT:
        raise DomainError(f"卷宗没有编成：{readers.last_reason(dossier)}", remedy="按原因补正后再编")
    out.write_bytes(readers.download(dossier))
    items = readers.items(dossier)
    if asked.json_out:
        emit({"file": str(out), "manifest_sha256": dossier.manifest_sha256, "items": items, "pages": dossier.pages,
              "dossier": dossier.pk, "missing": dossier.missing})  # fmt: skip
        return
    say(f"卷宗已写入 {out}：佐证 {items} 份，{dossier.pages} 页；清单校验值 {dossier.manifest_sha256}")
    for line in dossier.missing:
        print(f"缺：{line}")


@app.command("verify")
def verify(
    file: Annotated[Path, typer.Argument(help="卷宗的 .zip")],
    offline: Annotated[bool, typer.Option("--offline", help="不用本机数据库，只按卷宗自带的记录核验")] = False,
    json_out: JsonFlag = False,
) -> None:
    """核验卷宗：文件、日志、每个指标值；有本县数据库的，再由基础台账重算。例：qiangxian dossier verify 验收卷宗.zip --offline"""
    if not file.is_file():
        raise Refused("没有这个文件", file=str(file), remedy="请核对路径")
    found = verifying.verify(file.read_bytes(), offline=offline)
    if json_out:
        emit(found.document())
    else:
        told = found.checked
        say(
            f"文件 {told['files']} 个，指标值 {told['figures']} 个，得分 {told['scores']} 项，日志 {told['audit_lines']} 行"
        )
        say(f"由基础台账重算 {told['registers']} 个")
        for note in found.notes:
            say(note)
        for one in found.failures:
            print(f"{one.what}：{one.where}；应为 {one.expected}，实为 {one.found}")
        say("全部相符。" if found.ok else f"有 {len(found.failures)} 处不符。")
    if not found.ok:
        raise typer.Exit(1)
