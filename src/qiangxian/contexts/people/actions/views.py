"""Named views of a list: its filters, sorting and columns as a query string, kept by one account."""

from datetime import datetime

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import NotFound, Refused

from .. import policies
from ..models import SavedView

LONGEST_NAME = 60


@action("people.save_view", label="保存列表视图", policy=policies.own_account)
def save_view(*, actor: Actor, at: datetime, account_id: int, page: str, name: str, query: str) -> Receipt:
    """Keep the view under a name; the same name again replaces it."""
    name = name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise Refused("视图名称为空或太长", column="视图名称", value=name, remedy=f"请填写 1 至 {LONGEST_NAME} 个字")
    view, _created = SavedView.objects.update_or_create(
        account_id=account_id, page=page, name=name, defaults={"query": query}
    )
    return Receipt(kind="people.saved_view", id=str(view.pk), label=name, after={"query": query}, result=view.pk)


@action("people.export_list", label="导出清单", policy=policies.own_account)
def export_list(*, actor: Actor, at: datetime, account_id: int, page: str, query: str, form: str) -> Receipt:
    """A list left the house as a file: which one, with which filters, in which format."""
    return Receipt(kind="list", id=page, label=page, after={"query": query[:500], "format": form})


def copy_views(giver_id: int, taker_id: int) -> int:
    """Part of a hand-over, which has its own policy and audit line: the taker gets the giver's views, those of a name the taker has
    already left as they are."""
    made = 0
    for view in SavedView.objects.filter(account_id=giver_id):
        _view, is_new = SavedView.objects.get_or_create(
            account_id=taker_id, page=view.page, name=view.name, defaults={"query": view.query}
        )
        made += is_new
    return made


@action("people.drop_view", label="删除列表视图", policy=policies.own_account)
def drop_view(*, actor: Actor, at: datetime, account_id: int, view_id: int) -> Receipt:
    """Forget a view; only its owner can."""
    view = SavedView.objects.filter(pk=view_id, account_id=account_id).first()
    if view is None:
        raise NotFound("没有这个视图", remedy="它可能已被删除")
    receipt = Receipt(kind="people.saved_view", id=str(view.pk), label=view.name, before={"query": view.query})
    view.delete()
    return receipt
