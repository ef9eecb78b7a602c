"""`python ask.py BACKUP QUESTIONS OUT [DAY]`: restore a backup and ask it every question, in one process, on one and the same day.

The code that answers is the `qiangxian` on the path: a release's own when its answers are recorded, today's when they are compared.
Only what is promised to those who look from outside is used: the command line, its exit codes, the addresses. OUT (.xz) is one JSON
line a question: the exit code or status, what was printed, what was said to the person at the terminal."""

import io
import json
import lzma
import os
import shlex
import sys
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
DAY = "2026-12-02"


def questions(file: Path) -> list[str]:
    """The lines of the file that are not comments."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def answers(backup: Path, asked: list[str], day: str) -> Iterator[dict[str, Any]]:
    """Each question with its answer, the restoring first."""
    _prepare(day)
    yield {"ask": "restore", **_command("restore", str(backup))}
    for question in asked:
        yield {"ask": question, **(_page(question) if question.startswith("GET ") else _command(*_words(question)))}


def _prepare(day: str) -> None:
    import django
    from django.utils import timezone

    os.environ["DJANGO_SETTINGS_MODULE"] = "qiangxian.config.settings"
    django.setup()
    now = datetime.fromisoformat(f"{day}T01:00:00+00:00")
    timezone.now = lambda: now  # type: ignore[assignment]


def _words(question: str) -> list[str]:
    from qiangxian.cli.running import SEED

    words = [str(SEED) if word == "SEED" else word for word in shlex.split(question)]
    return [str(HERE / "inputs" / word[3:]) if word.startswith("IN/") else word for word in words]


def _command(*words: str) -> dict[str, Any]:
    """One command line, ending as `qiangxian` itself would."""
    from qiangxian.cli.main import main

    printed, said, before = io.StringIO(), io.StringIO(), sys.argv
    sys.argv = ["qiangxian", *words]
    code: Any = 0
    try:
        with redirect_stdout(printed), redirect_stderr(said):
            main()
    except SystemExit as end:
        code = end.code or 0
    finally:
        sys.argv = before
    return {"code": code, "printed": _read(printed.getvalue()), "said": _plain(said.getvalue()).splitlines()}


def _page(question: str) -> dict[str, Any]:
    """GET ACCOUNT ADDRESS, by a person of that account ("-" is nobody)."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    _, account, address = question.split(" ", 2)
    client = Client(headers={"host": "127.0.0.1"})
    if account != "-":
        client.force_login(get_user_model().objects.get(name=account))
    answer = client.get(address)
    page = answer.headers.get("Content-Type", "").startswith("text/html")  # how a page looks is no promise
    content = "" if page else answer.getvalue().decode("utf-8-sig")
    return {
        "code": answer.status_code,
        "printed": _read(content),
        "said": [answer.headers.get("Location", "").partition("?")[0]],
    }


def _read(text: str) -> Any:
    """JSON as what it says, but for the time it took; anything else as its lines."""
    try:
        return json.loads(text, object_hook=lambda found: {key: found[key] for key in found if key != "milliseconds"})
    except ValueError:
        return _plain(text).splitlines()


def _plain(text: str) -> str:
    """Without the places of this machine."""
    return (
        text.replace(f"{HERE}/inputs", "IN")
        .replace(str(HERE), "RELEASES")
        .replace(os.environ["QIANGXIAN_VAR"], "VAR")
        .strip()
    )


def main(backup: Path, asked: Path, out: Path, day: str = DAY) -> None:
    """Ask in a county of its own that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder, lzma.open(out, "wt", encoding="utf-8") as stream:
        county = {"QIANGXIAN_VAR": folder, "QIANGXIAN_SECRET_KEY": "not-kept", "QIANGXIAN_LOOPBACK": "1"}
        os.environ |= {**county, "COLUMNS": "160", "DEMO": "1"}
        Path(folder, "static").mkdir()
        Path(folder, "static", ".collected").touch()  # the front-end files are nobody's answer
        for answer in answers(backup, questions(asked), day):
            stream.write(json.dumps(answer, ensure_ascii=False, sort_keys=True) + "\n")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]), *sys.argv[4:])
