"""A dossier built from what stands: pieces numbered by the criterion that names them first, the volume as Word and PDF, its annexes,
and the electronic annex by which it proves itself. No clock is asked and nothing is drawn by lot: the same state gives the same bytes."""

import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from qiangxian.contexts.audit import excerpts
from qiangxian.contexts.documents import readers as documents
from qiangxian.contexts.documents import store
from qiangxian.contexts.matters.freezing import written
from qiangxian.kernel import rulebook
from qiangxian.kernel.errors import Refused

from .flow import FLOW
from .gathering import ArchiveFile, Gathered, missing
from .models import Dossier, Piece
from .volume import volume

EPOCH = (1980, 1, 1, 0, 0, 0)
FORMAT = 1
MANIFEST, SEAL = "清单.json", "清单.sha256"
FROZEN, INDEX, CHAIN = "电子附件/冻结记录", "电子附件/指标索引.json", "电子附件/日志链.json"
SCORES = "电子附件/考核得分.json"
ORIGINALS = "佐证"
CONTENT = ("open", "fill", "write", "score")
"""Steps that say what stands in a dossier."""
UNSAFE = str.maketrans('/\\:*?"<>|\n\r\t', "／＼：＊？＂＜＞｜   ")


class Built(NamedTuple):
    """A dossier as one file, its manifest's digest, how many pages it prints, what was missing."""

    content: bytes
    manifest_sha256: str
    pages: int
    missing: list[str]


def made(dossier: Dossier) -> Built:
    """The whole dossier, kept nowhere."""
    told = Gathered(dossier)
    printed = volume(told)
    entries = [*printed.entries, *_originals(told), *_electronic(told)]
    manifest = written(_manifest(told, entries)).encode()
    digest = hashlib.sha256(manifest).hexdigest()
    head = [ArchiveFile(MANIFEST, manifest, "", ""), ArchiveFile(SEAL, f"{digest}  {MANIFEST}\n".encode(), "", "")]
    return Built(packed([*head, *entries]), digest, printed.pages, missing(told.standings, told.rule, dossier))


def build(dossier: Dossier) -> dict[str, Any]:
    """The dossier made and kept under its hash: what the step that ends the building notes."""
    found = made(dossier)
    kept = {"sha256": store.put(found.content), "size": len(found.content)}
    return {**kept, "manifest_sha256": found.manifest_sha256, "pages": found.pages, "missing": found.missing}


def packed(entries: Sequence[ArchiveFile]) -> bytes:
    """One archive, stored and not compressed, so that it is the same whatever library writes it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for one in entries:
            about = zipfile.ZipInfo(one.path, EPOCH)
            about.external_attr = 0o644 << 16
            archive.writestr(about, one.content)
    return out.getvalue()


def _originals(told: Gathered) -> Iterator[ArchiveFile]:
    """Every file as it was brought, of one with personal data the redacted copy; every frozen thing as it was kept."""
    for piece in told.pieces:
        if piece.frozen is not None:
            name, content = f"{FROZEN}/{piece.number}.json", written(piece.frozen).encode()
        else:
            content = documents.file_content(piece.shown)
            ending = PurePosixPath(piece.shown.name).suffix
            name = f"{ORIGINALS}/{piece.number} {piece.label[:60].translate(UNSAFE).strip()}"
            name = name if name.endswith(ending) else name + ending
        yield ArchiveFile(name, content, piece.source, piece.day.isoformat())
    for slot in told.rule.slots:
        if held := told.dossier.slots.get(slot.code):
            content = store.get(held["sha256"])
            name = f"函件和意见/{slot.label}{PurePosixPath(held['name']).suffix}"
            yield ArchiveFile(name, content, slot.issuer, held["day"])


def _electronic(told: Gathered) -> Iterator[ArchiveFile]:
    day = told.as_of.effective.isoformat()
    yield ArchiveFile(INDEX, written({"figures": told.figures}).encode(), "系统测算", day)
    for file, calculation in sorted(told.sheets.items()):
        yield ArchiveFile(file, written(calculation).encode(), "系统测算", calculation["effective"])
    if told.scores:
        yield ArchiveFile(SCORES, written(told.scores).encode(), "考核评估", day)
    yield ArchiveFile(CHAIN, written(_chain(told)).encode(), "审计日志", day)


def _chain(told: Gathered) -> dict[str, Any]:
    """How the pieces came and what was put into the dossier; that it was built is no part of it, so that building again tells the
    same."""
    pieces = excerpts.about({"dossiers.piece": [one.pk for one in told.pieces]})
    own = excerpts.about({FLOW.audit_kind: [told.dossier.pk]}, [FLOW.steps[code].action for code in CONTENT])
    return excerpts.excerpt(pieces | own)


def _manifest(told: Gathered, entries: Iterable[ArchiveFile]) -> dict[str, Any]:
    dossier = told.dossier
    return {
        "format": FORMAT,
        "dossier": dossier.matter_id,
        "title": dossier.matter.title,
        "county": told.county,
        "division": dossier.matter.division_code,
        "table": told.rule.label,
        "standing": told.rule.standing[dossier.standing],
        "effective": dossier.effective,
        "known": dossier.known,
        "rulebook": rulebook.digest(),
        "is_demo": dossier.matter.is_demo,
        "pieces": [_piece_line(one) for one in told.pieces],
        "files": [
            {"path": one.path, "size": len(one.content), "sha256": hashlib.sha256(one.content).hexdigest(),
             "source": one.source, "as_of": one.as_of}
            for one in entries
        ],
    }  # fmt: skip


def _piece_line(piece: Piece) -> dict[str, Any]:
    """What the manifest says of a piece: its digest in the pool is that of the original, also where a redacted copy stands for it."""
    told = {"number": piece.number, "serial": piece.serial, "criteria": piece.codes, "label": piece.label}
    return {**told, "digest": piece.digest, "redacted": piece.is_personal, "page": piece.page, "pages": piece.pages}


def download(dossier: Dossier) -> bytes:
    """The file as it was built; refused where it is no longer that."""
    if store.actual_digest(dossier.sha256) != dossier.sha256:
        raise Refused("卷宗文件已丢失或被改动", file=dossier.matter.title, remedy="请重新编制，或用备份恢复")
    return store.get(dossier.sha256)
