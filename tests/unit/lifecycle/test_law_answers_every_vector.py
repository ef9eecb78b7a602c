"""The command line answers every worked day of the rulebook: each vector is asked through the real commands."""

import json
from datetime import date

import pytest
from typer.testing import CliRunner

from qiangxian.cli.law import app
from qiangxian.kernel import rulebook
from qiangxian.kernel.errors import Refused

FEES = rulebook.load("lifecycle", "fee_vectors", division=None)
TERMS = rulebook.load("lifecycle", "term_vectors", division=None)
CALENDAR = rulebook.load("calendar", "vectors", division=None)
IDENTIFIERS = rulebook.load("identifiers", "vectors", division=None)


def law(*words):
    """The JSON answer of one call; a refusal comes back as its exception."""
    result = CliRunner().invoke(app, [*(str(word) for word in words), "--json"])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def options(**given):
    """`--name value` for everything that is there; True stands for a bare flag."""
    words = []
    for name, value in given.items():
        if value is None or value is False:
            continue
        words += [f"--{name.replace('_', '-')}", *([] if value is True else [str(value)])]
    return words


def fee_words(vector, pay_on=None):
    return options(
        type=vector["type"], filing=vector["filing"], year=vector["year"], grant=vector.get("grant"),
        reduction=vector.get("reduction"), open_licence=vector.get("licence"), pay_on=pay_on,
        charged_year=vector.get("charged_year"),
    )  # fmt: skip


@pytest.mark.parametrize("vector", TERMS["patents"], ids=lambda vector: vector["id"])
def test_terms_of_patents(vector):
    found = law(
        "term",
        *options(type=vector["type"], filing=vector["filing"], compensation_days=vector.get("compensation_days")),
    )
    assert (found["last_day"], found["terminated_on"]) == (str(vector["last_day"]), str(vector["terminated_on"]))


@pytest.mark.parametrize("vector", TERMS["trademarks"], ids=lambda vector: str(vector["registered"]))
def test_terms_of_marks(vector):
    found = law("term", "--type", "trademark", "--registration", vector["registered"])
    expected = {"last_day": "last_day", "renewal_window_start": "window_start", "grace_end_date": "grace_end"}
    assert {key: found[key] for key in expected} == {key: str(vector[name]) for key, name in expected.items()}
    renewed = law("term", "--type", "trademark", "--registration", vector["registered"], "--renewals", 1)
    assert (renewed["first_day"], renewed["last_day"]) == (str(vector["next_start"]), str(vector["next_last_day"]))


@pytest.mark.parametrize("vector", TERMS["plant_varieties"], ids=lambda v: f"{v['granted']}-{v['woody']}")
def test_terms_of_plant_varieties(vector):
    flag = "--woody" if vector["woody"] else "--not-woody"
    found = law("term", "--type", "plant_variety", "--grant", vector["granted"], flag)
    assert found["terminated_on"] == str(vector["terminated_on"])


@pytest.mark.parametrize("vector", TERMS["routes"], ids=lambda vector: vector["route"])
def test_the_day_of_the_route_counts(vector):
    option = {"divisional": "parent_filing", "pct": "international_filing", "hague": "hague_registration"}
    base = {option[vector["route"]]: vector["base"]} if "base" in vector else {}
    kind = "design" if vector["route"] == "hague" else "invention"
    assert law("term", *options(type=kind, filing=vector["filing"], **base)) == law(
        "term", *options(type=kind, filing=vector["legal"])
    )


@pytest.mark.parametrize(
    ("group", "payment"), [(group, payment) for group in FEES["sets"] for payment in group["payments"]], ids=str
)
def test_payments_on_a_day(group, payment):
    found = law("fee", *fee_words(group, payment["on"]))
    expected = {"outcome": "outcome", "band_percent": "band", "surcharge": "surcharge", "total": "total"}
    assert {key: found[key] for key in expected} == {key: payment[name] for key, name in expected.items()}
    assert (found["nominal_due_date"], found["grace_end_date"]) == (str(group["due"]), str(group["grace_end"]))


@pytest.mark.parametrize("right_type", FEES["schedule_sums"])
def test_sums_of_all_years(right_type):
    years = {"invention": 20, "utility_model": 10, "design": 15}[right_type]
    bills = [law("fee", "--type", right_type, "--filing", "2021-06-18", "--year", year) for year in range(1, years + 1)]
    assert sum(bill["full"] for bill in bills) == FEES["schedule_sums"][right_type]


@pytest.mark.parametrize("vector", FEES["reduced"], ids=lambda vector: vector["type"])
def test_reduced_fees_of_the_table(vector):
    for percent in (70, 85):
        told = [
            law(
                "fee",
                *options(type=vector["type"], filing="2021-06-18", grant="2021-07-01", year=year, reduction=percent),
            )
            for year in vector["years"]
            if year <= 10
        ]
        assert [bill["payable"] for bill in told] == list(vector[f"by_{percent}"])[: len(told)]


@pytest.mark.parametrize(
    "vector", [v for v in FEES["payable"] if not {"reductions", "worked"} & set(v)], ids=lambda v: v["id"]
)
def test_what_is_payable(vector):
    assert law("fee", *fee_words(vector))["payable"] == vector["payable"]


@pytest.mark.parametrize("vector", FEES["qualification"], ids=lambda vector: vector["id"])
def test_who_qualifies(vector):
    holders = [
        word
        for each in vector["holders"]
        for word in ("--holder", ":".join(filter(None, (each["kind"], each.get("income")))))
    ]
    assert law("reduction", *holders, "--on", vector["on"])["percent"] == vector["percent"]


@pytest.mark.parametrize("vector", FEES["top_ups"], ids=lambda vector: str(vector["paid"]))
def test_top_ups(vector):
    found = law("fee", *fee_words(vector, vector["on"]), "--already-paid", vector["paid"])
    assert (found["band_percent"], found["outstanding"]) == (vector["band"], vector["outstanding"])


@pytest.mark.parametrize("vector", FEES["compensations"], ids=lambda vector: str(vector["days"]))
def test_fees_of_added_terms(vector):
    found = law("compensation", *options(filing=vector["filing"], days=vector["days"], pay_on=vector["on"]))
    assert (found["total"], found["in_time"]) == (vector["total"], vector["in_time"])


@pytest.mark.parametrize("vector", TERMS["delays"], ids=lambda vector: str(vector["grant"]))
def test_days_of_delay(vector):
    asked = options(
        filing=vector["filing"], examination_requested=vector["requested"], grant=vector["grant"],
        reasonable=vector.get("reasonable"), by_applicant=vector.get("by_applicant"), publication=vector.get("published"),
        national_entry=vector.get("entered"), submitted=vector.get("submitted"),
        same_day_utility_model=vector.get("same_day_utility_model"),
    )  # fmt: skip
    assert law("compensation", *asked)["days"] == vector["days"]


@pytest.mark.parametrize("vector", TERMS["restorations"], ids=str)
def test_restoration(vector):
    names = ("ground", "lost_period", "noticed", "obstacle_ended", "period_ended")
    asked = options(**{name: vector.get(name) for name in names})
    if vector.get("refused"):
        with pytest.raises(Refused):
            law("restoration", *asked)
        return
    found = law("restoration", *asked)
    assert (found["last_day"], found["has_fee"]) == (str(vector["last_day"]), vector["fee"])


@pytest.mark.parametrize(
    "vector", rulebook.entries("lifecycle", "status_vectors", division=None), ids=lambda v: v["case"]
)
def test_status_on_a_day(vector, tmp_path):
    file = tmp_path / "right.json"
    file.write_text(json.dumps(_plain(vector["right"]), default=str), encoding="utf-8")
    found = law("status", file, "--as-of", vector["day"], "--known", vector["known"])
    for reading in ("statistical", "legal"):
        expected = vector[reading]
        assert (found[reading]["state"], found[reading]["since"]) == (expected["state"], str(expected["since"]))
    assert found["flags"] == list(vector["legal"].get("flags", ()))


def _plain(value):
    if hasattr(value, "items"):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


@pytest.mark.parametrize("vector", CALENDAR["annual_fee"], ids=lambda v: f"{v['filed']}-{v['year']}")
def test_due_days_of_annual_fees(vector):
    found = law("fee", "--type", "invention", "--filing", vector["filed"], "--year", vector["year"])
    assert (found["nominal_due_date"], found["due_date"]) == (str(vector["nominal"]), str(vector["due"]))
    safe = any(str(vector["nominal"]) in words for words in found["warnings"])
    assert safe or vector["nominal"] == vector["due"]


@pytest.mark.parametrize("vector", CALENDAR["periods"], ids=str)
def test_ends_of_periods(vector):
    length = {unit: vector[unit] for unit in ("months", "days", "working_days") if unit in vector}
    found = law("due", "--from", vector["from"], *options(**length), "--calendar", vector["calendar"])
    assert (found["nominal"], found["due"]) == (str(vector["nominal"]), str(vector["due"]))
    assert found["provisional"] == vector.get("provisional", False)


UNITS = {"years": "y", "months": "m", "days": "d", "working_days": "w", "hours": "h"}


TYPES = {"priority_claim": "invention", "priority_restoration": "utility_model"}


@pytest.mark.parametrize("vector", rulebook.entries("clocks", "vectors", division=None), ids=str)
def test_named_periods(vector):
    words = [f"--extend={count}{UNITS[unit]}" for each in vector.get("extensions", ()) for unit, count in each.items()]
    words += [f"--pause={first}:{end}" for first, end in vector.get("pauses", ())]
    words += options(version_on=vector.get("version_on"), type=TYPES.get(vector["rule"]))
    begun = vector.get("start") or vector["start_at"]
    found = law("period", vector["rule"], "--from", begun, *words, "--on", vector["due"])
    assert found.get("due_at") == vector.get("due_at")
    assert (found["due"], found["working_days_left"], found["light"]) == (str(vector["due"]), 0, "red")


@pytest.mark.parametrize(
    ("words", "received", "due"),
    [
        (("trademark_review", "--issued", "2026-09-01"), "2026-09-16", "2026-10-08"),
        (("trademark_suit", "--issued", "2026-06-01"), "2026-06-16", "2026-07-16"),
        (("office_action_first", "--issued", "2026-06-01"), "2026-06-01", "2026-10-08"),
        (("office_action_later", "--issued", "2024-01-19"), "2024-02-03", "2024-04-03"),
    ],
)
def test_a_period_from_the_day_of_issue_begins_with_presumed_service(words, received, due):
    found = law("period", *words)
    assert (found["received"], found["due"]) == (received, due)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("trademark_opposition", "--issued", "2026-06-20"), "不自送达起算"),
        (("office_action_first", "--issued", "2026-06-01", "--from", "2026-06-01"), "只写一个"),
        (("office_action_first",), "只写一个"),
        (("priority_restoration", "--type", "design", "--from", "2026-06-01"), "优先权的恢复"),
        (("priority_claim", "--from", "2026-06-01"), "权利种类"),
        (("transfer_hours", "--from", "2026-11-27"), "小时"),
        (("transfer_hours", "--from", "2026-11-27T99:30"), "时刻"),
        (("ruling_decision", "--from", "2026-06-22", "--extend", "999y"), "超出"),
    ],
)
def test_a_period_that_cannot_be_is_refused_with_the_reason(words, reason):
    with pytest.raises(Refused, match=reason):
        law("period", *words)


def test_a_design_has_six_months_to_claim_priority_and_an_invention_twelve():
    assert law("period", "priority_claim", "--type", "design", "--from", "2026-01-15")["due"] == "2026-07-15"
    assert law("period", "priority_claim", "--type", "invention", "--from", "2025-10-15")["due"] == "2026-10-15"


@pytest.mark.parametrize("length", [("--months", 100_000), ("--days", 10**12), ("--working-days", 10**9)])
def test_a_length_past_all_use_is_refused_and_never_overflows(length):
    with pytest.raises(Refused, match="超出"):
        law("due", "--from", "2026-01-01", *length)


def test_every_named_period_is_listed_with_its_source():
    listed = {each["rule"]: each for each in law("periods", "--on", "2026-11-22")["periods"]}
    assert set(listed) == set(rulebook.load("clocks", "rules", division=None))
    assert all(each["source"] for each in listed.values())


def test_a_posted_notice_is_received_fifteen_days_later_unrolled_and_the_period_from_it_rolls():
    found = law("due", "--from", "2026-09-16", "--months", 2, "--posted")
    assert (found["received"], found["due"]) == ("2026-10-01", "2026-12-01")
    assert law("due", "--from", "2026-07-17", "--months", 2, "--posted")["received"] == "2026-08-01", "a Saturday stays"


@pytest.mark.parametrize("vector", rulebook.entries("identifiers", "kind_vectors", division=None), ids=str)
def test_kinds_of_document(vector):
    assert law("document", vector["kind"], "--published", vector["published"])["is_grant"] is vector["granted"]


def test_a_whole_number_of_a_document_is_read_too():
    assert law("document", "CN1234567C", "--published", "2004-05-05")["is_grant"] is True
    assert law("document", "CN101234567C1", "--published", "2015-05-05")["is_grant"] is False


@pytest.mark.parametrize(
    ("code", "status", "vector"),
    [
        (code, status, vector)
        for code, by_status in IDENTIFIERS.items()
        for status, vectors in by_status.items()
        for vector in vectors
        if "raw" in vector and "with" not in vector and vector["raw"].strip()
    ],
    ids=str,
)
def test_numbers(code, status, vector):
    found = (
        law("number", code, "--", vector["raw"])
        if vector["raw"].startswith("-")
        else law("number", code, vector["raw"])
    )
    assert found["result"] == status
    assert found["canonical"] == (None if status == "invalid" else vector.get("canonical", vector["raw"]))


@pytest.mark.parametrize(
    "words",
    [
        ["term", "--type", "trademark"],
        ["term", "--type", "plant_variety", "--grant", "2026-01-01"],
        ["term", "--type", "design", "--filing", "2021-06-01", "--compensation-days", 3],
        [
            "term",
            "--type",
            "invention",
            "--filing",
            "2021-06-01",
            "--parent-filing",
            "2020-01-01",
            "--international-filing",
            "2020-01-01",
        ],
        ["fee", "--type", "invention", "--filing", "2021-06-01", "--year", 3, "--grant", "2020-01-01"],
        ["fee", "--type", "invention", "--filing", "2021-06-01", "--year", 3, "--already-paid", "many"],
        ["period", "ruling_decision", "--from", "2026-06-22", "--extend", "soon"],
        ["period", "tea", "--from", "2026-06-22"],
        ["period", "ruling_decision", "--from", "2026-06-22", "--pause", "2026-07-01"],
        ["reduction", "--holder", "king", "--on", "2026-01-01"],
        ["reduction", "--holder", "enterprise:much", "--on", "2026-01-01"],
        ["compensation", "--filing", "2020-01-01"],
        ["document", "CN101234567U", "--published", "2020-01-01"],
        ["number", "shoe_size", "42"],
        ["restoration", "--ground", "other"],
        ["term", "--type", "invention", "--filing", "1984-01-01"],
        ["fee", "--type", "invention", "--filing", "1993-05-01", "--year", 3],
        ["period", "ruling_filing", "--from", "2024-01-01"],
        ["compensation", "--filing", "2010-01-01", "--drug-approved", "2018-01-01"],
    ],
    ids=str,
)
def test_what_cannot_be_answered_is_refused_with_a_remedy(words):
    with pytest.raises(Exception) as refusal:
        law(*words)
    assert getattr(refusal.value, "remedy", "")


def test_the_vectors_are_there():
    assert (
        len(FEES["sets"]) >= 3
        and len(TERMS["patents"]) >= 7
        and date(2026, 2, 28) in {v["nominal"] for v in CALENDAR["annual_fee"]}
    )
