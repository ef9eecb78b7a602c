"""Backup and restore on the real command line: the same county comes back, and a damaged archive touches nothing."""

import fcntl
import hashlib
import json
import os
import shlex
import shutil
import stat
import subprocess
import sys
import tarfile
from typing import NamedTuple

import pytest

from tests.template import furnish

PROGRAM = """
import io, json, sys
from contextlib import redirect_stderr, redirect_stdout
from qiangxian.cli.main import main

def answer(words):
    sys.argv, printed, said = ["qiangxian", *words], io.StringIO(), io.StringIO()
    try:
        with redirect_stdout(printed), redirect_stderr(said):
            main()
    except SystemExit as end:
        return end.code or 0, printed.getvalue(), said.getvalue()
    return 0, printed.getvalue(), said.getvalue()

json.dump([answer(words) for words in json.load(sys.stdin)], sys.stdout)
"""


class Answer(NamedTuple):
    code: int
    stdout: str
    stderr: str


def run(*lines: str, var, codes: tuple[int, ...] = (), database: str = "", **more: str) -> list[Answer]:
    """Command lines one after the other on one county, in a process of its own; each ends with the code expected, else with 0."""
    own = {"QIANGXIAN_VAR": str(var), "QIANGXIAN_DATABASE_URL": database, "DEMO": "0"}
    own |= {"DJANGO_SETTINGS_MODULE": "qiangxian.config.settings", **more}
    asked = json.dumps([shlex.split(line) for line in lines])
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input=asked,
        env={**os.environ, **own},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-600:]
    answers = [Answer(*one) for one in json.loads(done.stdout)]
    assert [one.code for one in answers] == list(codes or [0] * len(lines)), [one.stderr[-600:] for one in answers]
    return answers


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    """A county with its plan, without demonstration data."""
    var = tmp_path_factory.mktemp("county")
    furnish(var)
    run("setup --no-demo", "account add zhang --role office --person 张某 --unit 市市场监管局", var=var)
    return var


@pytest.fixture(scope="module")
def archive(county):
    file = county / "备份.tar.gz"
    run(f"backup {file}", var=county)
    return file


def test_the_same_county_comes_back_and_proves_itself(county, archive, tmp_path) -> None:
    asked = ("targets --as-of 2025-12-31 --json", "account list --json")
    _, *told, verified = run(f"restore {archive}", *asked, "verify --json", var=tmp_path)
    assert [one.stdout for one in told] == [one.stdout for one in run(*asked, var=county)]
    checked = json.loads(verified.stdout)
    assert checked["ok"]
    assert checked["checked"]["files"] == 1


def test_a_county_with_data_is_replaced_only_when_told_to(county, archive) -> None:
    lines = (f"restore {archive}", f"restore {archive} --replace", "verify --json")
    refused, _, verified = run(*lines, var=county, codes=(1, 0, 0))
    assert "--replace" in refused.stderr
    assert json.loads(verified.stdout)["ok"]


def test_a_damaged_archive_is_refused_and_touches_nothing(county, archive, tmp_path) -> None:
    damaged = tmp_path / "坏的.tar.gz"
    content = bytearray(archive.read_bytes())
    content[len(content) // 2] ^= 0xFF
    damaged.write_bytes(content)
    _, verified = run(f"restore {damaged} --replace", "verify --json", var=county, codes=(2, 0))
    assert json.loads(verified.stdout)["ok"]


def _forged(archive, tmp_path, change) -> object:
    """The archive with another manifest or other members, packed anew."""
    room, out = tmp_path / "room", tmp_path / "forged.tar.gz"
    tmp_path.mkdir()
    with tarfile.open(archive) as packed:
        for member in packed.getmembers():
            if member.isfile():  # one by one: older Pythons know no filter, newer ones ask for it
                (room / member.name).parent.mkdir(parents=True, exist_ok=True)
                (room / member.name).write_bytes(packed.extractfile(member).read())
    manifest = json.loads((room / "manifest.json").read_text())
    change(manifest, room)
    (room / "manifest.json").write_text(json.dumps(manifest))
    with tarfile.open(out, "w:gz") as packed:
        for file in sorted(room.rglob("*")):
            if file.is_file():
                packed.add(file, str(file.relative_to(room)))
    return out


def _other_database(manifest, room, content: bytes) -> None:
    (room / "database.sqlite3").write_bytes(content)
    manifest["members"]["database.sqlite3"] = hashlib.sha256(content).hexdigest()


FORGED = [
    (lambda manifest, room: manifest.pop("members"), "备份清单没有列出内容"),
    (lambda manifest, room: manifest.update(members={}), "备份清单没有列出内容"),
    (lambda manifest, room: manifest["migrations"].append("people.9999_later"), "备份来自更新的程序版本"),
    (lambda manifest, room: manifest.update(database="oracle"), "oracle"),
    (lambda manifest, room: _other_database(manifest, room, b"not a database"), "不是数据库文件"),
    (lambda manifest, room: _other_database(manifest, room, b"SQLite format 3\x00" + b"x" * 5000), "已损坏"),
    (lambda manifest, room: (room / "more").write_text("x"), "more 不在清单里"),
]


def test_what_is_no_backup_of_ours_is_refused_in_words(county, archive, tmp_path) -> None:
    lines = [
        f"restore {_forged(archive, tmp_path / str(number), change)} --replace"
        for number, (change, _words) in enumerate(FORGED)
    ]
    *refused, verified = run(*lines, "verify --json", var=county, codes=(*[2] * len(lines), 0))
    assert [words in one.stderr for one, (_change, words) in zip(refused, FORGED, strict=True)] == [True] * len(lines)
    assert json.loads(verified.stdout)["ok"] and not (county / ".restore").exists()


KILLED = """
import os, sys
from pathlib import Path
from qiangxian.cli import main
main.mount()
rename = Path.rename
moves = int(sys.argv.pop())

def dies_after(self, target):
    global moves
    if "/.restore/" in f"{self}{target}" and not str(self).endswith("/database.sqlite3"):
        moves -= 1
        if moves < 0:
            os._exit(9)
    return rename(self, target)

Path.rename = dies_after
main.main()
"""


@pytest.fixture(scope="module")
def another(county, archive, tmp_path_factory):
    """A county that differs from the one in the archive by an account."""
    var = tmp_path_factory.mktemp("another") / "var"
    run(f"restore {archive}", "account add li --role office --person 李某 --unit 市市场监管局", var=var)
    return var


def _accounts(var) -> set[str]:
    listed, verified = run("account list --json", "verify --json", var=var)
    assert json.loads(verified.stdout)["ok"] and not (var / ".restore").exists()
    return {one["name"] for one in json.loads(listed.stdout)["accounts"]}


@pytest.mark.parametrize("moves", [0, 1, 2, 3])
def test_a_restore_killed_while_it_takes_over_is_finished_by_whoever_starts_next(
    another, archive, tmp_path, moves
) -> None:
    var = tmp_path / "var"
    shutil.copytree(another, var)
    own = {
        "QIANGXIAN_VAR": str(var),
        "QIANGXIAN_DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "qiangxian.config.settings",
    }
    command = [sys.executable, "-c", KILLED, "restore", str(archive), "--replace", str(moves)]
    died = subprocess.run(command, env={**os.environ, **own}, capture_output=True, check=False)
    assert died.returncode == 9, died.stderr[-600:]
    assert _accounts(var) == {"zhang"}


def test_a_restore_killed_before_leaves_the_old_county(another, tmp_path) -> None:
    var = tmp_path / "var"
    shutil.copytree(another, var)
    (var / ".restore" / "new").mkdir(parents=True)
    (var / ".restore" / "new" / "qiangxian.sqlite3").write_bytes(b"half")
    assert _accounts(var) == {"zhang", "li"}


def test_nobody_else_reads_what_is_kept(county, archive, tmp_path) -> None:
    var = tmp_path / "var"
    run(f"restore {archive}", f"backup {tmp_path / 'b.tar.gz'}", var=var)
    for place in (county, var):
        files = [place / name for name in ("qiangxian.sqlite3", "secret-key")]
        assert [stat.filemode(one.stat().st_mode) for one in (place, *files)] == [
            "drwx------",
            "-rw-------",
            "-rw-------",
        ]
    assert stat.filemode((tmp_path / "b.tar.gz").stat().st_mode) == "-rw-------"


def test_nothing_is_restored_under_a_running_county(county, archive) -> None:
    with (county / ".in-use").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_SH)
        (refused,) = run(f"restore {archive} --replace", var=county, codes=(1,))
    assert "先停止 serve" in refused.stderr


def test_an_existing_backup_is_never_overwritten(county, archive) -> None:
    run(f"backup {archive}", var=county, codes=(2,))


def test_a_byte_of_the_audit_altered_by_hand_is_found(county, archive, tmp_path) -> None:
    import sqlite3

    run(f"restore {archive}", var=tmp_path)
    with sqlite3.connect(tmp_path / "qiangxian.sqlite3") as db:
        _without_guards(db)
        db.execute("UPDATE audit_auditline SET target_label = target_label || '。' WHERE seq = 2")
    assert json.loads(run("verify --json", var=tmp_path, codes=(1,))[0].stdout)["failures"]


def test_an_altered_observation_is_found(county, archive, tmp_path) -> None:
    import sqlite3

    run(f"restore {archive}", "targets --as-of 2025-12-31", var=tmp_path)
    with sqlite3.connect(tmp_path / "qiangxian.sqlite3") as db:
        _without_guards(db)
        assert db.execute("UPDATE indicators_observation SET value = 99").rowcount
    assert json.loads(run("verify --json", var=tmp_path, codes=(1,))[0].stdout)["failures"]


def _without_guards(db) -> None:
    """What another hand does first: the database itself refuses to change what only grows."""
    for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f'DROP TRIGGER "{name}"')
