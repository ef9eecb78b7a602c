"""`targets`, `explain`, `indicators`, `verify` on the command line: the fixed JSON, the words, the exit codes."""

import json
from datetime import date

import pytest
import typer
from django.db import connection
from typer.testing import CliRunner

from qiangxian.cli import figures
from qiangxian.contexts.audit.models import AuditLine
from qiangxian.contexts.indicators.models import Observation
from qiangxian.contexts.programmes.actions import proofs
from qiangxian.contexts.programmes.actions import settings as choices
from qiangxian.contexts.programmes.models import Target
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import NotFound, Refused
from tests.conftest import AT, seal_as_found
from tests.contexts.builders import agency, enterprise, programme_with_targets, reported_through, right

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    reported_through()
    mill = enterprise("舞钢甲厂", "91410481MA40000015")
    for number in ("2015100000011", "2015100000022"):
        right(number, mill)
    agency("甲代理所")
    return programme_with_targets()


def run(*arguments):
    app = typer.Typer()
    figures.mount(app)
    return CliRunner().invoke(app, list(arguments), catch_exceptions=True)


def read(*arguments):
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_targets_print_exactly_the_agreed_document(county):
    document = read("targets", "--as-of", "2025-12-31")
    assert set(document) == {"programme", "as_of", "known", "targets"}
    assert (document["as_of"], document["known"]) == ("2025-12-31", "2025-12-31")
    assert [one["code"] for one in document["targets"]] == ["G1", "G2", "G3", "G4", "E1", "E2"]
    first = document["targets"][0]
    assert set(first) == {
        "code", "label", "indicator", "parameters", "comparator", "required", "unit", "value", "planned", "baseline",
        "due", "met", "light", "words", "completeness", "records", "digest", "planned_shown", "at_due",
    }  # fmt: skip
    assert (first["value"], first["required"], first["planned"], first["due"]) == (1, 10, 10.0, "2025-12-31")
    assert first["parameters"]["min_patents"] == 2
    existence = document["targets"][4]
    assert [existence[key] for key in ("required", "value", "planned", "unit")] == [None] * 4


def test_explain_agrees_with_targets(county):
    target = read("targets", "--as-of", "2025-12-31")["targets"][0]
    document = read("explain", "G1", "--as-of", "2025-12-31", "--known", "2026-01-31")
    assert (document["value"], document["known"]) == (target["value"], "2026-01-31")
    same = read("explain", "G1", "--as-of", "2025-12-31")
    assert same["digest"] == target["digest"]
    assert same["records"] == [
        {
            "kind": "enterprise",
            "id": "91410481MA40000015",
            "label": "舞钢甲厂",
            "because": ["ZL2015100000011", "ZL2015100000022"],
        }
    ]
    assert set(same["definition"]) == {"id", "version", "formula", "source"}
    state = next(one for one in same["parameters"] if one["name"] == "state")
    assert (state["value"], state["choices"]) == ("ever_granted", ["ever_granted", "in_force"])
    assert state["source"]


def test_an_indicator_is_explained_by_its_number_or_its_code(county):
    by_number, by_code = (read("explain", code, "--as-of", "2025-12-31") for code in ("I31", "service_agencies"))
    assert by_number["digest"] == by_code["digest"]
    assert by_number["definition"]["id"] == "service_agencies"
    assert isinstance(run("explain", "I99").exception, NotFound)


def test_an_existence_target_explains_itself_by_its_proofs(county, system):
    target = Target.objects.get(key="E1")
    proofs.attach_file(
        actor=system,
        at=AT,
        target_id=target.pk,
        file=("制度.txt", "通知".encode()),
        since=AsOf.on(date(2024, 2, 1)),
    )
    document = read("explain", "E1", "--as-of", "2025-12-31")
    assert (document["met"], document["value"], document["unit"]) == (True, None, None)
    assert [one["label"] for one in document["records"]] == ["制度.txt"]
    assert read("explain", "E2", "--as-of", "2025-12-31")["records"] == []


def test_indicators_and_their_series(county):
    document = read("indicators", "--as-of", "2025-12-31")
    found = {one["code"]: one for one in document["indicators"]}
    assert set(found["I02"]) >= {
        "code", "label", "kind", "period", "value", "unit", "reading", "parts", "completeness", "version", "digest",
    }  # fmt: skip
    assert (found["I02"]["value"], found["I02"]["kind"], found["I02"]["period"]) == (2, "stock", None)
    assert (found["I02"]["reading"], found["I01"]["period"]) == ("statistical", "2025")
    series = {one["code"]: one["points"] for one in read("indicators", "--series", "2017-05:2017-06")["series"]}
    assert series["I02"] == [{"month": "2017-05", "value": 0}, {"month": "2017-06", "value": 2}]
    assert series["I01"] == [{"month": "2017-05", "value": 0}, {"month": "2017-06", "value": 2}]


def test_a_wrong_day_is_refused(county):
    assert isinstance(run("targets", "--as-of", "2025-13-01").exception, Refused)


def test_without_a_programme_the_command_says_what_to_do():
    result = run("targets")
    assert isinstance(result.exception, NotFound)
    assert "plan import" in str(result.exception)


def test_a_person_reads_a_table_in_chinese(county):
    text = run("targets", "--as-of", "2025-12-31").stdout
    assert "代码" in text and "滞后于序时进度" in text and "差 9 家" in text
    assert "None" not in text
    explained = run("explain", "G1", "--as-of", "2025-12-31").stdout
    assert "口径：专利状态" in explained and "校验值" in explained
    assert "有效发明专利" in run("indicators", "--as-of", "2025-12-31").stdout
    assert "2017-06" in run("indicators", "--series", "2017-05:2017-06").stdout


def test_verify_is_content_until_something_was_altered(county, system):
    choices.set_baseline(actor=system, at=AT, target_id=Target.objects.get(key="G1").pk, value=0, reason="调查")
    read("targets", "--as-of", "2025-12-31")
    seal_as_found()
    document = read("verify")
    assert document["ok"] is True
    assert document["failures"] == []
    assert document["checked"]["observations"] == 8 - 1
    assert document["checked"]["audit_lines"] == 2
    assert document["checked"]["rules"] > 10
    Observation.objects.filter(seq=1).update(value=99)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE audit_auditline DISABLE TRIGGER USER")
    AuditLine.objects.filter(seq=1).update(reason="别的理由")
    broken = run("verify", "--json")
    assert broken.exit_code == 1
    failures = json.loads(broken.stdout)["failures"]
    assert {"指标值数值不符", "校验值不符"} <= {one["what"] for one in failures}
    assert set(failures[0]) == {"what", "where", "expected", "found", "table", "key"}


def test_a_kept_file_that_changed_is_found(county, system, settings):
    target = Target.objects.get(key="E1")
    proofs.attach_file(
        actor=system,
        at=AT,
        target_id=target.pk,
        file=("制度.txt", "通知".encode()),
        since=AsOf.on(date(2024, 2, 1)),
    )
    seal_as_found()
    assert read("verify")["checked"]["files"] == 1
    [kept] = [file for file in settings.FILES.rglob("*") if file.is_file()]
    kept.chmod(0o644)
    kept.write_bytes(b"other")
    assert run("verify", "--json").exit_code == 1
