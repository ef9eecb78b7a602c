"""`patents import|search|show|rebuild`: the literature database."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils import timezone

from qiangxian.contexts.patents import actions, one_record, readers
from qiangxian.contexts.patents.importing import Handed, import_files
from qiangxian.contexts.patents.types import Licence
from qiangxian.engines.search import FACETS
from qiangxian.kernel.errors import Refused

from .edge import CommandAsked, asking
from .output import emit, say

app = typer.Typer(no_args_is_help=True, help="专利信息库：导入、检索、查看、重建索引。")
SHOWN = 20


@app.command("import")
@asking()
def import_patents(
    asked: CommandAsked,
    files: Annotated[list[Path], typer.Argument(help="国知局 XML、按日期打包的 ZIP、EPO XML、Excel、CSV 或引文 .txt")],
    resume: Annotated[bool, typer.Option("--resume", help="从上次中断的地方接着导入")] = False,
    processes: Annotated[
        int, typer.Option("--processes", min=0, max=64, help="几个进程同时读大的压缩包；0 为按处理器数")
    ] = 0,
    licence: Annotated[str, typer.Option("--licence", help="open 公开数据，contract 合同数据；默认按来源")] = "",
) -> None:
    """导入专利文献。例：qiangxian patents import 20260102.zip 清单.xlsx --resume"""
    if licence and licence not in Licence.values:
        raise Refused("没有这种许可", column="--licence", value=licence, remedy="可用：open、contract")
    many = processes or os.cpu_count() or 1
    handed = Handed(asked.actor, timezone.now(), asked.county, timezone.localdate(), licence, resume, many, _progress)
    told = import_files(files, handed).document()
    if asked.json_out:
        emit(told)
    else:
        _tell(told)
    taken = told["created"] or told["updated"] or told["unchanged"]
    if told["records"] and not taken and told["refused_total"] >= told["records"]:
        raise Refused("没有一条可以导入", remedy="请按所列原因改正后再导入")


def _progress(file: str, rows: int) -> None:
    if rows % 5000 == 0:
        say(f"{file}：已读 {rows} 条")


def _tell(told: dict[str, Any]) -> None:
    for entry in told["refused"][:SHOWN]:
        where = "，".join(
            str(part) for part in (entry["file"], entry["sheet"], entry["row"] and f"第 {entry['row']} 行") if part
        )
        value = f"“{entry['value']}”" if entry["value"] else ""
        say(f"{where}：{entry['column'] or ''}{value}{entry['reason']}（{entry['remedy']}）")
    for reason, count in told["reasons"].items():
        say(f"退回 {count} 条：{reason}")
    if told["unmatched_total"]:
        say(f"{told['unmatched_total']} 条没有对应的申请号，用 --json 查看")
    if told["held_back"]:
        say(f"{told['held_back']} 件尚未公开，不进检索")
    if told["proposed"]:
        say(f"{told['proposed']} 处与知识产权登记不同或台账尚未登记，已列入“待处理的清单行”，由办公室确认")
    print(
        f"{told['files']} 个文件，{told['records']} 条：新建 {told['created']}，更新 {told['updated']}，"
        f"未变 {told['unchanged']}，退回 {told['refused_total']}；索引{'已更新' if told['indexed'] else '未更新'}"
    )


@app.command("search")
@asking()
def search_patents(
    asked: CommandAsked,
    query: Annotated[str, typer.Argument(help="检索式，如 名称=电机 AND 申请日>=2012")],
    after: Annotated[str, typer.Option("--after", help="接着上一页的 next")] = "",
    sort: Annotated[str, typer.Option("--sort", help="relevance，或日期字段，前加 - 为由近到远")] = "relevance",
    limit: Annotated[int, typer.Option("--limit", min=0, max=1000)] = 20,
    facets: Annotated[str, typer.Option("--facets", help=f"逗号分开：{','.join(FACETS)}")] = "",
    backend: Annotated[str, typer.Option("--backend", help="memory 为对照用的逐件比对")] = "",
    explain: Annotated[bool, typer.Option("--explain", help="说明检索式各部分各命中多少")] = False,
) -> None:
    """检索专利。例：qiangxian patents search "名称=(电机 OR 马达) NOT 水泵" --facets year,applicant"""
    names = tuple(name.strip() for name in facets.split(",") if name.strip())
    if unknown := [name for name in names if name not in FACETS]:
        raise Refused("没有这种分组", column="--facets", value=unknown[0], remedy=f"可用：{'、'.join(FACETS)}")
    question = readers.Asked(line=query, sort=sort, after=after, size=limit, facets=names, backend=backend)
    result = readers.search(asked.actor, question)
    parts = readers.explained(asked.actor, result) if explain else []
    document = {**readers.answer_document(query, result), **({"explain": parts} if parts else {})}
    if asked.json_out:
        emit(document)
    else:
        _show(document, parts)


def _show(document: dict[str, Any], parts: list[dict[str, Any]]) -> None:
    for part in parts:
        say(f"{'  ' * part['level']}{part['words']}：{part['total']} 件")
    for hit in document["hits"]:
        print(f"{hit['key']}  {hit['title']}")
        for passage in hit["passages"][:1]:
            print(f"    {passage}")
    for values in document["facets"].values():
        print("  ".join(f"{one['label']} {one['count']}" for one in values[:10]))
    more = "（候选过多，只逐件核对了一部分）" if document["capped"] else ""
    print(f"{document['tree']}：{'至少 ' if document['capped'] else ''}{document['total']} 件{more}")


@app.command("show")
@asking()
def show_patent(asked: CommandAsked, number: Annotated[str, typer.Argument(help="申请号或公开号，任何写法")]) -> None:
    """查看一件专利。例：qiangxian patents show CN201010298420.4"""
    record = one_record.record_of(asked.actor, number)
    document = one_record.document(asked.actor, record)
    if asked.json_out:
        emit(document)
        return
    for key, value in document.items():
        if value and key not in ("description", "claims"):
            print(f"{key}：{value}")


@app.command("rebuild")
@asking()
def rebuild_index(asked: CommandAsked) -> None:
    """由文献库重建检索索引，期间检索不中断。例：qiangxian patents rebuild"""
    done = actions.rebuild_index(actor=asked.actor, at=timezone.now(), division_code=asked.county).result
    if asked.json_out:
        emit({"records": done, "indexed": True})
    else:
        print(f"索引已重建：{done} 件")
