"""What a changed edition of the rules would change: figures, states, due days and fees, old beside new."""

import gc
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from qiangxian.contexts.indicators import readers as indicators
from qiangxian.contexts.indicators.types import Figure
from qiangxian.contexts.registers.rights.readers.law_snapshot import LawState, law_states, terms_by_these_rules
from qiangxian.kernel import rulebook
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import Refused
from qiangxian.kernel.rulebook import Rulebook

EXAMPLES = 5
RULE_FILES = (".yaml", ".csv", ".txt")
CACHED = type(lru_cache(lambda: None))


def changed_files(folder: Path) -> list[Path]:
    """The rule files of the folder that differ from the standing ones, by relative path; `Refused` says what is wrong."""
    if not folder.is_dir():
        raise Refused("没有这个文件夹", value=folder, remedy="请给出放有改动后规则文件的文件夹")
    found = sorted(file for file in folder.rglob("*") if file.is_file() and file.suffix in RULE_FILES)
    if not found:
        raise Refused(
            "文件夹中没有规则文件", value=folder, remedy="按规则库的目录放置，如 national/lifecycle/fees.yaml"
        )
    places = {place.name for place in rulebook.RULEBOOK.root.iterdir() if place.is_dir()}
    shown = [file.relative_to(folder) for file in found]
    for path in shown:
        if len(path.parts) > 1 and path.parts[0] not in places:
            raise Refused(
                "规则库中没有这个地方", file=str(path), value=path.parts[0], remedy=f"可用：{'、'.join(sorted(places))}"
            )
    standing = rulebook.RULEBOOK.root
    return [path for path in shown if not _same(standing / path, folder / path)]


def difference(
    folder: Path, division: str, as_of: AsOf, progress: Callable[[int], None] = lambda _: None
) -> dict[str, Any]:
    """The document of `rulebook diff`. Nothing is stored; the standing rules stand again afterwards."""
    files = changed_files(folder)
    figures, rights = _snapshot(division, as_of, progress)
    with TemporaryDirectory(prefix="rulebook-") as made:
        root = _overlaid(folder, files, Path(made) / "rulebook")
        _refuse_faults(Rulebook(root), division)
        with _standing(root), terms_by_these_rules(Actor.system(), division):
            figures_then, rights_then = _snapshot(division, as_of, progress)
    return {
        "as_of": as_of.effective,
        "known": as_of.known,
        "division": division,
        "files": [path.as_posix() for path in files],
        "indicators": _figures(figures, figures_then),
        "rights": _rights(rights, rights_then),
    }


def _same(standing: Path, changed: Path) -> bool:
    return standing.is_file() and standing.read_bytes() == changed.read_bytes()


def _overlaid(folder: Path, files: Iterable[Path], root: Path) -> Path:
    shutil.copytree(rulebook.RULEBOOK.root, root, ignore=shutil.ignore_patterns("__pycache__"))
    for path in files:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / path, root / path)
    return root


def _refuse_faults(book: Rulebook, division: str) -> None:
    faults = [str(issue) for issue in book.validate_all()]
    faults += [
        f"{one.where} 指标 {one.indicator}：应为{one.expected}，写的是 {one.found}"
        for one in _unresolved(book, division)
    ]
    if faults:
        raise Refused("改动后的规则有误：" + "；".join(faults[:EXAMPLES]), remedy="改正后再比较")


def _unresolved(book: Rulebook, division: str) -> Iterator[Any]:
    return indicators.unresolved(book, (None, division))


@contextmanager
def _standing(root: Path) -> Iterator[None]:
    """Within the block the rules are read from the other folder."""
    usual = rulebook.RULEBOOK.root
    try:
        _read_from(root)
        yield
    finally:
        _read_from(usual)


def _read_from(root: Path) -> None:
    """Every answer somebody remembered was worked out from the rules before, so all are forgotten."""
    rulebook.RULEBOOK.root = root
    for one in gc.get_objects():
        # Not isinstance: that would wake lazy objects that are only asked for their class.
        if type(one) is CACHED and str(one.__module__).startswith("qiangxian."):
            one.cache_clear()


def _snapshot(
    division: str, as_of: AsOf, progress: Callable[[int], None]
) -> tuple[dict[tuple[str, str], Figure], dict[str, LawState]]:
    """Everything that is compared: figures in the statistical reading and, where more is known than on the day, in the legal one."""
    questions = {AsOf.on(as_of.effective, min(as_of.known, as_of.effective)), as_of}
    made = [one for days in sorted(questions) for one in indicators.recomputed(division=division, as_of=days)]
    figures = {(one.definition.code, one.reading): one for one in made}
    rights = {one.number: one for one in law_states(Actor.system(), division, as_of, progress)}
    return figures, rights


def _figures(before: Mapping[Any, Figure], after: Mapping[Any, Figure]) -> dict[str, Any]:
    both = sorted(before.keys() & after.keys())
    changed = [_changed(before[key], after[key]) for key in both if _said(before[key]) != _said(after[key])]
    return {
        "changed": changed,
        "unchanged": sorted({code for code, _ in both} - {one["indicator"] for one in changed}),
        "added": sorted({code for code, _ in after.keys() - before.keys()}),
        "removed": sorted({code for code, _ in before.keys() - after.keys()}),
    }


def _said(figure: Figure) -> tuple[Any, ...]:
    return (figure.value, {one.code: one.value for one in figure.parts}, figure.completeness, figure.state)


def _changed(old: Figure, new: Figure) -> dict[str, Any]:
    return {
        "code": new.definition.number or new.definition.code,
        "indicator": new.definition.code,
        "label": new.definition.label,
        "unit": new.definition.unit,
        "reading": new.reading,
        "old": old.value,
        "new": new.value,
        "old_parts": {one.code: one.value for one in old.parts},
        "new_parts": {one.code: one.value for one in new.parts},
    }


def _rights(before: Mapping[str, LawState], after: Mapping[str, LawState]) -> dict[str, Any]:
    named = [field.name for field in fields(LawState) if field.name != "number"]
    found: dict[str, Any] = {"checked": len(before)}
    for name in named:
        moved = [number for number, old in before.items() if getattr(old, name) != getattr(after[number], name)]
        examples = [_example(number, getattr(before[number], name), getattr(after[number], name)) for number in moved]
        found[name] = {"changed": len(moved), "examples": examples[:EXAMPLES]}
    return found


def _example(number: str, old: Any, new: Any) -> dict[str, Any]:
    """A right with what changed; of the years of a fee calendar only those that differ."""
    if not isinstance(old, tuple):
        return {"number": number, "old": old, "new": new}
    olds, news = {one[0]: one[1:] for one in old}, {one[0]: one[1:] for one in new}
    years = [year for year in sorted(olds.keys() | news.keys()) if olds.get(year) != news.get(year)]
    return {
        "number": number,
        "old": {str(year): olds.get(year) for year in years},
        "new": {str(year): news.get(year) for year in years},
    }
