"""The words that give units their role: labels before a list (牵头单位:…) and phrases behind it (…按职责分工负责).

Both are composed by the grammar of `plandoc/roles.yaml`, not listed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import cast

from qiangxian.engines.plandoc.types import Role
from qiangxian.engines.plandoc.vocabulary import any_of, rules


@cache
def unit_labels() -> Mapping[str, Role]:
    """Every label of a list of units with its role: 牵头单位 → lead."""
    given = rules("roles")
    composed = {
        stem + end: role
        for role, stems in given["label_stems"].items()
        for stem in stems
        for end in given["label_ends"]
    }
    longer = dict.fromkeys([f"{stem}{end}" for stem in given["long_stems"] for end in ("单位", "部门")], "responsible")
    return cast(Mapping[str, Role], longer | composed | dict(given["whole_labels"]))


@lru_cache(maxsize=512)
def label_role(name: str) -> Role:
    """The role of a label: 牵头(责任)单位 is one of the lead, 牵头单位及责任单位 leaves it to the words behind the names."""
    plain = _IN_LABEL.sub("", name)
    known = unit_labels().get(plain) or short_labels().get(plain)
    joined = _JOINED_LABELS.fullmatch(plain) if known is None else None
    if joined and label_role(joined["first"]) != label_role(joined["second"]):  # 责任单位、配合单位:
        return "responsible"
    if known is None:
        stems = [stem for stem in short_labels() if stem in plain]
        known = short_labels()[max(stems, key=lambda stem: (plain.rfind(stem), len(stem)))] if stems else "responsible"
    return known


_JOINED_LABELS = re.compile(
    r"(?P<first>[\u3400-\u9fff]{2,8}(?:单位|部门))[及和与、/](?P<second>[\u3400-\u9fff]{2,8}(?:单位|部门))"
)
_IN_LABEL = re.compile(r"\([^()]*\)(?!$)|[及和与、/][\u3400-\u9fff]{0,4}(?:人|领导|科室)$")


@cache
def short_labels() -> Mapping[str, Role]:
    """牵头: and 配合: without 单位, which count only inside a bracket."""
    return {stem: role for role, stems in rules("roles")["label_stems"].items() for stem in stems}


@cache
def field_labels() -> Mapping[str, str]:
    """Labels of the further fields of a group (完成时限 → deadline, 适用范围 → note)."""
    given = rules("roles")
    days = {stem + end: "deadline" for stem in given["deadline_stems"] for end in given["deadline_ends"]}
    return days | {label: name for name, labels in given["other_labels"].items() for label in labels}


@cache
def unit_label_words() -> str:
    """An expression for every unit label: first word and last word, for there are hundreds of both together."""
    given = rules("roles")
    stems = any_of(stem for words in given["label_stems"].values() for stem in words)
    longer = f"(?:{any_of(given['long_stems'])})(?:单位|部门)"
    one = f"(?:{any_of(given['whole_labels'])}|{longer}|(?:{stems})(?:\\((?:{stems})\\))?(?:{any_of(given['label_ends'])}))"
    return f"{one}(?:[及和与、/][\u3400-\u9fff]{{0,6}}(?:单位|部门|人|领导|职责|分工|任务|时限|要求)(?=[:;为】〕]))?"


@cache
def label() -> re.Pattern[str]:
    """A label and its mark; `;` for `:` is a known misprint, 【】 stand in place of the mark, a remark may stand before it."""
    fields = any_of(field_labels())
    return re.compile(
        rf"(?P<label>{unit_label_words()}|{fields})[\d一二三四]?(?P<remark>\([^()\n]{{1,24}}\))?(?:[】〕](?![,;、)]|$)[:;]?|(?:如下|分别|包括)?\s*(?P<mark>[:;|>→]))"
    )


@cache
def persons() -> tuple[str, ...]:
    """The last words of a label that opens the name of a person."""
    return tuple(rules("roles")["persons"])


@cache
def other_label() -> re.Pattern[str]:
    """技术支撑单位:, 整改责任单位: at the beginning of a field: a label that no list names, its role by the words in it."""
    ends = any_of(["单位", "部门", "科室", "股室", "处室", "机构", "主体", *persons()])
    return re.compile(rf"(?P<label>[\u3400-\u9fff]{{1,8}}(?:{ends}))(?P<remark>)(?P<mark>:)")


@cache
def note_label() -> re.Pattern[str]:
    """成效目标:, 资金来源: at the beginning of a field: a label that no list names and that opens no list of units."""
    return re.compile(rules("roles")["note_label"])


@cache
def stem_label() -> re.Pattern[str]:
    return re.compile(rules("roles")["stem_label"].replace("STEMS", any_of(short_labels())))


@cache
def soft_label() -> re.Pattern[str]:
    """牵头单位为甲局, 主责部门—甲局, 责任单位甲局: without a colon only at the beginning of a field."""
    behind = rules("roles")["no_list_behind_label"]
    marks = "[为是]|有(?=[省市县区州各])|[-—–=→…]{1,8}"
    return re.compile(
        rf"(?P<label>{unit_label_words()}|(?:{any_of(field_labels())})(?={marks}|\d))(?P<remark>\([^()\n]{{1,24}}\))?"
        rf"(?P<mark>{marks}|(?![,;、。:)]|{behind}))"
    )


@cache
def short_label() -> re.Pattern[str]:
    return re.compile(
        rf"(?:^|(?<=[\n(;,。〔【局委办部院厅会府心{rules('roles')['marks']}]))(?P<label>{any_of(short_labels())})(?P<remark>)(?P<mark>[】〕]?:|[】〕](?![,;、)]|$)|[-—=→>]{{1,2}}(?=[省市县区州镇乡各团]))"
    )


@cache
def spaced_label() -> re.Pattern[str]:
    """牵头 before a dropped blank and a name."""
    return re.compile(rf"(?P<label>{any_of(short_labels())})(?P<remark>)(?P<mark>)(?=[省市县区州镇乡各团])")


@cache
def _core_roles() -> Mapping[str, Role]:
    return {core: role for role, cores in rules("roles")["cores"].items() for core in cores}


def core_role(core: str) -> Role:
    return _core_roles()[core]


@cache
def _phrase() -> re.Pattern[str]:
    given = rules("roles")
    verbs = any_of(given["special_cores"])
    core = f"(?!{given['no_core']})(?:{any_of(_core_roles())})"
    manner, tail = f"(?!{given['no_manner']})(?:{any_of(given['manner'])})", any_of(given["tails"])
    named = f"(?:为|作为|任|是|系)(?P<label>{unit_label_words()})|(?P<main>为主体?|(?<=[局委办部院厅府会心])组织)"
    composed = (
        f"(?:(?P<basis>{given['basis']})|{manner})*(?:(?P<cores>{core})(?:{core}|{manner}|{tail})*|(?<=分工)|(?<=职责))"
    )
    vague = f"(?P<vague>{given['basis']})[\u3400-\u9fff]{{0,8}}"
    doing = r"(?!人|同志|下)[\u3400-\u9fff]{2,14}(?<![局委办部院厅府心会所站队室])"
    special = f"(?<=[{rules('units')['body_ends']}])[:—-]{{0,2}}(?:{manner})*(?P<special>{verbs}|{given['special_pattern']}){doing}"
    return re.compile(f"(?:{named}|{composed}|{vague}|{special})$")


@cache
def _cores() -> re.Pattern[str]:
    return re.compile(any_of(_core_roles()))


@cache
def hints() -> re.Pattern[str]:
    """A stretch without one of these words and signs says no role."""
    return re.compile(any_of([*_core_roles(), *short_labels(), *rules("roles")["hint_words"]]))


@lru_cache(maxsize=8192)
def role_phrase(member: str) -> tuple[int, Role, str] | None:
    """Where the role phrase at the end of the member begins, its role, and whether it says 负责: the `whole` or a `part` of it."""
    if not hints().search(member):
        return None
    found = _phrase().search(member)
    if found is None or not found.group():
        return None
    if found["label"] or found["main"]:
        return found.start(), label_role(found["label"]) if found["label"] else "lead", ""
    role, single = _role(found), rules("roles")["single_lead"]
    plain = single in (found["cores"], found["special"]) and role == "responsible" and not found["basis"]
    return found.start(), role, ("part" if found["special"] else "whole") if plain else ""


def _role(found: re.Match[str]) -> Role:
    """The core decides; a lead always, 负责 gives way to the core behind it, a basis without a core is responsibility."""
    if found["special"]:  # 甲局负责查处
        if rules("roles")["lead_word"] in found.group():  # 甲局负责推进并牵头组织
            return "lead"
        return _core_roles()[found["special"]]
    if not found["cores"]:
        return "responsible"
    roles = [_core_roles()[word] for word in _cores().findall(found.group(), found.start("cores") - found.start())]
    if len(roles) > 1 and found.group().startswith("开展", found.start("cores") - found.start()):
        roles = roles[1:]  # 开展督导
    if "lead" in roles and roles[0] in ("lead", "responsible"):
        return "lead"
    if roles[0] == "responsible" and len(roles) > 1 and not (found["basis"] and roles[1] == "implementing"):
        return roles[1]
    return roles[0]


@cache
def lead_inside() -> re.Pattern[str]:
    """甲局牵头乙局配合, 甲局指导各乡镇落实 without a comma; 牵头单位 and 牵头负责 are one word."""
    given = rules("roles")
    behind = any_of(word for word in [*_core_roles(), *given["tails"], *given["manner"]] if len(word) > 1)
    named = r"[\u3400-\u9fff]*(?:[局委办厅部院府会镇]|中心|各|街道|单位|部门)"
    over = any_of([*given["cores"]["guiding"], *given["led_by_others"]])
    return re.compile(
        f"牵头(?!单位|部门|地方|领导|的|人|[)〕,;:、]|{behind}|$)(?={named})|(?:{over})+(?=[省市县区州镇乡各]{named})"
    )
