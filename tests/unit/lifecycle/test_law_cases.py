"""Cases of the law met in practice, asked through the commands (`law …`): one of each kind."""

import json

import pytest
from typer.testing import CliRunner

from qiangxian.cli.law import app
from qiangxian.engines.lifecycle.terms import mark_term, renewals_until
from qiangxian.kernel import rulebook
from qiangxian.kernel.errors import Refused

RENEWALS = rulebook.load("lifecycle", "term_vectors", division=None)["renewals"]


def law(*words):
    """The JSON answer; a refusal comes back as its exception."""
    result = CliRunner().invoke(app, [*(str(word) for word in words), "--json"])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.fixture
def status(tmp_path):
    """`status(facts, *words)`: the answer of `law status` on a day."""

    def ask(facts, *words):
        file = tmp_path / "right.json"
        file.write_text(json.dumps(facts), encoding="utf-8")
        return law("status", file, *words)

    return ask


@pytest.mark.parametrize("vector", RENEWALS, ids=lambda vector: f"{vector['registered']}-{vector['last_day']}")
def test_a_renewal_counts_for_the_term_its_own_day_belongs_to(vector):
    count = renewals_until(vector["registered"], vector["renewed"])
    assert mark_term(vector["registered"], count).last_day == vector["last_day"]
    days = [word for day in vector["renewed"] for word in ("--renewed", day)]
    assert law("term", "--type", "trademark", "--registration", vector["registered"], *days)["last_day"] == str(
        vector["last_day"]
    )


def mark(registered, *renewed):
    return {
        "type": "trademark", "registration_date": registered,
        "events": [{"type": "renewal", "effective_date": day} for day in renewed],
    }  # fmt: skip


def test_a_mark_whose_last_renewal_alone_is_on_file_is_in_force(status):
    found = status(mark("1996-05-14", "2016-05-14"), "--as-of", "2026-05-13")
    assert (found["legal"]["state"], found["expiry_date"]) == ("in_force", "2026-05-14")


def test_a_mark_without_any_renewal_on_file_is_unknown_and_never_expired(status):
    found = status(mark("2003-04-28"), "--as-of", "2026-06-30")
    assert (found["legal"]["state"], found["statistical"]["state"]) == ("unknown", "unknown")
    printed = status({**mark("2003-04-28"), "printed_expiry": "2013-04-27"}, "--as-of", "2026-06-30")
    assert printed["legal"]["state"] == "expired"
    assert status(mark("2003-04-28"), "--as-of", "2013-10-28")["legal"]["state"] == "in_force_grace"


def test_the_grace_of_a_mark_ends_on_a_working_saturday_and_its_safe_day_is_shown():
    found = law("term", "--type", "trademark", "--registration", "2013-04-07")
    assert (found["grace_end_date"], found["grace_safe_day"]) == ("2023-10-07", "2023-10-06")


def test_an_international_mark_is_renewed_within_six_months():
    assert law("term", "--type", "madrid_mark", "--registration", "2017-03-01")["renewal_window_start"] == "2026-09-01"


@pytest.mark.parametrize(
    ("words", "days", "begins"),
    [
        (
            ("--filing", "2015-01-05", "--examination-requested", "2015-01-05", "--publication", "2016-07-08"),
            830,
            "2019-07-08",
        ),
        (
            (
                "--filing",
                "2015-01-05",
                "--examination-requested",
                "2017-07-03",
                "--publication",
                "2017-11-10",
                "--national-entry",
                "2017-07-03",
            ),
            104,
            "2021-07-03",
        ),
        (
            ("--filing", "2015-01-05", "--examination-requested", "2015-01-05", "--same-day-utility-model"),
            0,
            "2019-01-05",
        ),
    ],
)
def test_days_of_a_late_grant(words, days, begins):
    found = law("compensation", *words, "--grant", "2021-10-15")
    assert (found["days"], found["begins"]) == (days, begins)


def test_an_unpaid_row_of_the_grant_year_changes_nothing(status):
    facts = {
        "type": "utility_model",
        "filing_date": "2023-01-10",
        "grant_date": "2023-08-01",
        "fees": [{"year": 1, "due_date": "2023-01-10"}],
    }
    assert status(facts, "--as-of", "2026-01-05")["legal"]["state"] == "in_force"
    facts["fees"] = [{"year": 2, "due_date": "2024-01-10"}]
    assert status(facts, "--as-of", "2026-01-05")["legal"]["state"] == "presumed_lapsed"


def test_an_event_the_register_knows_is_known_here_too(status):
    facts = {
        "type": "invention",
        "filing_date": "2018-01-10",
        "grant_date": "2020-07-01",
        "events": [{"type": "licence_contract", "effective_date": "2024-02-05"}],
    }
    assert status(facts, "--as-of", "2026-01-05")["legal"]["state"] == "in_force"


GRANTED = {"type": "invention", "filing_date": "2018-01-10", "grant_date": "2020-07-01"}


@pytest.mark.parametrize(
    ("facts", "column"),
    [
        ({**GRANTED, "grant_date": "2017-07-01"}, "grant_date"),
        (
            {**GRANTED, "events": [{"type": "lapse_unpaid_fee", "effective_date": "2019-01-10"}]},
            "events.effective_date",
        ),
        ({**GRANTED, "type": "utility_model", "compensation_days": 30}, "compensation_days"),
        ({**GRANTED, "compensation_days": 99999999}, "compensation_days"),
        ({**GRANTED, "filing_date": "2099-01-01", "grant_date": None}, "filing_date"),
        ({**GRANTED, "filing_date": "1980-01-01"}, "filing_date"),
        ({**GRANTED, "events": [{"type": "transfer", "effective_date": "2099-01-01"}]}, "events.effective_date"),
        ({**GRANTED, "events": [{"type": "renewal", "effective_date": "2024-01-01"}]}, "events.type"),
        ({**GRANTED, "events": [{"type": "pledge", "effective_date": "2017-01-01"}]}, "events.effective_date"),
        ({**GRANTED, "events": [{"type": "rejection", "effective_date": "2023-01-01"}]}, "events.effective_date"),
        ({**GRANTED, "fees": [{"year": 4, "paid_on": "2017-01-10"}]}, "fees.paid_on"),
        ({**GRANTED, "fees": [{"year": 4, "paid_on": "2099-01-10"}]}, "fees.paid_on"),
        ({**GRANTED, "fees": [{"year": 33, "due_date": "2030-01-10"}]}, "fees.year"),
        ({**GRANTED, "fees": [{"year": 0, "due_date": "2030-01-10"}]}, "fees"),
        (
            {"type": "trademark", "registration_date": "2018-01-10", "fees": [{"year": 4, "due_date": "2021-01-10"}]},
            "fees",
        ),
    ],
)
def test_what_contradicts_itself_is_refused_at_its_place(status, facts, column):
    with pytest.raises(Refused) as refusal:
        status(facts, "--as-of", "2026-06-30")
    assert refusal.value.column == column
    assert refusal.value.remedy


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (
            ("fee", "--type", "invention", "--filing", "2020-04-10", "--year", "7", "--pay-on", "2019-01-01"),
            "早于申请日",
        ),
        (("fee", "--type", "invention", "--filing", "2020-04-10", "--year", "7", "--already-paid", "-5"), "不能为负"),
        (
            ("fee", "--type", "invention", "--filing", "2020-04-10", "--year", "7", "--grant", "2019-04-10"),
            "早于申请日",
        ),
        (("fee", "--type", "invention", "--filing", "2020-04-10", "--year", "99999999"), "超出保护期"),
        (("term", "--type", "design", "--filing", "2024-11-20", "--international-filing", "2023-05-22"), "PCT"),
        (("term", "--type", "utility_model", "--filing", "2023-01-05", "--hague-registration", "2022-09-30"), "海牙"),
        (("term", "--type", "invention", "--filing", "9990-01-01"), "超出范围"),
        (("term", "--type", "invention", "--filing", "2020-01-01", "--compensation-days", "99999999"), "补偿天数"),
        (("term", "--type", "utility_model", "--filing", "2020-01-01", "--compensation-days", "5"), "只有发明"),
        (("compensation", "--filing", "2006-09-06", "--days", "99999999"), "补偿天数"),
        (
            (
                "compensation",
                "--filing",
                "2016-09-06",
                "--examination-requested",
                "2015-01-01",
                "--grant",
                "2021-10-15",
            ),
            "之间",
        ),
        (("term", "--type", "copyright", "--published", "9999-01-01"), "超出"),
        (("term", "--type", "software", "--died", "9999-01-01"), "超出"),
        (("term", "--type", "layout", "--filing", "9999-01-01"), "超出"),
        (("term", "--type", "plant_variety", "--grant", "9999-01-01", "--woody"), "超出"),
        (("term", "--type", "trademark", "--registration", "9999-01-01"), "超出范围"),
        (("term", "--type", "secret", "--filing", "2020-01-01"), "没有这种权利"),
        (("due", "--from", "9999-12-31", "--days", "1"), "超出"),
        (("period", "transfer_hours", "--from", "9999-12-31T23:00"), "超出"),
        (("period", "transfer_hours", "--from", "2026-11-27T16:30", "--extend", "3d"), "小时"),
        (("period", "ruling_decision", "--from", "2026-06-22", "--pause", "2026-07-01:9999-12-31"), "超出"),
        (
            ("fee", "--type", "invention", "--filing", "2020-04-10", "--year", "7", "--reduction", "60"),
            "没有这种减缴比例",
        ),
        (("period", "priority_restoration", "--type", "design", "--from", "2026-06-01"), "优先权的恢复"),
    ],
)
def test_a_question_that_cannot_be_is_refused_and_never_breaks(words, reason):
    with pytest.raises(Refused, match=reason):
        law(*words)


@pytest.mark.parametrize(
    ("words", "last_day"),
    [
        (("--type", "copyright", "--published", "2001-03-09"), "2051-12-31"),
        (("--type", "copyright", "--completed", "2001-03-09"), "2051-12-31"),
        (("--type", "software", "--published", "2010-06-01"), "2060-12-31"),
        (("--type", "software", "--died", "2020-02-02"), "2070-12-31"),
        (("--type", "layout", "--filing", "2020-05-06"), "2030-05-05"),
        (("--type", "layout", "--filing", "2020-05-06", "--exploited", "2018-12-01"), "2028-11-30"),
        (("--type", "layout", "--filing", "2020-05-06", "--created", "2010-01-01"), "2024-12-31"),
    ],
)
def test_terms_of_copyright_software_and_layouts(words, last_day):
    assert law("term", *words)["last_day"] == last_day


def test_a_work_unpublished_for_fifty_years_has_no_term_any_more():
    with pytest.raises(Refused, match="没有发表"):
        law("term", "--type", "copyright", "--completed", "1960-01-01", "--published", "2020-01-01")
