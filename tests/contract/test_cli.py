"""The command line as the interfaces promise it: names, help with an example, JSON alone on stdout, exit codes."""

import json
import subprocess
import sys

import pytest
from typer.main import get_command

from qiangxian.cli.main import app, mount
from qiangxian.cli.running import SEED

PROMISED = """plan parse|plan import|plan diff|targets|explain|indicators|registers import|registers undo|registers template
law term|law fee|law status|law due|verify|account add|account reset|account unlock|account list|setup|demo|serve|worker
backup|restore|rights status|rights fees|dossier build|dossier verify""".replace("\n", "|").split("|")


def _commands() -> dict[str, object]:
    mount()
    found = {}

    def walk(command, name: str) -> None:
        for word, child in getattr(command, "commands", {}).items():
            walk(child, f"{name} {word}".strip())
        if not getattr(command, "commands", {}):
            found[name] = command

    walk(get_command(app), "")
    return found


@pytest.fixture(scope="module")
def commands() -> dict[str, object]:
    return _commands()


@pytest.mark.parametrize("name", PROMISED)
def test_a_promised_command_is_there_and_its_help_shows_an_example(commands, name) -> None:
    assert name in commands
    assert "例：" in (commands[name].help or ""), f"{name} has no example in its help"


def test_no_command_is_undocumented(commands) -> None:
    assert [name for name, command in commands.items() if not command.help] == []


def _run(*words: str, var) -> subprocess.CompletedProcess:
    import os

    return subprocess.run(
        [sys.executable, "-m", "qiangxian.cli.main", *words],
        env={**os.environ, "QIANGXIAN_VAR": str(var), "DJANGO_SETTINGS_MODULE": "qiangxian.config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_plan_is_read_without_any_database(tmp_path) -> None:
    done = _run("plan", "parse", str(SEED), "--json", var=tmp_path / "nowhere")
    assert done.returncode == 0
    assert json.loads(done.stdout)["document_number"] == "舞政办〔2023〕26号"
    assert not (tmp_path / "nowhere" / "qiangxian.sqlite3").exists()


def test_what_is_no_plan_is_refused_with_exit_code_2(tmp_path) -> None:
    note = tmp_path / "便条.txt"
    note.write_text("今天下午三点开会。", encoding="utf-8")
    done = _run("plan", "parse", str(note), "--json", var=tmp_path)
    assert (done.returncode, json.loads(done.stdout)["kind"]) == (2, "not_a_plan")


@pytest.mark.parametrize("asked", [("targets", "--json"), ("plan", "import", str(SEED), "--accept")])
def test_a_database_that_is_not_there_is_said_in_words(tmp_path, asked) -> None:
    done = _run(*asked, var=tmp_path)
    assert done.returncode == 1
    assert "qiangxian setup" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.django_db
def test_the_first_account_of_a_new_county_makes_its_unit_and_a_later_one_names_those_there_are(capsys) -> None:
    from qiangxian.cli import account
    from qiangxian.contexts.people.models import Account
    from qiangxian.kernel.errors import NotFound

    account.add("yang", role="office", unit="市市场监管局", division="410482")
    assert Account.objects.get(name="yang").unit.name == "市市场监管局"
    assert "已建立“市市场监管局”" in capsys.readouterr().err
    with pytest.raises(NotFound, match="已有：市市场监管局"):
        account.add("lu", role="liaison", unit="市科学局", division="410482")
    assert not Account.objects.filter(name="lu").exists()


def test_a_number_is_never_broken_into_lines_where_the_terminal_is_narrow(monkeypatch) -> None:
    from qiangxian.cli import figures

    monkeypatch.setattr(figures, "PIPE_WIDTH", 50)
    table = figures._table("指标", "代码", "指标", "数值", "单位")
    table.add_row("I01", "规模以上工业企业中有研发活动的企业所占的比重", "1234567.89", "百分比")
    printed = figures._text(table)
    assert "1234567.89" in printed
    assert max(map(len, printed.splitlines())) <= 50
