"""The page of rules: every dated parameter in Chinese words, with source, doubts and versions."""

import re
from datetime import date

import pytest
from django.urls import reverse

from qiangxian.contexts.lists.readers import all_rows
from qiangxian.contexts.lists.types import Query, Viewer
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.web.desk.rules import pages
from tests.web.files import file

pytestmark = pytest.mark.django_db


def test_every_parameter_has_a_name_in_chinese() -> None:
    nameless = [
        f"{rule.topic} {rule.group} {rule.label}"
        for rule in pages.rules("410481", date(2026, 11, 22))
        if re.search(r"[a-z_]{3,}", f"{rule.group} {rule.label}")
    ]
    assert nameless == [], "name them in rulebook/national/rulebook/labels.yaml"


def test_no_value_is_shown_as_code() -> None:
    coded = [
        f"{rule.group} {rule.label}: {pages.in_words(version.value)}"
        for rule in pages.rules("410481", date(2026, 11, 22))
        for version in rule.versions
        if re.search(r"[a-z]+_[a-z]+", pages.in_words(version.value))
    ]
    assert coded == [], "name the words in rulebook/national/rulebook/labels.yaml"


def test_the_page_shows_the_value_of_its_day_and_what_comes(log_in) -> None:
    client = log_in("office")
    text = client.get(reverse("desk:rules"), {"q": "商标异议", "as_of": "2026-11-22"}).content.decode()
    assert "自 2027-01-01 起：2" in text
    later = client.get(reverse("desk:rules"), {"q": "商标异议", "as_of": "2027-01-01"}).content.decode()
    assert "待核实" in later
    assert "自 2027-01-01 起" not in later


def test_only_doubtful_rules_can_be_asked_for() -> None:
    every = pages.rules(None, date(2027, 1, 1))
    declared, viewer = pages.rule_list(every, "day", None), Viewer(Actor.system(), AsOf.on(date(2027, 1, 1)))
    found = list(all_rows(declared, viewer, Query(filters={"doubtful": "1"})))
    assert found and len(found) < len(every)
    assert all(row.source[0].is_doubtful for row in found)


def test_the_files_hold_every_version(log_in) -> None:
    client = log_in("leader")
    asked = {"q": "年费减缴年数", "which": "all"}
    body = file(client.get(reverse("desk:rules"), asked | {"format": "csv"})).decode()
    assert body.count("年费减缴年数") == 3
    assert file(client.get(reverse("desk:rules"), {"format": "xlsx"}))
    assert client.get(reverse("desk:rules"), {"format": "pdf"}).status_code == 404
