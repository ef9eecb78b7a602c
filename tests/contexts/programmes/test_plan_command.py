"""`plan parse|import|diff` as a person at a terminal meets them: JSON on stdout, words on stderr, exit codes."""

import json

import pytest

from qiangxian.cli import main, plan
from qiangxian.contexts.programmes import readers
from qiangxian.contexts.programmes.models import Programme, Task
from qiangxian.kernel.errors import Refused
from tests.contexts.documents.plans import FIRST, SECOND

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def run(monkeypatch, capsys):
    """`run("plan", "parse", file)` → (exit code, stdout, stderr)."""

    def command(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["qiangxian", *map(str, words)])
        with pytest.raises(SystemExit) as ending:
            main.main()
        out, err = capsys.readouterr()
        return int(ending.value.code or 0), out, err

    return command


@pytest.fixture
def files(tmp_path):
    """Two versions of a plan and something that is none."""
    for name, text in (("first.txt", FIRST), ("second.txt", SECOND), ("news.txt", "今天我市召开了会议，天气很好。")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_parse_prints_the_reading_and_touches_no_database(run, files):
    code, out, _ = run("plan", "parse", files / "first.txt", "--json")
    reading = json.loads(out)
    assert (code, reading["kind"], len(reading["tasks"])) == (0, "plan", 2)
    assert not Programme.objects.exists()
    code, out, _ = run("plan", "parse", files / "first.txt")
    assert "市财政局市" in out and "牵头：市工信局" in out


def test_parse_refuses_what_is_no_plan_with_exit_2_after_printing_the_json(run, files):
    code, out, err = run("plan", "parse", files / "news.txt", "--json")
    assert (code, json.loads(out)["kind"]) == (2, "not_a_plan")
    assert json.loads(out)["reason"] in err
    code, _, err = run("plan", "parse", files / "nowhere.txt")
    assert code == 2 and "路径" in err


def test_import_with_accept_makes_the_programme_and_a_second_run_changes_nothing(run, files):
    code, out, _ = run("plan", "import", files / "first.txt", "--accept", "--json")
    first = json.loads(out)
    assert (code, first["division"], first["items"]["open"]) == (0, "410481", 0)
    assert first["unmatched_units"] == []
    code, out, _ = run("plan", "import", files / "first.txt", "--accept", "--json")
    again = json.loads(out)
    assert (code, again["existing"], again["programme"]) == (0, True, first["programme"])
    assert (Programme.objects.count(), Task.objects.count()) == (1, 2)


def test_import_without_accept_leaves_everything_to_a_person(run, files):
    code, out, _ = run("plan", "import", files / "first.txt", "--json")
    outcome = json.loads(out)
    assert (code, outcome["programme"], outcome["items"]["applied"]) == (0, None, 0)
    assert len(outcome["open"]) == outcome["items"]["total"]


def test_a_plan_without_a_county_needs_one(run, files):
    national = FIRST.replace("舞政办", "国办发").replace("舞钢市人民政府办公室", "国务院办公厅").replace("舞钢市", "")
    (files / "national.txt").write_text(national, encoding="utf-8")
    code, _, err = run("plan", "import", files / "national.txt")
    assert code == 2 and "--division" in err
    code, out, _ = run(
        "plan", "import", files / "national.txt", "--division", "410482", "--title", "汝州方案", "--accept", "--json"
    )
    assert code == 0
    assert Programme.objects.get(pk=json.loads(out)["programme"]).title == "汝州方案"


def test_diff_says_what_is_added_changed_and_gone(run, files):
    code, _, err = run("plan", "diff", files / "second.txt")
    assert code == 1 and "没有可以比对" in err
    run("plan", "import", files / "first.txt", "--accept")
    code, out, _ = run("plan", "diff", files / "second.txt", "--json")
    document = json.loads(out)
    assert code == 0
    assert [row["label"] for row in document["added"] if row["kind"] == "task"] == ["加强服务"]
    assert "加强组织领导" in {row["label"] for row in document["gone"]}
    assert Task.objects.count() == 2
    _, out, _ = run("plan", "diff", files / "second.txt")
    assert "司法局" in out and "→" in out


def test_the_seed_becomes_the_default_programme(settings):
    seed = settings.ROOT / "src" / "qiangxian" / "rulebook" / "wugang" / "plan.txt"
    outcome = plan.import_file(seed, accept=True)
    matrix = readers.unit_task_matrix(outcome["programme"])
    assert (len(matrix.tasks), len(matrix.units)) == (8, 13)
    assert next(len(readers.tasks_of(outcome["programme"], unit_id=row.unit_id)) for row in matrix.units) == 8
    assert {row.name for row in matrix.units if row.lead_count} == {"市市场监管局"}
    assert [p.end for p in readers.phases(outcome["programme"])] == ["2023-10", "2025-12", "2026-07", ""]
    assert readers.fund_categories(outcome["programme"]).count() == 6
    assert plan.import_file(seed, accept=True)["existing"]


def test_a_missing_file_is_refused_with_its_path(tmp_path):
    with pytest.raises(Refused, match="读不到文件"):
        plan.import_file(tmp_path / "nowhere.txt", accept=True)
