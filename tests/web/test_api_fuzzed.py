"""The JSON interface, fuzzed from its own description."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from qiangxian.cli import plan
from qiangxian.cli.running import SEED
from qiangxian.contexts.registers.demonstration import actions as demonstration
from tests.conftest import AT, WUGANG

V1 = "/api/v1"


@pytest.fixture
def programme(system) -> None:
    plan.import_file(SEED, accept=True)
    demonstration.load_demo(actor=system, at=AT, division_code=WUGANG, scale=1, through_date=AT.date())


@pytest.mark.django_db(transaction=True)
def test_no_question_ends_in_a_fault(programme, live_server) -> None:
    """Schemathesis asks every operation of our own description with what fits it and what does not."""
    schema = schemathesis.openapi.from_url(f"{live_server.url}{V1}/openapi.json")
    asked = 0
    for operation in schema.get_all_operations():

        @settings(max_examples=15, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.ok().as_strategy())
        def ask(case) -> None:
            nonlocal asked
            asked += 1
            assert case.call().status_code < 500

        ask()
    assert asked > 50
