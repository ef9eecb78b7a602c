"""Institutions that the plan promises to found: 建立联席会议制度, 成立领导小组, 设立专项资金, 纳入年度考核."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from qiangxian.engines.plandoc.targets.drafts import Promise, Sentence
from qiangxian.engines.plandoc.targets.vocabulary import Institution

_OBJECT_END = re.compile(r"[,;:。!?\n)]")
_JOINT = re.compile(r"、|以及|和(?!谐)|及(?!时)|与")
_DIGIT = re.compile("[0-9]")
_INCLUDED = "纳入"
_AGENT_REACH, _LONGEST_ASSESSED = 16, 24


def read_existence(sentence: Sentence, cues: Sequence[re.Match[str]]) -> list[Promise]:
    """The existence targets of a sentence in text order; `cues` are its verbs of founding and 纳入."""
    verbs = [cue for cue in cues if cue[0] != _INCLUDED]
    found = [draft for verb, end in _foundings(sentence, verbs) for draft in _founded(sentence, verb, end)]
    assessed = _assessed(sentence) if len(verbs) < len(cues) else None
    if assessed is None:
        return found
    systems = [draft for draft in found if sentence.words.assessment_system.search(draft.subject)]
    if systems:  # 建立考核评估制度, 把…纳入年度考核: one promise in two halves
        assessed.parameters["with"] = systems[0].subject
        assessed.start = min(assessed.start, systems[0].start)
    kept = [draft for draft in found if draft not in systems]
    return sorted([*kept, assessed], key=lambda draft: draft.start)


def _foundings(sentence: Sentence, verbs: list[re.Match[str]]) -> Iterator[tuple[re.Match[str], int]]:
    """Every verb of founding with the end of its object: the next mark, or the verb that begins another one."""
    also_nouns, object_end = sentence.words.also_nouns, sentence.start
    openings = [verb.start() for verb in verbs if verb[0] not in also_nouns]
    for verb in verbs:
        if verb.start() < object_end and verb[0] in also_nouns:
            continue  # 组建强县建设工作专班: inside the name
        end = _OBJECT_END.search(sentence.reading, verb.end(), sentence.end)
        object_end = end.start() if end else sentence.end
        following = bisect_left(openings, verb.end())
        yield verb, min([object_end, *openings[following : following + 1]])


def _founded(sentence: Sentence, verb: re.Match[str], object_end: int) -> list[Promise]:
    objects = list(_objects(sentence, verb.end(), object_end))
    if not objects:
        return []
    reading, first, at = sentence.reading, sentence.start, verb.start()
    marks = (reading.rfind(",", first, at), reading.rfind(";", first, at), reading.rfind(":", first, at))
    clause = max(*marks, reading.rfind("。", first, at), first - 1) + 1
    if sentence.words.agents.search(reading[max(clause, at - 2 * _AGENT_REACH) : at]):
        return []
    drafts = [_draft(sentence, clause, verb, start, stop) for start, stop in objects]
    return [draft for one in drafts for draft in _per_member(sentence, clause, verb, one)]


def _objects(sentence: Sentence, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The named institutions in the object of the verb; a list may hold several (领导小组和工作专班)."""
    at = start
    for joint in [*_JOINT.finditer(sentence.reading, start, end), None]:
        stop = joint.start() if joint else end
        if _is_institution(sentence, at, stop):
            yield at, stop
            at = joint.end() if joint else end


def _is_institution(sentence: Sentence, start: int, end: int) -> bool:
    words, name = sentence.words, sentence.reading[start:end].rstrip()
    head = words.institution.search(name)
    if head is None or not _is_named(words.heads[head.word], name[: head.start], words.least_name):
        return False
    if name.endswith(words.not_objects) or words.vague_object.search(name):
        return False
    told = words.made_of.match(name)
    return _DIGIT.search(name, told.end() if told else 0) is None  # a count: the figures say it


def _is_named(head: Institution, name: str, least: int) -> bool:
    """A bare 平台 or 机制 says nothing; 执法队伍 and 技术中心 are kinds of body, no body of this plan."""
    if head.bare:
        return True
    if len(name) < least:
        return False
    return head.after is None or head.after.search(name[-6:]) is not None


def _draft(sentence: Sentence, clause: int, verb: re.Match[str], start: int, end: int) -> Promise:
    hedge = sentence.words.existence_hedge.search(sentence.reading, clause, verb.end())
    subject = sentence.masked.text[start:end].strip()
    return Promise(verb.start(), end, start, subject, (start, end), hedge=hedge[0] if hedge else None)


def _per_member(sentence: Sentence, clause: int, verb: re.Match[str], draft: Promise) -> list[Promise]:
    """在新材料、新能源等行业建立知识产权保护联盟: one alliance in each trade."""
    if not draft.subject.endswith(sentence.words.grouped):
        return [draft]
    listed = sentence.words.members.search(sentence.reading[clause : verb.start()])
    if listed is None:
        return [draft]
    names = sentence.masked.text[clause + listed.start("members") : clause + listed.end("members")].split("、")
    if len(names) < 2:
        return [draft]
    return [_of_member(draft, clause + listed.start(), name.strip(), listed["of"]) for name in names]


def _of_member(draft: Promise, start: int, member: str, of: str) -> Promise:
    named: dict[str, object] = {"member": member, "group": draft.subject}
    subject = f"{member}{of}{draft.subject}"
    return Promise(start, draft.end, draft.at, subject, draft.subject_range, hedge=draft.hedge, parameters=named)


def _assessed(sentence: Sentence) -> Promise | None:
    reading, text = sentence.reading, sentence.masked.text
    match = sentence.words.assessment.search(reading, sentence.start, sentence.end)
    if match is None:
        return None
    at = match.start()
    begin = 1 + max(sentence.start - 1, *(reading.rfind(mark, sentence.start, at) for mark in ",;。:把将"))
    start = begin - (reading[begin - 1] in "把将" and begin > sentence.start)
    agent = sentence.words.agents.search(reading[max(sentence.start, start - 4) : start])
    if agent or not 2 <= at - begin <= _LONGEST_ASSESSED:
        return None
    return Promise(start, match.end(), match.start("where"), text[begin : match.end()].strip(), (begin, at))
