"""Words by which the members of a unit group are told apart: labels, remarks, doings behind a body, who leads whom."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from qiangxian.engines.plandoc import roles, vocabulary
from qiangxian.engines.plandoc.unit_lists import Name, is_deadline, looks_like_unit, parsed_names


@lru_cache(maxsize=8192)
def plain_names(member: str) -> tuple[tuple[Name, ...], bool] | None:
    """The names of a member that holds nothing else: no label, no day, no word of a role. The usual case."""
    spoken = label_hint().search(member) or is_deadline(member.strip()) or together().search(member)
    if spoken or "牵头" in member or roles.role_phrase(member) or remark(member):
        return None
    return parsed_names(member)


def is_field(label: str) -> bool:
    """Whether the label opens a day or a note, persons among them, and no list of units."""
    persons = label.endswith(roles.persons()) and not ("单位" in label or "部门" in label)
    noted = label not in roles.unit_labels() and roles.note_label().fullmatch(f"{label}:") is not None
    return persons or noted or label in roles.field_labels()


def noted(stretch: str) -> re.Match[str] | None:
    """资金来源:, with anything but a name of a unit behind it."""
    found = roles.note_label().match(stretch)
    return None if found is None or looks_like_unit(re.split("[、,;]", stretch[found.end() :])[0].strip()) else found


_SHORT_STEM = re.compile(f"(?:{vocabulary.any_of(roles.short_labels())})$")


def named_by_doing(stretch: str) -> re.Match[str] | None:
    """资金保障:县财政局."""
    found = roles.stem_label().match(stretch)
    if found is None or listed(_SHORT_STEM.sub("", found["label"])):  # 县财政局 责任:
        return None
    return found if looks_like_unit(re.split("[、,;]", stretch[found.end() :])[0].strip()) else None


def topic(stretch: str) -> re.Match[str] | None:
    """危化品:县应急管理局, 市级:市教育局: the part of the work that a body answers for."""
    found = vocabulary.pattern("roles", "topic_label").match(stretch)
    behind = re.split("[、,;]", stretch[found.end() :])[0].strip() if found else ""
    phrase = roles.role_phrase(behind)
    names = parsed_names(behind[: phrase[0]] if phrase else behind)[0]
    return found if names and not roles.note_label().match(stretch) and all(name.plausible for name in names) else None


def listed(before: str) -> bool:
    """Whether what is glued to a label is a name of the list before it; the 乡镇 of 乡镇责任单位: is none."""
    return before != "" and looks_like_unit(before) and before[-1] in vocabulary.rules("units")["glued_ends"]


@cache
def label_hint() -> re.Pattern[str]:
    """No label is without one of these."""
    return re.compile(
        f"[:;|>】〕→]|(?<=[头合助与办责任])[-—=]|{roles.unit_label_words()}|(?:{vocabulary.any_of(roles.field_labels())})[为是—\\d-]"
    )


def remark(member: str) -> re.Match[str] | None:
    """The bracket at the end of a member, where it holds a day or a further field and no part of a name."""
    found = remarks().search(member) if member.rstrip()[-1:] == ")" else None
    return found if found and (found["day"] or found["note"] or is_deadline(found["inner"])) else None


@cache
def remarks() -> re.Pattern[str]:
    labels = vocabulary.rules("roles")["other_labels"]
    day, note = (vocabulary.any_of(labels[name]) for name in ("deadline", "note"))
    return re.compile(rf"\((?P<inner>(?:(?P<day>(?:{day})[:为])|(?P<note>(?:{note})[:为]))?[^()\n]{{2,30}})\)\s*\Z")


@cache
def manner() -> re.Pattern[str]:
    """A few characters behind a sure end of a name, in which no other name ends."""
    units = vocabulary.rules("units")
    words = units["body_end_words"]
    end = f"(?!{vocabulary.any_of(units['no_ends'])})(?!{units['ends_of_doings']})[{units['body_ends']}]"
    behind = "|".join([f"(?<={end})", *(f"(?<={word})" for word in words)])
    return re.compile(f"(?:{behind})[:—-]{{0,2}}(?:(?!{vocabulary.any_of(words)}|{end})[\u3400-\u9fff]){{1,10}}$")


def done_by_unit(member: str) -> bool:
    """各乡镇属地管理: a body and what it does."""
    found = manner().search(member)
    marks = {*vocabulary.rules("units")["level_marks"], "各"}
    return found is not None and all(
        name[:1] in marks and looks_like_unit(name) for name in member[: found.start()].split("、")
    )


@cache
def level_end() -> re.Pattern[str]:
    """县级 in 县级责任单位 belongs to the label, not to the list before it."""
    level = vocabulary.rules("roles")["level_before_label"]
    return re.compile(
        rf"(?:\s*(?:[-+•·*]|—{{1,2}}|\d{{1,2}}[.、)]|\([\d一二三四五六七八九十]{{1,2}}\)|[①-⑳])\s*{level}|{level.rstrip('?')})\Z"
    )


@cache
def together() -> re.Pattern[str]:
    return re.compile(vocabulary.rules("roles")["together_words"])


@cache
def under() -> re.Pattern[str]:
    cores = vocabulary.any_of(word for words in vocabulary.rules("roles")["cores"].values() for word in words)
    return re.compile(f"在(?P<names>[^,;。]{{3,20}}?)的?(?:统一)?(?P<core>{cores})(?:协调)?下$")


@cache
def first_leads() -> re.Pattern[str]:
    return vocabulary.pattern("roles", "declarations", "first_is_lead")


@cache
def unit_mark() -> re.Pattern[str]:
    return re.compile(f"(?:{vocabulary.any_of(vocabulary.rules('units')['sure_endings'])})")


@cache
def names_end() -> re.Pattern[str]:
    """A name of a unit that ends a member: what must not get lost."""
    units = vocabulary.rules("units")
    ends, bodies = vocabulary.any_of(units["unread_endings"]), vocabulary.any_of(units["sure_bodies"])
    return re.compile(
        rf"(?:{ends})(?=[^\u3400-\u9fff]|[和及等])|(?:{bodies})(?=[\u3400-\u9fff]{{2,16}}[、,;。)〕\]】])"
    )
