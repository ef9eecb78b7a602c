"""Two that are sent together never both win."""

import threading

import pytest
from django.db import connection, connections

from qiangxian.contexts.audit.actions import ACTIONS
from qiangxian.contexts.cultivation.actions import filing
from qiangxian.contexts.matters.models import Matter, Step
from qiangxian.kernel.errors import Conflict, DomainError
from tests.conftest import let_tests_empty_tables, somebody
from tests.contexts.cultivation.conftest import applied, at, clerk_two, firm  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db(transaction=True)


def test_pass_and_return_sent_together_one_wins(applied, firm, office_clerk) -> None:  # noqa: F811 - the fixtures
    let_tests_empty_tables()
    file = applied(firm)
    begin, results = threading.Barrier(2), []

    def run(code: str, **given: str) -> None:
        try:
            begin.wait()
            act = ACTIONS[code].function
            act(
                actor=somebody("办公室", "office", id=11),
                at=at("2026-03-03"),
                matter_id=file.matter_id,
                expected="applied",
                **given,
            )
            results.append("done")
        except DomainError as error:
            results.append(type(error).__name__)
        finally:
            connections.close_all()

    both = [
        threading.Thread(target=run, args=("cultivation.pass_review",), kwargs={"reason": "齐全"}),
        threading.Thread(target=run, args=("cultivation.return_file",), kwargs={"reason": "缺件"}),
    ]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(results) == ["Conflict", "done"], connection.vendor
    assert Step.objects.filter(matter_id=file.matter_id).count() == 2
    assert Matter.objects.get().state in ("reviewed", "returned")


def test_a_withdrawn_file_takes_no_further_check(applied, firm, office_clerk) -> None:  # noqa: F811 - the fixtures
    let_tests_empty_tables()
    file = applied(firm)
    filing.withdraw(actor=office_clerk, at=at("2026-03-03"), matter_id=file.matter_id)
    with pytest.raises(Conflict, match="当前是“已撤回”，不能办理“重新核查入库条件”"):
        filing.check_entry(actor=office_clerk, at=at("2026-03-03"), matter_id=file.matter_id)
    assert file.checks.count() == 1
