"""`plan parse|import|diff`: a published plan read, taken in, and compared with what stands."""

from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils import timezone

from qiangxian.contexts.documents import actions as documents
from qiangxian.contexts.documents import readers as document_readers
from qiangxian.contexts.documents.types import ItemKind, ItemState
from qiangxian.contexts.people import readers as people
from qiangxian.contexts.programmes import actions, readers
from qiangxian.engines.plandoc import read_plan
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Conflict, Refused

from .edge import CommandAsked, acting, asking
from .options import ActorName, JsonFlag
from .output import emit, say

app = typer.Typer(no_args_is_help=True, help="方案：解析、导入、比对。")
PlanFile = Annotated[Path, typer.Argument(help="方案文件（.txt .html .docx .pdf）")]
Division = Annotated[str, typer.Option("--division", help="行政区划代码，默认由文件中的名称认定")]
COMMAND_LINE = "命令行 --title 指定"


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Refused(f"读不到文件（{error.strerror}）", file=str(file), remedy="请核对路径") from None


def _counted(reading: dict[str, Any]) -> str:
    words = (
        ("clauses", "条款"),
        ("tasks", "任务"),
        ("targets", "目标"),
        ("phases", "阶段"),
        ("safeguards", "保障措施"),
        ("fund_categories", "资金类别"),
        ("repairs", "修正"),
        ("warnings", "提醒"),
    )
    return "，".join(f"{label} {len(reading[name])}" for name, label in words)


def _summary(reading: dict[str, Any]) -> str:
    """The reading for a person: what was found and what to look at."""
    lines = [reading["title"], reading["document_number"] or "（无发文字号）", _counted(reading)]
    for task in reading["tasks"]:
        leads = "、".join(a["unit"] for a in task["assignments"] if a["role"] == "lead") or "未写明"
        lines.append(f"  {task['id']} {task['title']}  牵头：{leads}，共 {len(task['assignments'])} 个单位")
    lines += [f"  {target['id']} {target['text']}" for target in reading["targets"]]
    lines += [f"  {p['name']} {p['start_date'] or '?'} 至 {p['end_date'] or '…'}" for p in reading["phases"]]
    lines += [f"  修正：“{r['raw']}” → “{r['reading']}”" for r in reading["repairs"]]
    lines += [f"  提醒：{w['message']}" for w in reading["warnings"]]
    return "\n".join(lines)


@app.command()
def parse(file: PlanFile, json_out: JsonFlag = False) -> None:
    """解析方案，不写数据库。例：qiangxian plan parse 方案.txt --json"""
    reading = read_plan(_bytes(file)).as_json()
    if json_out:
        emit(reading)
    if reading["kind"] != "plan":
        raise Refused(reading["reason"], file=str(file), remedy="请提供方案、意见或通知的全文")
    if not json_out:
        print(_summary(reading))


def _division_of(content: bytes, division: str, file: Path) -> str:
    """The code given, else the one the document names; a national plan says nothing, so it must be given."""
    if division:
        return division
    reading = read_plan(content).as_json()
    if reading["kind"] != "plan":
        raise Refused(reading["reason"], file=str(file), remedy="请提供方案、意见或通知的全文")
    guessed = document_readers.guess_division(reading)
    if guessed is None:
        raise Refused("文件中看不出是哪个县（市、区）的方案", file=str(file), remedy="请用 --division 六位代码 指定")
    return guessed


def division_of_file(file: Path | None) -> str:
    """The county a published plan names; refused where it names none."""
    assert file is not None  # noqa: S101 - asked only where a plan was given and no county
    return _division_of(_bytes(file), "", file)


def import_file(
    file: Path,
    *,
    accept: bool,
    division: str = "",
    title: str = "",
    amends: int | None = None,
    actor: Actor | None = None,
) -> dict[str, Any]:
    """Take the plan in and, with `accept`, write everything that carries no error. Run twice, it changes nothing more.

    What looks like a second version of a standing plan is compared with it, and written only where the caller names that
    programme: a document never changes a programme by itself."""
    who, content, now = actor or Actor.system(), _bytes(file), timezone.now()
    code = _division_of(content, division, file)
    receipt = actions.import_plan(
        actor=who,
        at=now,
        division_code=code,
        name=file.name,
        content=content,
        amends=amends,
    )
    proposal = receipt.result
    if title:
        _entitle(who, proposal.pk, title)
    if accept and (amends or not document_readers.is_amendment(proposal.pk)):
        _accept(who, proposal.pk)
    return _outcome(who, proposal.pk, existing=bool((receipt.after or {})["existing"]))


def _entitle(actor: Actor, proposal_id: int, title: str) -> None:
    items = document_readers.items(proposal_id)
    item = next(item for item in items if (item.kind, item.key) == (ItemKind.METADATA, "title"))
    if (item.corrected or item.payload)["value"] == title or item.applied_at:
        return
    documents.decide_item(
        actor=actor,
        at=timezone.now(),
        proposal_id=proposal_id,
        item_id=item.pk,
        verdict="correct",
        values={"value": title},
        reason=COMMAND_LINE,
    )


def _accept(actor: Actor, proposal_id: int) -> None:
    documents.decide_rest(actor=actor, at=timezone.now(), proposal_id=proposal_id)
    if not document_readers.decided_items(proposal_id) or not document_readers.is_entitled(proposal_id):
        return
    programme = actions.apply_proposal(actor=actor, at=timezone.now(), proposal_id=proposal_id).result
    if readers.unmatched_names(programme.pk):
        actions.create_missing_units(actor=actor, at=timezone.now(), programme_id=programme.pk)


def _outcome(actor: Actor, proposal_id: int, *, existing: bool) -> dict[str, Any]:
    proposal = document_readers.proposal(actor, proposal_id)
    items = document_readers.items(proposal.pk)
    progress = document_readers.DecidingProgress(items)
    left = [item for item in items if item.state == ItemState.OPEN]
    return {
        "proposal": proposal.pk,
        "existing": existing,
        "programme": proposal.programme_id,
        "division": proposal.division_code,
        "title": proposal.document.title,
        "document_number": proposal.document.document_number or None,
        "items": {"total": progress.total, "open": progress.open, "applied": progress.applied},
        "amends": proposal.programme_id if document_readers.is_amendment(proposal.pk) else None,
        "current": readers.programme(actor, proposal.programme_id).is_current if proposal.programme_id else False,
        "open": [
            {"kind": i.kind, "key": i.key, "label": i.label, "level": i.warning_level or None, "notes": _messages(i)}
            for i in left
        ],
        "unmatched_units": readers.unmatched_names(proposal.programme_id) if proposal.programme_id else [],
    }


def _messages(item: Any) -> list[str]:
    return [note["message"] for note in item.notes]


@app.command("import")
@asking()
def import_(
    asked: CommandAsked,
    file: PlanFile,
    accept: Annotated[bool, typer.Option("--accept", help="接受全部无错误项并生成任务清单")] = False,
    title: Annotated[str, typer.Option("--title", help="方案名称，默认用文件中的标题")] = "",
    programme: Annotated[int, typer.Option("--programme", help="作为哪个方案的修订（编号）")] = 0,
    separate: Annotated[bool, typer.Option("--separate", help="作为另一个方案，不与现行方案比对")] = False,
) -> None:
    """导入方案：保存文件和识别结果，由人确认后生成任务清单。例：qiangxian plan import 方案.docx --accept"""
    outcome = import_file(
        file,
        accept=accept,
        division=asked.division_code,
        title=title,
        amends=0 if separate else programme or None,
        actor=asked.actor,
    )
    if asked.json_out:
        emit(outcome)
        return
    say("这份文件此前已导入，未重复保存。" if outcome["existing"] else f"已导入《{outcome['title']}》。")
    counts = outcome["items"]
    say(f"识别结果 {counts['total']} 项：已列入任务清单 {counts['applied']} 项，待确认 {counts['open']} 项。")
    waits = outcome["amends"] is not None and counts["open"]
    if waits:
        number = outcome["amends"]
        say(
            f"看来是方案 {number} 的修订，已与它比对，没有改动它。要写入，请用 --programme {number} --accept，或在网页上逐项确认。"
        )
    elif outcome["programme"] and not outcome["current"]:
        say(f"它不是本县方案。要改按它执行，用 qiangxian programme use {outcome['programme']}。")
    for row in outcome["open"][:20] if accept and not waits else []:
        say(f"  待确认：{row['label']}：{'；'.join(row['notes'])}")
    if names := outcome["unmatched_units"]:
        say(f"尚未对应到本县单位的名称：{'、'.join(names)}")


def _amended(actor: Actor, reading: dict[str, Any], division: str, programme: int | None) -> Any:
    if programme:
        return readers.programme(actor, programme)
    code = division or document_readers.guess_division(reading) or next(iter(people.counties()), "")
    found = readers.amended_by(code, reading)
    if found is None:
        raise Conflict("没有可以比对的现行方案", remedy="请用 --programme 指定方案编号，或先用 plan import 导入原方案")
    return found


@app.command()
def diff(
    file: PlanFile,
    division: Division = "",
    programme: Annotated[int, typer.Option("--programme", help="与哪个方案比对（编号）")] = 0,
    actor: ActorName = "",
    json_out: JsonFlag = False,
) -> None:
    """看修订后的方案会改变什么，不写数据库。例：qiangxian plan diff 修订稿.docx"""
    reading = read_plan(_bytes(file)).as_json()
    if reading["kind"] != "plan":
        raise Refused(reading["reason"], file=str(file), remedy="请提供方案、意见或通知的全文")
    standing = _amended(acting(actor), reading, division, programme or None)
    found = readers.plan_differences(standing, reading)
    document = {
        "programme": standing.pk,
        "title": standing.title,
        **{
            change: [_difference(one) for one in found if one.change == change]
            for change in ("added", "changed", "gone")
        },
        "same": sum(one.change == "same" for one in found),
    }
    if json_out:
        emit(document)
    else:
        _print_diff(document)


def _difference(one: Any) -> dict[str, Any]:
    fields = [{"field": f.name, "before": f.before or None, "after": f.after or None} for f in one.fields]
    key = one.old.key if one.old else one.new.key
    return {"kind": one.part.kind, "key": key, "label": one.part.label, "fields": fields}


def _print_diff(document: dict[str, Any]) -> None:
    print(f"与《{document['title']}》相比：")
    for change, word in (("added", "新增"), ("changed", "变化"), ("gone", "删去")):
        print(f"{word} {len(document[change])} 项")
        for row in document[change]:
            print(f"  {ItemKind(row['kind']).label} {row['label']}")
            for field in row["fields"]:
                print(f"    {field['field']}：{field['before'] or '（无）'} → {field['after'] or '（无）'}")
    print(f"未变 {document['same']} 项")
