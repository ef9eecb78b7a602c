"""What is promised to those who look from outside, across releases: a stored backup of each landed release restores, upgrades and
starts with today's code, and what the last one answered is answered still (`releases/README.md`)."""

import json
import lzma
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
import yaml

RELEASES = Path(__file__).resolve().parent / "releases"
LAST = RELEASES / "2"
SHOWN = 40

Answer = Mapping[str, Any]


def ask(release: Path, questions: str, out: Path, *day: str) -> list[Answer]:
    """Today's answers, from a process of its own: the county of the release is restored there and gone afterwards."""
    asked = out.with_name(questions)
    asked.write_text(as_asked_today((RELEASES / questions).read_text(encoding="utf-8")), encoding="utf-8")
    words = [RELEASES / "ask.py", release / "backup.tar.gz", asked, out, *day]
    environment = {**os.environ, "QIANGXIAN_DATABASE_URL": ""}
    done = subprocess.run([sys.executable, *words], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return read(out)


def changes() -> Mapping[str, Any]:
    return yaml.safe_load((RELEASES / "changed.yaml").read_text(encoding="utf-8"))


def as_asked_today(questions: str) -> str:
    for moved in changes()["asked"]:
        questions = re.sub(moved["was"], moved["now"], questions)
    return questions


def in_words_of_today(answer: Any) -> Any:
    """The recorded answer in the words that screens use today; codes and numbers stay as they are."""
    text = json.dumps(answer, ensure_ascii=False)
    for word in changes()["words"]:
        text = re.sub(word["was"], word["now"], text)
    return json.loads(text)


def read(file: Path) -> list[Answer]:
    with lzma.open(file, "rt", encoding="utf-8") as stream:
        return [json.loads(line) for line in stream]


def differences(before: Any, now: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Where two answers differ, and how. Keys may be added, not renamed, and so may lines that have a name."""
    if isinstance(before, list) and isinstance(now, list) and len(before) < len(now):
        before, now = named(before), named(now)
    if isinstance(before, dict) and isinstance(now, dict):
        for key, value in before.items():
            yield from differences(value, now.get(key, "没有了"), f"{at}.{key}".lstrip("."))
    elif isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        for place, (one, other) in enumerate(zip(before, now, strict=True)):
            yield from differences(one, other, f"{at}.{place}")
    elif before != now:
        yield at, " → ".join(json.dumps(one, ensure_ascii=False)[:300] for one in (before, now))


def named(lines: list[Any]) -> Any:
    """Lines by their name, where each has one of its own."""
    for key in ("code", "rule"):
        found = {line[key]: line for line in lines if isinstance(line, dict) and key in line}
        if found and len(found) == len(lines):
            return found
    return lines


def test_what_the_last_release_answered_is_answered_still(tmp_path) -> None:
    recorded, today = read(LAST / "answers.jsonl.xz"), ask(LAST, "questions.txt", tmp_path / "today.xz")
    assert [answer["ask"] for answer in today] == [as_asked_today(answer["ask"]) for answer in recorded]
    meant = changes()["answered"]
    idle, wrong = list(meant), []
    for before, now in zip(recorded, today, strict=True):
        for at, how in differences({**in_words_of_today(before), "ask": now["ask"]}, now):
            why = [
                one for one in meant if fnmatchcase(before["ask"], one["ask"]) and fnmatchcase(at, one.get("at", "*"))
            ]
            idle = [one for one in idle if one not in why]
            wrong += [] if why else [f"{before['ask']}  {at}: {how}"]
    assert not wrong, f"{len(wrong)} differences\n" + "\n".join(wrong[:SHOWN])
    assert not idle, f"listed as changed, but the same: {idle}"


def test_a_changed_answer_is_told_with_its_place() -> None:
    before = {"code": 0, "printed": {"targets": [{"code": "G1", "value": 5}, {"code": "G2", "value": 3}]}}
    now = {"code": 0, "printed": {"targets": [{"code": "G1", "value": 5, "more": 1}, {"code": "G2", "value": 4}]}}
    assert list(differences(before, now)) == [("printed.targets.1.value", "3 → 4")]
    assert list(differences([{"code": "a"}], [{"code": "b"}, {"code": "a"}])) == []
    assert [at for at, _ in differences({"a": 1, "b": [1]}, {"b": [1, 2]})] == ["a", "b"]


@pytest.mark.parametrize(("release", "day"), [("1", "2026-12-02"), ("2", "2028-03-01")])
def test_a_release_is_upgraded_proves_itself_and_starts(release, day, tmp_path) -> None:
    """The demonstration of an older release, or of another day, never stops the product."""
    answers = ask(RELEASES / release, "upgrade.txt", tmp_path / "answers.xz", day)
    said = {answer["ask"]: answer for answer in answers}
    assert [(one["ask"], one["code"], one["said"]) for one in answers if one["code"] not in (0, 200)] == []
    assert said["verify --json"]["printed"]["failures"] == []
    corrected = said["verify --json"]["printed"]["checked"]["corrected"]
    assert bool(corrected) == (release == "2"), "only there an enterprise that had moved away was counted for its title"
    assert [row["code"] for row in said["setup --json"]["printed"]["targets"][:4]] == ["G1", "G2", "G3", "G4"]
    assert said["GET - /healthz"]["printed"]["ok"] is True
    left_out = ["演示企业培育库没有装入" in words for words in said["setup --json"]["said"]]
    assert left_out == ([True] if release == "1" else []), (
        "an enterprise that release 1 closed is a member in today's story"
    )
