"""`dossier verify`: a dossier proves itself. Every file is hashed anew, the archive is packed anew and compared byte by byte, every figure
is computed again from its calculation, the lines of the audit are sealed anew; none of it needs a database. In the county's own
database the figures are computed from the registers too and the lines are found in its chain."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

from qiangxian.contexts.assessments import results
from qiangxian.contexts.audit import excerpts
from qiangxian.contexts.indicators import sheets
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.integrity import Discrepancy

from .building import CHAIN, FORMAT, FROZEN, INDEX, MANIFEST, SCORES, SEAL, packed
from .gathering import SHEETS, ArchiveFile
from .models import Dossier

NOTHING = "没有"


class Verified:
    """How much was looked at, and everything that differs, in the shape of `verify`."""

    def __init__(self) -> None:
        self.checked = {"files": 0, "figures": 0, "scores": 0, "audit_lines": 0, "registers": 0}
        self.failures: list[Discrepancy] = []
        self.notes: list[str] = []
        self.manifest: Mapping[str, Any] = {}
        self.manifest_sha256 = ""

    @property
    def ok(self) -> bool:
        """Nothing differs."""
        return not self.failures

    def document(self) -> dict[str, Any]:
        """The JSON of `dossier verify`."""
        failures = [
            {name: getattr(one, name) for name in ("what", "where", "expected", "found")} for one in self.failures
        ]
        told = {"ok": self.ok, "checked": self.checked, "failures": failures, "notes": self.notes}
        return {**told, "title": self.manifest.get("title"), "manifest_sha256": self.manifest_sha256}


def verify(content: bytes, *, offline: bool) -> Verified:
    """Everything that can be proven of the archive here."""
    found, files = Verified(), _read(content)
    found.failures.extend(_repacked(content, files))
    found.manifest_sha256 = hashlib.sha256(files.get(MANIFEST, b"")).hexdigest()
    sealed = files.get(SEAL, b"").decode(errors="replace")
    if sealed != f"{found.manifest_sha256}  {MANIFEST}\n":
        found.failures.append(
            Discrepancy("清单与封签不符", MANIFEST, sealed.split(" ")[0] or NOTHING, found.manifest_sha256)
        )
    try:
        found.manifest = json.loads(files.get(MANIFEST, b""))
        _go_through(found, files)
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError) as fault:
        found.failures.append(Discrepancy("内容读不出", MANIFEST, "完整的清单和电子附件", str(fault)))
        return found
    if offline or not _is_ours(found):
        found.notes.append("未与基础台账核对：" + ("按要求只作脱机核验" if offline else "本机没有编制这份卷宗的数据库"))
    else:
        _against_registers(found, files)
    return found


def _read(content: bytes) -> dict[str, bytes]:
    """Every file of the archive that can be read; one that cannot is missing, which the manifest tells."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = {}
            for one in archive.infolist():
                try:
                    found[one.filename] = archive.read(one)
                except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
                    found[one.filename] = _raw(content, one)
            return found
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as fault:
        raise Refused(
            "不是卷宗文件，或已损坏", value=str(fault), remedy="请给出 qiangxian dossier build 或页面下载的 .zip"
        ) from None


def _raw(content: bytes, about: zipfile.ZipInfo) -> bytes:
    """The bytes of a stored file whose checksum does not hold; they are told apart by their hash."""
    start = about.header_offset + 30 + len(about.filename.encode()) + len(about.extra)
    return content[start : start + about.file_size]


def _repacked(content: bytes, files: Mapping[str, bytes]) -> Iterator[Discrepancy]:
    """The same files packed anew give the same archive: nothing was hidden between or behind them."""
    again = packed([ArchiveFile(path, held, "", "") for path, held in files.items()])
    if again == content:
        return
    place = next((at for at, (one, other) in enumerate(zip(content, again, strict=False)) if one != other), len(again))
    begins = [(offset, path) for path, offset in _offsets(again)]
    where = max((one for one in begins if one[0] <= place), default=(0, "压缩包"))[1]
    yield Discrepancy("压缩包被改动", where, "与清单一致的打包", f"第 {place} 字节起不同")


def _offsets(archive: bytes) -> Iterator[tuple[str, int]]:
    with zipfile.ZipFile(io.BytesIO(archive)) as told:
        yield from ((one.filename, one.header_offset) for one in told.infolist())
        yield "压缩包目录", told.start_dir


def _go_through(found: Verified, files: Mapping[str, bytes]) -> None:
    manifest = found.manifest
    if manifest["format"] != FORMAT:
        raise Refused("卷宗由更新的版本编制", value=str(manifest["format"]), remedy="请用同一版本或更新版本的程序核验")
    found.failures.extend(_hashes(found, files))
    _figures(found, files)
    if SCORES in files:
        _scores(found, json.loads(files[SCORES]))
    told = json.loads(files[CHAIN])
    found.checked["audit_lines"] = len(told["lines"])
    found.failures.extend(excerpts.broken(told))
    found.failures.extend(_pieces(manifest, files, told))


def _hashes(found: Verified, files: Mapping[str, bytes]) -> Iterator[Discrepancy]:
    listed = {one["path"]: one for one in found.manifest["files"]}
    for path, one in listed.items():
        found.checked["files"] += 1
        content = files.get(path)
        if content is None:
            yield Discrepancy("缺少文件", path, one["sha256"], NOTHING)
        elif (digest := hashlib.sha256(content).hexdigest()) != one["sha256"] or len(content) != one["size"]:
            yield Discrepancy("文件被改动", path, one["sha256"], digest)
    for path in files.keys() - listed.keys() - {MANIFEST, SEAL}:
        yield Discrepancy("清单外的文件", path, NOTHING, hashlib.sha256(files[path]).hexdigest())


def _calculations(files: Mapping[str, bytes]) -> dict[str, Any]:
    return {path: json.loads(held) for path, held in files.items() if path.startswith(f"{SHEETS}/")}


def _figures(found: Verified, files: Mapping[str, bytes]) -> None:
    """Every figure of the index comes out of its calculation, and every calculation out of itself."""
    calculations = _calculations(files)
    for path, told in sorted(calculations.items()):
        found.checked["figures"] += 1
        found.failures.extend(sheets.differing(told, f"{told['label']}（{path}）"))
    for one in json.loads(files[INDEX])["figures"]:
        told = calculations[one["file"]]
        value = told["parts"][one["part"]]["value"] if one["part"] and told["parts"] else told["value"]
        if (one["value"], one["digest"]) != (value, told["digest"]):
            where = f"{one['where']} {one['label']}"
            found.failures.append(Discrepancy("指标索引与计算记录不符", where, str(value), str(one["value"])))


def _scores(found: Verified, told: Mapping[str, Any]) -> None:
    """Every score comes out again of the library and the readings that are kept with it."""
    found.checked["scores"] = sum(len(unit["parts"]) for unit in told["results"]["units"])
    try:
        found.failures.extend(results.differing(told["criteria"], told["results"], told["round"]))
    except Refused as fault:
        found.failures.append(Discrepancy("评价标准读不出", SCORES, "完整的评价标准", str(fault)))


def _pieces(manifest: Mapping[str, Any], files: Mapping[str, bytes], told: excerpts.Excerpt) -> Iterator[Discrepancy]:
    """A piece was put into the pool with the digest the manifest names, and what is frozen still has it."""
    entered = {json.loads(line["after"]).get("sha256") for line in told["lines"] if line["after"]}
    for one in manifest["pieces"]:
        where = f"佐证 {one['number']} {one['label']}"
        if one["digest"] not in entered:
            yield Discrepancy("日志中没有归集这份佐证", where, one["digest"], NOTHING)
        held = files.get(f"{FROZEN}/{one['number']}.json")
        if held is not None and hashlib.sha256(held).hexdigest() != one["digest"]:
            yield Discrepancy("冻结的佐证与归集时不符", where, one["digest"], hashlib.sha256(held).hexdigest())


def _is_ours(found: Verified) -> bool:
    """Whether this machine has the database in which the dossier was built."""
    name = settings.DATABASES["default"]["NAME"]
    if connection.vendor == "sqlite" and not connection.connection and not Path(str(name)).is_file():
        return False
    rows = Dossier.objects.filter(matter__division_code=found.manifest["division"], pk=found.manifest["dossier"])
    try:
        return rows.exists()
    except DatabaseError:
        return False


def _against_registers(found: Verified, files: Mapping[str, bytes]) -> None:
    for path, told in sorted(_calculations(files).items()):
        found.checked["registers"] += 1
        found.failures.extend(sheets.differing_from_registers(told, f"{told['label']}（{path}）"))
    found.failures.extend(excerpts.not_in_chain(json.loads(files[CHAIN])))
    dossier = Dossier.objects.get(pk=found.manifest["dossier"])
    if dossier.manifest_sha256 != found.manifest_sha256:
        found.notes.append("本库中这份卷宗的最近一次编制与此文件不同（清单校验值不一致），请核对是否为旧件")
