"""What somebody leaves behind: open matters, drafts, saved views, queues."""

from qiangxian.contexts.documents import readers as documents
from qiangxian.contexts.matters import readers as matters
from qiangxian.contexts.people import readers as people
from qiangxian.contexts.registers.intake.readers import waiting_names, waiting_rows
from qiangxian.contexts.registers.rights.conflicts.readers import open_conflicts
from qiangxian.kernel.actor import Actor

Thing = dict[str, str]


def things_of(actor: Actor, division_code: str) -> list[Thing]:
    """Everything the actor has in hand in the county, each with its sort (`sort`), words, and the page it stands on."""
    return [*_matters(actor), *_drafts(actor, division_code), *_views(actor), *_queues(actor, division_code)]


def _matters(actor: Actor) -> list[Thing]:
    rows = matters.open_to(actor).order_by("due_date", "id")
    return [
        {
            "sort": "未办结的事项",
            "words": row.title + (f"（期限 {row.due_date}）" if row.due_date else ""),
            "kind": "matter",
            "key": str(row.pk),
        }
        for row in rows
    ]


def _drafts(actor: Actor, division_code: str) -> list[Thing]:
    rows = documents.visible_proposals(actor).filter(closed_at__isnull=True, division_code=division_code)
    return [
        {"sort": "没有办完的识别结果", "words": row.document.title, "kind": "proposal", "key": str(row.pk)}
        for row in rows
        if actor.has("office", division=division_code)
    ]


def _views(actor: Actor) -> list[Thing]:
    rows = people.views_of(actor.id or 0)
    return [{"sort": "保存的列表视图", "words": row.name, "kind": "", "key": ""} for row in rows]


def _queues(actor: Actor, division_code: str) -> list[Thing]:
    if not actor.has("office", division=division_code):
        return []
    counts = (
        ("待核对的权利人名称", len(waiting_names(actor, division_code))),
        ("导入后待匹配的行", waiting_rows(actor, division_code).count()),
        ("法律状态冲突待处理", open_conflicts(actor)),
    )
    return [{"sort": "队列", "words": f"{words} {count} 条", "kind": "", "key": ""} for words, count in counts if count]
