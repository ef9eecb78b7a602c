"""What the columns of an unknown header mean: said by the office on the preview page, kept for later files, taken back."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from qiangxian.contexts.audit.actions import action
from qiangxian.contexts.audit.types import Receipt
from qiangxian.engines.intake import column_keys, fingerprint, load_vocabulary, target_meaning
from qiangxian.engines.intake.learned import NTH
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.errors import Conflict, NotFound, Refused

from ...records import policies
from ...records.models import ImportBatch
from ...types import NOT_BEGUN
from .. import mappings
from ..models import HeaderMapping
from .imports import batch_of

Sheets = Mapping[tuple[str, ...], Mapping[str, str]]
"""By the column names of a sheet: what a person said of its columns, under their keys (`engines.intake.column_keys`)."""


@action("registers.save_mapping", label="保存列名对应", policy=policies.may_edit)
def save_mapping(
    *, actor: Actor, at: datetime, division_code: str, batch_uid: str, sheets: Sheets, constants: Mapping[str, str]
) -> Receipt:
    """What was said holds for later files with the same columns, `constants` for this file alone. The result is how many
    headers were saved."""
    batch = batch_of(division_code, batch_uid)
    if batch.state not in NOT_BEGUN:
        raise Conflict("这一批次已在导入或已经结束", remedy="需要改列名对应的，请重新上传文件")
    sound = {names: _sound(targets, names, batch) for names, targets in sheets.items()}
    for names, targets in sound.items():
        if targets:
            mappings.save(batch, names, targets, at=at, by=actor.label[:120])
        else:
            mappings.remove(division_code, batch.kind, fingerprint(names), at=at, by=actor.label[:120])
    batch.options = {**batch.options, "constants": {name: text for name, text in constants.items() if text.strip()}}
    batch.save(update_fields=["options"])
    told = {fingerprint(names): dict(targets) for names, targets in sound.items()}
    after = {"kind": batch.kind, "file": batch.file_name, "mapping": told}
    saved = sum(1 for targets in sound.values() if targets)
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


def _sound(chosen: Mapping[str, str], names: Sequence[str], batch: ImportBatch) -> dict[str, str]:
    """Only columns that stand in the file, only fields that exist, no field twice; under the names as they are printed."""
    vocabulary = load_vocabulary(batch.kind, batch.division_code)
    printed = dict(zip(column_keys(names), names, strict=True))
    kept = {key: target for key, target in chosen.items() if key in printed and target}
    fields: dict[tuple[str, int | None], str] = {}
    for key, target in kept.items():
        meaning = target_meaning(target, printed[key], vocabulary, "saved")
        if meaning.field is None:
            continue
        other = fields.setdefault((meaning.field.name, meaning.year), key)
        if other != key:
            words = f"“{printed[other]}”和“{printed[key]}”都对应到“{meaning.field.label}”"
            raise Refused(words, column=printed[key], remedy="一项只能由一列给出，请把另一列改为原样保留")
    return {printed[key] + "".join(key.partition(NTH)[1:]): target for key, target in kept.items()}
