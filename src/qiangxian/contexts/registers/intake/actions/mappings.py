"""What the columns of an unknown header mean: said by the office on the preview page, kept for later files, taken back."""

from collections.abc import Mapping
from datetime import datetime

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.engines.intake import fingerprint, load_vocabulary, target_meaning
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Conflict, NotFound, Refused

from ...records import policies
from ...types import BatchState
from .. import mappings
from ..models import HeaderMapping
from .imports import batch_of


@action("registers.save_mapping", label="保存列名对应", policy=policies.may_edit)
def save_mapping(
    *,
    actor: Actor,
    at: datetime,
    division_code: str,
    batch_uid: str,
    headers: Mapping[str, list[str]],
    targets: Mapping[str, Mapping[str, str]],
    constants: Mapping[str, str],
) -> Receipt:
    """Sheet by sheet: `headers` the column names, `targets` what a person said of them (by the sheet's fingerprint).

    `constants` hold for this file alone. The result is how many headers were saved."""
    batch = batch_of(division_code, batch_uid)
    if batch.state not in (BatchState.PREVIEWED, BatchState.FAILED):
        raise Conflict("这一批次已在导入或已经结束", remedy="需要改列名对应的，请重新上传文件")
    saved = 0
    for print_, names in headers.items():
        chosen = _sound(targets.get(print_, {}), names, batch.kind, division_code)
        if chosen:
            mappings.save(
                division_code=division_code,
                kind=batch.kind,
                fingerprint=fingerprint(names),
                headers=names,
                mapping=chosen,
                file_name=batch.file_name,
                at=at,
                by=actor.label[:120],
            )
            saved += 1
    batch.options = {**batch.options, "constants": {name: text for name, text in constants.items() if text.strip()}}
    batch.save(update_fields=["options"])
    after = {
        "kind": batch.kind,
        "file": batch.file_name,
        "mapping": {key: dict(value) for key, value in targets.items()},
    }
    return Receipt("registers.mapping", batch.uid, batch.file_name, None, after, division_code, saved)


@action("registers.remove_mapping", label="移除列名对应", policy=policies.may_edit)
def remove_mapping(*, actor: Actor, at: datetime, division_code: str, mapping_id: int) -> Receipt:
    """The saved mapping no longer holds; files imported with it stay as they are."""
    found = HeaderMapping.objects.filter(pk=mapping_id, division_code=division_code, superseded_at__isnull=True).first()
    if found is None:
        raise NotFound("没有这条列名对应，或已经移除", remedy="请从列表中选择")
    mappings.remove(division_code, found.kind, found.fingerprint, at=at, by=actor.label[:120])
    before = {"kind": found.kind, "mapping": found.mapping}
    return Receipt("registers.mapping", str(found.pk), found.file_name, before, None, division_code, found.pk)


def _sound(chosen: Mapping[str, str], names: list[str], kind: str, division_code: str) -> dict[str, str]:
    """Only columns that stand in the file, only fields that exist, no field twice."""
    vocabulary = load_vocabulary(kind, division_code)
    kept = {name: target for name, target in chosen.items() if name in names and target}
    fields: dict[tuple[str, int | None], str] = {}
    for name, target in kept.items():
        meaning = target_meaning(target, name, vocabulary, "saved")
        if meaning.field is None:
            continue
        other = fields.setdefault((meaning.field.name, meaning.year), name)
        if other != name:
            words = f"“{other}”和“{name}”都对应到“{meaning.field.label}”"
            raise Refused(words, column=name, remedy="一项只能由一列给出，请把另一列改为原样保留")
    return kept
