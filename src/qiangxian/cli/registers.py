"""`registers import|undo|template`: tables into the registers, and out again."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils import timezone

from qiangxian.contexts.registers.intake.actions import imports
from qiangxian.contexts.registers.intake.records import HOLDER_CHANGES
from qiangxian.engines.intake import KINDS, empty_workbook, load_vocabulary
from qiangxian.kernel.errors import Refused

from .edge import acting, county, day
from .options import ActorName, Division, JsonFlag, Options, declared
from .output import emit, say

app = typer.Typer(no_args_is_help=True, help="基础台账：导入、撤销导入、下载空白模板。")
KIND_HELP = "、".join(KINDS)
SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class FileSaid(Options):
    """What is said of a file that is handed in."""

    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不写入")] = False
    strict: Annotated[bool, typer.Option("--strict", help="有一行不能导入就全部不写入")] = False
    through: Annotated[str, typer.Option("--through", help="数据齐全截至哪一天，默认今天")] = ""
    supplement: Annotated[bool, typer.Option("--supplement", help="只是补充一部分，不声明数据齐全")] = False
    mapping: Annotated[
        list[str] | None,
        typer.Option("--map", help="列名=字段，可重复，只对本次有效，例：--map 号=申请号；同名的第二列写 名称#2"),
    ] = None
    constants: Annotated[
        list[str] | None, typer.Option("--set", help="字段=值，全表相同，可重复，例：--set 有效期起=2023-11-22")
    ] = None
    without_holder: Annotated[bool, typer.Option("--without-holder", help="清单里确实没有权利人列")] = False
    holder_change: Annotated[
        str, typer.Option(help="权利人与登记不同的怎么办：correction 更正，transfer 转让；默认列入待处理")
    ] = ""

    def handed_in(self, kind: str, file: Path) -> imports.HandedIn:
        """The file with what is said of it; what contradicts itself is refused before the file is read."""
        if self.holder_change and self.holder_change not in HOLDER_CHANGES:
            known = "、".join(f"{code}（{label}）" for code, label in HOLDER_CHANGES.items())
            raise Refused("没有这种处理", column="--holder-change", value=self.holder_change, remedy=f"可用：{known}")
        said = {
            "mapping": _pairs(self.mapping, "--map"),
            "constants": _pairs(self.constants, "--set"),
            "strict": self.strict,
            "without": ["without_holder"] if self.without_holder else [],
            "holder_change": self.holder_change,
            "supplement": self.supplement,
        }
        if self.supplement and self.through:
            remedy = "请去掉 --through 或 --supplement"
            raise Refused("补充的清单不声明数据齐全", column="--through", value=self.through, remedy=remedy)
        return imports.HandedIn(kind, file.name, _read(file), _through(self.through), said)


@app.command("import")
@declared
def import_file(
    *,
    kind: Annotated[str, typer.Argument(help=KIND_HELP)],
    file: Annotated[Path, typer.Argument(help=".xlsx、.xls、.csv、.csv.gz、专利 XML 或引文 .txt")],
    said: FileSaid,
    division: Division = "",
    actor: ActorName = "",
    json_out: JsonFlag = False,
) -> None:
    """导入一份登记表。例：qiangxian registers import rights 专利清单.xlsx --through 2025-12-31"""
    table = said.handed_in(kind, file)
    asked: dict[str, Any] = {"actor": acting(actor), "at": timezone.now(), "division_code": county(division)}
    try:
        if said.dry_run:
            told = imports.dry_run(**asked, table=table)
        else:
            opened = imports.open_import(**asked, table=table).result.uid
            told = imports.run_import(**asked, batch_uid=opened)
    except imports.NothingImported as refusal:
        _tell({**refusal.receipt, "created": 0, "updated": 0}, json_out)
        raise
    _tell(told, json_out)
    if not said.through and not said.supplement:
        say("没有给 --through：按今天声明数据齐全；只是补充一部分的，请加 --supplement")
    if said.dry_run and told["rows"] == told["refused_rows"]:
        raise Refused("没有一行可以导入", file=file.name, remedy="请按所列原因改正")


@app.command()
def undo(
    batch: Annotated[str, typer.Argument(help="导入时给出的批次号")],
    reason: Annotated[str, typer.Option(help="为何撤销")] = "命令行撤销",
    division: Division = "",
    actor: ActorName = "",
    json_out: JsonFlag = False,
) -> None:
    """撤销一个导入批次。例：qiangxian registers undo 3f2a9c0d1e4b --reason 导错了文件"""
    done = imports.undo_batch(
        actor=acting(actor), at=timezone.now(), division_code=county(division), batch_uid=batch, reason=reason
    )
    if json_out:
        emit(done.result)
    else:
        say(f"批次 {batch} 已撤销：撤下 {done.result['withdrawn']} 条，恢复 {done.result['restored']} 条。")


@app.command()
def template(
    kind: Annotated[str, typer.Argument(help=KIND_HELP)],
    out: Annotated[Path, typer.Argument(help="写到哪个 .xlsx 文件")],
    division: Division = "",
    json_out: JsonFlag = False,
) -> None:
    """写出一份空白模板。例：qiangxian registers template titles 称号模板.xlsx"""
    if kind not in KINDS:
        raise Refused("没有这种登记表", value=kind, remedy="可用：" + KIND_HELP)
    out.write_bytes(empty_workbook(load_vocabulary(kind, county(division))))
    if json_out:
        emit({"kind": kind, "file": str(out)})
    else:
        say(f"已写出 {out}")


def _pairs(given: list[str] | None, option: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for text in given or ():
        name, mark, value = text.partition("=")
        if not mark or not name.strip() or not value.strip():
            raise Refused("写法不对", column=option, value=text, remedy="请写成 名称=值，例如 --map 号=申请号")
        pairs[name.strip()] = value.strip()
    return pairs


def _through(text: str) -> date:
    today = timezone.localdate()
    until = day(text, "--through") or today
    if until > today:
        raise Refused("不能声明将来的日期", column="--through", value=text, remedy="请填写今天或以前的日期")
    return until


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as fault:
        raise Refused("读不到这个文件", file=str(file), remedy="请核对路径和权限") from fault


def _tell(told: dict[str, Any], json_out: bool) -> None:
    if json_out:
        emit(told)
        return
    say(f"文件：{told['file']}")
    for header in told["headers"]:
        if header["source"]:
            say(f"识别为：{header['source']}")
        where = f"工作表“{header['sheet']}”" if header["sheet"] else ""
        head = f"{where}表头在第 {header['row']} 行" if header["row"] else "读取"
        say(f"{head}：{'、'.join(map(_pair, header['mapping']))}")
        for constant in header["constants"]:
            say(f"全表的{constant['field']}：{constant['value']}")
        for choice in header["choices"]:
            others = "”“".join(choice["others"])
            say(f"{choice['field']}取自“{choice['column']}”，没有取“{others}”；换一列用 --map 列名={choice['field']}")
        if header["unknown"]:
            say(f"不认识的列（原样保留）：{'、'.join(header['unknown'])}")
    for sheet in told["skipped_sheets"]:
        where = f"没有读取工作表“{sheet['sheet']}”：" if sheet["sheet"] else ""
        say(where + sheet["reason"])
    for entry in told["refused"][:SHOWN]:
        say(_line(entry))
    if len(told["refused"]) > SHOWN:
        say(f"…… 另有 {len(told['refused']) - SHOWN} 条，用 --json 查看全部")
    for entry in told["notes"][:SHOWN]:
        say("请留意 " + _line(entry))
    if told["noted"] > SHOWN:
        say(f"…… 另有 {told['noted'] - SHOWN} 条请留意，用 --json 查看")
    for entry in told["changes"][:SHOWN]:
        where = f"{entry['sheet']} " if entry["sheet"] else ""
        say(f"{where}第 {entry['row']} 行 {entry['record']}：{entry['field']} {entry['before']} → {entry['after']}")
    if len(told["changes"]) > SHOWN:
        say(f"…… 另有 {len(told['changes']) - SHOWN} 处改动，用 --json 查看")
    for word, count in told["passed"].items():
        say(f"“{word}”{count} 行：不属于本登记表，未登记")
    if told["waiting"]:
        say(f"{told['waiting']} 行的权利还没有登记：进入等待清单，权利登记后自动补入")
    if told["fetched"]:
        say(f"{told['fetched']} 行等待的记录已补入")
    if told["reported_through"]:
        say(f"数据齐全截至 {told['reported_through']}")
    lines = told["lines"]
    wrapped = f"（另有 {told['wrapped_lines']} 处单元格内换行）" if told["wrapped_lines"] else ""
    say(
        f"文件共 {lines['total']} 行{wrapped}：表头和表题 {lines['head']}，数据 {lines['rows']}，"
        f"合计、分组和说明 {lines['notes']}，空行 {lines['blank']}"
    )
    if told["holder_changes"]:
        how = HOLDER_CHANGES.get(told["holder_change"], "已列入待处理，没有改动（--holder-change 可一并决定）")
        say(f"{told['holder_changes']} 行的权利人与登记不同：{how}")
    verb = "预检" if told["dry_run"] else f"批次 {told['batch']}"
    print(
        f"{verb}：{told['rows']} 行，新建 {told['created']}，更新 {told['updated']}，未变 {told['unchanged']}，"
        f"退回 {told['refused_rows']}，未匹配 {told['unmatched']}{_rate(told['match_rate'])}"
    )


def _pair(pair: dict[str, str]) -> str:
    return pair["column"] if pair["column"] == pair["field"] else f"{pair['column']}→{pair['field']}"


def _rate(rate: float | None) -> str:
    return "" if rate is None else f"，匹配率 {rate:.1%}"


def _line(entry: dict[str, Any]) -> str:
    where = f"{entry['sheet']} " if entry["sheet"] else ""
    column = f"“{entry['column']}”" if entry["column"] else ""
    value = f"“{entry['value']}”" if entry["value"] else ""
    remedy = f"（{entry['remedy']}）" if entry["remedy"] else ""
    return f"{where}第 {entry['row']} 行{column}{value}：{entry['reason']}{remedy}"
