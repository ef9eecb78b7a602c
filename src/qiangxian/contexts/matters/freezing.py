"""Freezing: from a step on the content of a matter is kept with its digest; what changes it later is a step that freezes anew."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from qiangxian.kernel.errors import Conflict

from .flow import Flow, FlowStep
from .models import Matter, Revision, Step


def written(content: Mapping[str, Any]) -> str:
    """The content as one text that is the same wherever it is written: keys in order, days in ISO."""
    return json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True)


def digest(content: Mapping[str, Any]) -> str:
    """The SHA-256 of the content as written."""
    return hashlib.sha256(written(content).encode()).hexdigest()


def newest(matter: Matter) -> Revision | None:
    """The content that stands; None where nothing was frozen yet."""
    return matter.revisions.order_by("-number").first()


def differs(flow: Flow, own: Any, kept: Revision) -> bool:
    """Whether the module's rows say something else than what was frozen."""
    return flow.content is not None and digest(flow.content(own)) != kept.digest


def is_open(flow: Flow, matter: Matter) -> bool:
    """Whether the content may be another one than what was frozen: a step that thaws came after the last one that freezes."""
    thawing = [one.code for one in flow.steps.values() if one.thaws]
    freezing = [one.code for one in flow.steps.values() if one.freezes]
    last = matter.steps.filter(step__in=[*thawing, *freezing]).order_by("-number").first() if thawing else None
    return last is not None and last.step in thawing


def keep(spec: FlowStep, matter: Matter, own: Any, row: Step) -> None:
    """A step that freezes keeps a revision, where the content is another one; any other step leaves frozen content as it is."""
    if spec.flow.content is None:
        return
    last = newest(matter)
    if last is not None and not differs(spec.flow, own, last):
        return
    if not spec.freezes:
        if last is not None and not is_open(spec.flow, matter):
            raise Conflict(
                f"内容自“{spec.flow.step_words(last.step)}”起已固定，“{spec.label}”不能改动",
                remedy="须改动的，请另出新版本",
            )
        return
    text = written(spec.flow.content(own))
    number = last.number + 1 if last else 1
    about = {"content": json.loads(text), "digest": hashlib.sha256(text.encode()).hexdigest()}
    Revision.objects.create(matter=matter, number=number, step=spec.code, at=row.at, by=row.by, **about)
