"""Which body a printed name speaks of: the alias table of the rulebook, read for one county. Pure names, no database."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from qiangxian.kernel import division, rulebook
from qiangxian.kernel.marked_yaml import Issue, MarkedDocument


class UnitNames:
    """The names in use in one county. Two names mean the same body when their `canonical` forms are equal."""

    def __init__(self, division_code: str) -> None:
        table = rulebook.load("units", "aliases", division=division_code)
        self.place = division.find(division_code).name
        self.county_names = (self.place, self.place[:-1]) if len(self.place) > 2 else (self.place,)  # 舞钢市, 舞钢
        self.level_marks, self.level_words = tuple(table["level_marks"]), tuple(table["level_words"])
        self.endings: Mapping[str, str] = table["endings"]
        self.kinds: Iterable[Mapping[str, Any]] = table["kinds"]
        self.canonicals = _canonicals(table["bodies"], self.endings)
        shorts = ((short, name) for name, body in table["bodies"].items() for short in (body or {}).get("short", ()))
        self.written_out: dict[str, str] = dict(shorts)

    def in_full(self, name: str) -> str:
        """As a document names the body: the county before it, a short name written out (市市场监管局 → 舞钢市市场监督管理局)."""
        bare = self._bare(name)
        return self.place + self.written_out.get(bare, bare)

    def canonical(self, name: str) -> str:
        """The table's name for the body; a name the table does not know stands for itself, without its level mark."""
        text = "".join(name.split()).replace("（", "(").replace("）", ")")
        for form in self._forms(text):
            if form in self.canonicals:
                return self.canonicals[form]
        return _short_ending(self._bare(text), self.endings)

    def same(self, one: str, other: str) -> bool:
        """Whether both names mean one body."""
        return self.canonical(one) == self.canonical(other)

    def kind(self, name: str) -> str:
        """The kind of body the name's ending speaks of; `other` where no ending fits."""
        bare = name.split("(")[0].split("（")[0]
        return next((kind["kind"] for kind in self.kinds if bare.endswith(tuple(kind["endings"]))), "other")

    def _forms(self, text: str) -> Iterator[str]:
        """As printed, without the county's name, without the level mark; each with its ending made short."""
        for form in dict.fromkeys((text, self._without_county(text), self._bare(text))):
            yield form
            yield _short_ending(form, self.endings)

    def _without_county(self, text: str) -> str:
        found = next((name for name in self.county_names if text.startswith(name) and len(text) > len(name)), "")
        return text[len(found) :]

    def _bare(self, text: str) -> str:
        """Without county and level mark: 市市场监管局 → 市场监管局, and 市场监管局 stays whole."""
        text = self._without_county(text)
        if text.startswith(self.level_words) or not text.startswith(self.level_marks) or len(text) < 3:
            return text
        return text[1:]


def _short_ending(name: str, endings: Mapping[str, str]) -> str:
    """发展改革委员会 → 发展改革委; 市场监督管理局 → 市场监督局. Only for comparing, never shown."""
    for long, short in endings.items():
        if name.endswith(long) and len(name) > len(long):
            return name.removesuffix(long) + short
    return name


@lru_cache(maxsize=64)
def names_of(division_code: str) -> UnitNames:
    """The table as it holds for the county."""
    return UnitNames(division_code)


def _canonicals(bodies: Mapping[str, Any], endings: Mapping[str, str]) -> dict[str, str]:
    """A name another body claims (教育局 in a county where education and sports are one) is that body's."""
    own = {name: name for name in bodies}
    claimed = {alias: name for name, body in bodies.items() for alias in _aliases(body)}
    table = {**own, **claimed}
    resolved = {alias: table.get(name, name) for alias, name in table.items()}
    return {**{_short_ending(alias, endings): name for alias, name in resolved.items()}, **resolved}


def _aliases(body: Mapping[str, Any] | None) -> Iterable[str]:
    return [*(body or {}).get("short", ()), *(body or {}).get("former", ())]


@rulebook.schema("units")
def check_aliases(document: MarkedDocument) -> Iterable[Issue]:
    """No name may be claimed by two bodies of one file."""
    claimed: dict[str, str] = {}
    for name, body in document.value.get("bodies", {}).items():
        for alias in _aliases(body):
            if claimed.setdefault(alias, name) != name:
                yield document.issue(f"“{alias}”同时写在“{claimed[alias]}”和“{name}”之下", "bodies", name)
