"""The rules a release came with are known: edited they are named, brought by a newer release they are told."""

import pytest

from qiangxian.contexts.audit import chain, rules
from qiangxian.contexts.quality.verification import verify
from qiangxian.kernel import release, rulebook
from tests.conftest import AT

pytestmark = pytest.mark.django_db
FEES = "national/lifecycle/fees.yaml"


def edit(monkeypatch, path: str = FEES, to: str = "e" * 64) -> None:
    """Another hand changed a file; the process that asks is a new one."""
    changed = {**rulebook.digests(), path: to}
    monkeypatch.setattr(rulebook, "digests", lambda: changed)
    monkeypatch.setattr(rulebook, "digest", lambda: "d" * 64)


def renew(monkeypatch) -> None:
    for module in (rules, chain):
        monkeypatch.setattr(module, "release", lambda: "9.9+abc")


def test_a_fee_table_edited_by_hand_is_named(monkeypatch) -> None:
    assert rules.note_if_new(at=AT) and not rules.note_if_new(at=AT)
    assert list(rules.edited()) == []
    edit(monkeypatch)
    assert [(one.what, one.where) for one in rules.edited()] == [("规则文件被改动", FEES)]
    assert not rules.note_if_new(at=AT), "a restart does not hide it"
    assert FEES in {one.where for one in verify(on=AT.date()).failures}


def test_a_new_criterion_is_named_and_may_be_confirmed(monkeypatch, system) -> None:
    rules.note_if_new(at=AT)
    edit(monkeypatch, "wugang/high_value/own.yaml")
    assert [one.expected for one in rules.edited()] == ["没有这个文件"]
    rules.note_rules(actor=system, at=AT, reason="豫财〔2026〕5号")
    assert list(rules.edited()) == []


def test_what_a_newer_release_brings_is_no_alarm_but_told(monkeypatch) -> None:
    rules.note_if_new(at=AT)
    renew(monkeypatch)
    edit(monkeypatch)
    assert list(rules.edited()) == []
    assert "随新版本有 1 个文件不同" in rules.brought_by_release()
    assert rules.brought_by_release() in verify(on=AT.date()).notes
    assert rules.note_if_new(at=AT) and rules.brought_by_release() == ""


def test_a_seal_knows_the_rules(monkeypatch) -> None:
    rules.note_if_new(at=AT)
    sealed = chain.sealed_today(AT.date())
    assert (sealed["rulebook"], sealed["release"]) == (rulebook.digest(), release.release())
    assert list(chain.against(sealed)) == []
    edit(monkeypatch)
    assert [one.what for one in chain.against(sealed)] == ["封存之后规则库被改动"]
    renew(monkeypatch)
    assert list(chain.against(sealed)) == []
    older = {name: sealed[name] for name in ("day", "seq", "hash", "algorithm", "lines")}
    assert list(chain.against(older)) == []
