"""What is announced is heard after the commit, and only then."""

import logging

import pytest
from django.db import transaction

from qiangxian.contexts.audit.events import announce
from qiangxian.kernel.events import EVENTS, event

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sent():
    yield event("tests.sent", label="已送出")
    del EVENTS["tests.sent"]


def test_the_listener_hears_after_the_commit_and_nothing_of_what_was_rolled_back(sent) -> None:
    heard: list[int] = []
    sent.listen(lambda *, number: heard.append(number))
    with transaction.atomic():
        announce(sent, number=1)
        assert heard == []
    with pytest.raises(RuntimeError), transaction.atomic():
        announce(sent, number=2)
        raise RuntimeError
    assert heard == [1]


def test_a_listener_that_fails_harms_neither_the_deed_nor_the_others(sent, caplog) -> None:
    heard: list[int] = []

    @sent.listen
    def fail(*, number: int) -> None:
        raise RuntimeError("out of paper")

    sent.listen(lambda *, number: heard.append(number))
    with caplog.at_level(logging.ERROR), transaction.atomic():
        announce(sent, number=1)
    assert heard == [1]
    assert "out of paper" in caplog.text
