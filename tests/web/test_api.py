"""The JSON interface: open to everyone where the front page is, scoped where it is not."""

from datetime import date

import pytest

from qiangxian.cli import plan
from qiangxian.cli.running import SEED
from qiangxian.contexts.programmes.models import Programme
from qiangxian.contexts.registers.demonstration import actions as demonstration
from qiangxian.kernel.actor import Actor
from tests.conftest import AT, NEIGHBOUR, WUGANG
from tests.contexts import builders

pytestmark = pytest.mark.django_db
V1 = "/api/v1"


@pytest.fixture(scope="module")
def programme(module_rows) -> Programme:
    plan.import_file(SEED, accept=True)
    demonstration.load_demo(actor=Actor.system(), at=AT, division_code=WUGANG, scale=1, through_date=AT.date())
    found = Programme.objects.get()
    for day in ("2024-09-20", "2025-12-31"):
        found = builders.publish(found, date.fromisoformat(day))
    return found


def test_anybody_reads_the_targets_of_a_public_programme(client, programme) -> None:
    answer = client.get(f"{V1}/programmes/{programme.pk}/targets", {"as_of": "2024-09-20"}).json()
    figures = {one["code"]: one["value"] for one in answer["targets"]}
    assert (answer["as_of"], answer["known"]) == ("2024-09-20", "2024-09-20")
    assert (figures["G1"], figures["G2"]) == (10, 2)
    assert {(one["light"], one["words"], one["planned"]) for one in answer["targets"]} == {("none", "", None)}
    later = client.get(f"{V1}/programmes/{programme.pk}/targets", {"as_of": "2025-11-30"}).json()
    assert later["as_of"] == "2024-09-20", "what was released by that day, never counted for a visitor"


def test_the_county_s_own_staff_read_any_day_with_its_light(log_in, programme) -> None:
    answer = log_in("office").get(f"{V1}/programmes/{programme.pk}/targets", {"as_of": "2025-11-30"}).json()
    assert answer["as_of"] == "2025-11-30"
    assert {one["light"] for one in answer["targets"]} > {"none"}


def test_a_target_explains_itself(client, programme) -> None:
    answer = client.get(f"{V1}/programmes/{programme.pk}/targets/G4", {"as_of": "2025-12-31"}).json()
    assert (answer["value"], answer["definition"]["id"]) == (1, "patent_information_databases")
    assert len(answer["records"]) + answer["hidden"] == 1


def test_tasks_name_their_units(client, programme) -> None:
    tasks = client.get(f"{V1}/programmes/{programme.pk}/tasks").json()
    assert len(tasks) == 8
    assert tasks[0]["assignments"][0] == {"role": "lead", "unit": "市市场监管局"}


def test_indicators_are_for_the_county_s_own_staff(client, log_in, programme) -> None:
    assert client.get(f"{V1}/indicators").status_code == 403
    assert log_in("office").get(f"{V1}/indicators", {"as_of": "2025-12-31"}).json()["indicators"]
    assert log_in("office", division=NEIGHBOUR).get(f"{V1}/indicators", {"division": WUGANG}).status_code == 404


def test_what_is_not_there_and_what_is_no_day_are_said_in_words(client, programme) -> None:
    assert client.get(f"{V1}/programmes/999/targets").json()["remedy"]
    assert client.get(f"{V1}/programmes/{programme.pk}/targets", {"as_of": "昨天"}).status_code == 400
