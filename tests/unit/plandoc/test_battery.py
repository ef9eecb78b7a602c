"""Constructed notations of county plans, kept as data: what is printed, and what must come out."""

from __future__ import annotations

from html import escape
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml

from qiangxian.engines.plandoc import PlanProposal, read_plan
from qiangxian.engines.plandoc.layout import SourceText
from qiangxian.engines.plandoc.pipeline import drafted
from qiangxian.engines.plandoc.types import Target
from tests.unit.plandoc.documents import assert_places_hold, read, units, warned

FOLDER = Path(__file__).parent / "battery"
FRAME = "甲县知识产权强县建设实施方案（2024-2026年）\n\n为推进建设工作，制定本方案。\n一、重点任务\n（一）甲事。{}\n（二）乙事。完善制度。（牵头单位：县保底局）\n"
BODY = "一、重点任务\n（一）强化创造。完善政策。（县市场监管局负责）\n（二）强化保护。完善制度。（县公安局负责）"


def given(name: str) -> list[Any]:
    """What the batteries hold under this name: the first one, and those written afresh after it was mended."""
    return [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.rglob(f"{name}.yaml"))]


def cases(name: str, part: str | None = None) -> list[Any]:
    found = [case for battery in given(name) for case in (battery.get(part, []) if part else battery)]
    return [
        pytest.param(case, id=str(case.get("name") or case.get("title") or case["text"])[:40].replace("\n", " "))
        for case in found
    ]


def printed_units(proposal: PlanProposal, task: int = 0) -> list[str]:
    return [f"{role} {unit}" for role, unit in units(proposal, task)]


def assert_targets(targets: tuple[Target, ...], wanted: list[str]) -> None:
    """Each wanted line is comparator, value, unit and perhaps the subject."""
    shown = []
    for target, words in zip(targets, chain(wanted, [""] * len(targets)), strict=False):
        figure = "" if target.value is None else f" {target.value} {target.unit}"
        subject = f" {target.subject}" if len(words.split()) in (2, 4) else ""
        shown.append(f"{target.comparator}{figure}{subject}")
    assert shown == wanted


def phrases() -> list[tuple[str, str]]:
    return [(role, phrase) for battery in given("phrases") for role, found in battery.items() for phrase in found]


@pytest.mark.parametrize("case", cases("groups"))
def test_groups(case):
    proposal = read(FRAME.format("完善政策。" + case["text"]))
    assert printed_units(proposal) == case["units"]
    assert proposal.tasks[0].open_ended == case.get("open", False)
    assert proposal.tasks[0].deadline == case.get("deadline")
    assert len(proposal.tasks) == 2
    assert_places_hold(proposal)


@pytest.mark.parametrize(("role", "phrase"), phrases())
def test_phrases(role, phrase):
    proposal = read(FRAME.format(f"完善政策。（县甲局牵头，县乙局、县丙局{phrase}）"))
    assert printed_units(proposal)[:3] == ["lead 县甲局", f"{role} 县乙局", f"{role} 县丙局"]
    assert all(unit.startswith(role) for unit in printed_units(proposal)[3:])
    assert proposal.tasks[0].open_ended == phrase.startswith("等")


@pytest.mark.parametrize("case", cases("targets"))
def test_targets(case):
    proposal = read(FRAME.format(case["text"] + "（牵头单位：县工信局）"))
    assert_targets(proposal.targets, case["targets"])
    if "due" in case:
        assert proposal.targets[0].due == case["due"]


@pytest.mark.parametrize("case", cases("dates", "phases"))
def test_phases(case):
    proposal = read(
        FRAME.format("甲。") + f"二、实施步骤\n（一）启动阶段（{case['text']}）\n开会。\n（二）其后阶段\n推进。\n"
    )
    assert [proposal.phases[0].start_date, proposal.phases[0].end_date] == case["dates"]


@pytest.mark.parametrize("case", cases("dates", "deadlines"))
def test_deadlines(case):
    task = read(FRAME.format(f"完善政策。（牵头单位：县工信局；完成时限：{case['text']}）")).tasks[0]
    assert task.deadline == case["due"]
    assert task.note == case.get("note")
    assert (task.parameters.get("recurrence"), task.parameters.get("month")) == (
        case.get("recurrence"),
        case.get("month"),
    )


@pytest.mark.parametrize("case", cases("dates", "horizons"))
def test_horizons(case):
    (target,) = read(FRAME.format(case["text"] + "（牵头单位：县工信局）")).targets
    assert target.due == case["due"]
    assert (target.parameters.get("recurrence"), target.parameters.get("month")) == (
        case.get("recurrence"),
        case.get("month"),
    )


@pytest.mark.parametrize("case", cases("frames"))
def test_frames(case):
    proposal = read(case["text"].replace("BODY", BODY))
    assert proposal.kind == ("not_a_plan" if "refused" in case else "plan")
    assert case.get("refused", "") in (proposal.reason or "")
    for key in ("title", "notice_title", "document_number", "index_number"):
        assert getattr(proposal, key) == case.get(key, getattr(proposal, key))
    for name, day in case.get("dates", {}).items():
        assert getattr(proposal.dates, name) == day
    if "clauses" in case:
        assert [clause.id for clause in proposal.clauses] == case["clauses"]
    if "safeguards" in case:
        assert [safeguard.heading for safeguard in proposal.safeguards] == case["safeguards"]
    assert set(case.get("warned", [])) <= warned(proposal)


BODIES = next(genres["bodies"] for genres in given("genres") if "bodies" in genres)


@pytest.mark.parametrize("case", cases("genres", "refused"))
def test_what_is_no_plan_is_called_what_it_is(case):
    proposal = read(f"{case['title']}\n\n{BODIES.get(case['body'], case['body'])}")
    assert proposal.kind == "not_a_plan"
    assert case["word"] in (proposal.reason or "")


@pytest.mark.parametrize("title", [title for genres in given("genres") for title in genres["plans"]])
def test_a_plan_under_any_title_is_read(title):
    proposal = read(f"{title}\n\n{BODY}")
    assert proposal.kind == "plan"
    assert len(proposal.tasks) == 2


def page(rows: list[str], words: str = "完善政策。") -> bytes:
    """A page with the table: ^ lets the cell above reach down, < the cell at the left reach over."""
    grid = [row.split("|") for row in rows]
    lines = []
    for at, row in enumerate(grid):
        cells = []
        for column, cell in enumerate(row):
            if cell in "^<" and cell:
                continue
            height = 1 + next((n for n, below in enumerate(grid[at + 1 :]) if below[column] != "^"), len(grid) - at - 1)
            width = 1 + next((n for n, right in enumerate(row[column + 1 :]) if right != "<"), len(row) - column - 1)
            cells.append(f'<td rowspan="{height}" colspan="{width}">{escape(cell)}</td>')
        lines.append(f"<tr>{''.join(cells)}</tr>")
    text = FRAME.format(words).replace("\n", "</p><p>")
    return f"<html><body><p>{text}附件</p><p>清单</p><table>{''.join(lines)}</table></body></html>".encode()


def test_what_a_table_says_besides_a_figure_of_the_text_is_kept_with_it():
    """The row makes no second target; its base and its (累计) stand with the figure of the text."""
    rows = [
        "指标|单位|2025年现状|2028年目标|属性",
        "有效发明专利|件|80|120|预期性",
        "质押融资金额（累计）|万元|1000|5000|约束性",
    ]
    text = "有效发明专利达到120件以上，质押融资金额累计达到5000万元以上。"
    first, second = read_plan(page(rows, text)).targets
    assert (first.value, first.parameters) == (
        120,
        {"baseline": 80, "baseline_year": "2025", "attribute": "预期性"},
    )
    assert (second.subject, second.value) == ("质押融资金额", 50_000_000)
    assert (second.parameters["baseline"], second.parameters["cumulative"]) == (10_000_000, True)


@pytest.mark.parametrize("case", cases("tables"))
def test_tables(case):
    proposal = read_plan(page(case["rows"]))
    if "targets" in case:
        assert_targets(proposal.targets, case["targets"])
    if "due" in case:
        assert {target.due for target in proposal.targets} == {case["due"]}
    if "baselines" in case:
        assert [target.parameters["baseline"] for target in proposal.targets] == case["baselines"]
    for number, (title, deadline, *wanted) in enumerate(case.get("tasks", []), start=1):
        task = proposal.tasks[number]
        assert (task.title, task.deadline, printed_units(proposal, number)) == (title, deadline, wanted)
    if "tasks" in case:
        assert len(proposal.tasks) == 1 + len(case["tasks"])
    assert set(case.get("warned", [])) <= warned(proposal)
    assert_places_hold(proposal)


@pytest.mark.parametrize(
    ("bracket", "lost"),
    [
        ("（县甲局5人，县乙局3人）", True),
        ("（县甲局、县乙局各半）", True),
        ("（含县甲局、县乙局）", False),
        ("（以下简称县甲局）", False),
        ("（示范区、示范站）", False),
    ],
)
def test_a_bracket_of_units_that_no_rule_reads_is_an_error_never_silence(bracket, lost):
    proposal = read(FRAME.format(f"完善政策。{bracket}"))
    unread = [warning for warning in proposal.warnings if warning.code == "group_unread"]
    assert [warning.level for warning in unread] == ["error"] * lost
    assert all(proposal.source_text[warning.start : warning.end] == bracket for warning in unread)


def test_who_does_what_without_a_word_of_a_role_is_read_with_a_doubt():
    proposal = read(FRAME.format("完善政策。（县甲局研提意见，县乙局审定）"))
    assert printed_units(proposal) == ["responsible 县甲局", "responsible 县乙局"]
    assert "role_missing" in warned(proposal)


def test_a_level_mark_printed_once_makes_one_body():
    text = "（县市场监管局、科技局按职责分工负责）\n（三）丙事。完善。（县科技局牵头，市科技局指导，财政局配合）"
    proposal = read(FRAME.format(f"完善政策。{text}"))
    first, second = proposal.tasks[0].assignments[1], proposal.tasks[1].assignments
    assert (first.unit, first.raw) == ("县科技局", "科技局")
    assert [entry.unit for entry in second] == ["县科技局", "市科技局", "财政局"]


def test_a_document_that_assigns_and_promises_nothing_is_not_accepted_unseen():
    """Numbered items alone make it a plan; that nothing in it can be followed is an error, until somebody looked."""
    proposal = read(
        "丁县文化发展工作意见\n\n一、提高认识。统一思想。\n二、明确重点。抓好工作。\n三、加强领导。压实责任。\n"
    )
    (warning,) = [warning for warning in proposal.warnings if warning.code == "nothing_assigned"]
    assert (proposal.kind, warning.level) == ("plan", "error")
    assert proposal.source_text[warning.start : warning.end] == "丁县文化发展工作意见"
    assert "nothing_assigned" not in warned(read(FRAME.format("完善制度。")))


def test_a_span_of_years_counts_from_the_year_the_plan_says_it_begins():
    """2018年起4年内, and 4年内 further below: both end with 2021, with a note that the year was reckoned."""
    proposal = read(
        "丁市人才引进工作意见\n\n一、目标\n2018年起4年内，引进领军人才达到90名。\n二、任务\n（一）引进。4年内引进技术顾问30名。（牵头单位：市人社局）\n（二）培养。建立制度。（牵头单位：市科技局）\n"
    )
    figures = [target for target in proposal.targets if target.comparator != "exists"]
    assert [(target.value, target.due) for target in figures] == [(90, "2021"), (30, "2021")]
    guessed = [warning for warning in proposal.warnings if warning.code == "target_year_guessed"]
    assert [(warning.start, warning.end) for warning in guessed] == [(t.start, t.end) for t in figures]


def test_a_pdf_table_is_reported_where_it_stands():
    rows = "序\n号 指标名称 单 位 2023 年基期 值 2026 年目标 值 属性\n1 有效专利 件 86 160 预期 性\n"
    draft = drafted(SourceText(FRAME.format("完善政策。") + "附件\n" + rows, paged=True))
    (warning,) = [warning for warning in draft.warnings if warning.code == "table_unreadable"]
    assert warning.level == "error"
    assert "指标名称" in draft.source.text[warning.start : warning.end]


def test_a_table_of_units_with_unknown_heads_is_an_error():
    proposal = read_plan(page(["项次|干什么|谁来干", "1|建立名录|县科技局", "2|开展培训|县人社局"]))
    assert "table_unread" in warned(proposal)


def test_a_line_of_units_that_no_rule_reads_is_an_error_too():
    proposal = read(FRAME.format("完善政策。\n牵头单位~~县甲局、县乙局"))
    (unread,) = [warning for warning in proposal.warnings if warning.code == "group_unread"]
    assert unread.level == "error"
    assert "县甲局、县乙局" in proposal.source_text[unread.start : unread.end]


def test_a_name_that_looks_like_none_is_doubted():
    proposal = read(FRAME.format("完善政策。（牵头单位：县市场监管局；责任单位：县科技局、甲集贸市场）"))
    (doubt,) = [warning for warning in proposal.warnings if warning.code == "unit_unclear"]
    assert proposal.source_text[doubt.start : doubt.end] == "甲集贸市场"


def annexed(head: str, *rows: str) -> PlanProposal:
    body = "一、目标\n到2026年，有效发明专利拥有量达到30件以上。\n二、任务\n（一）甲事。完善制度。（牵头单位：县甲局）\n附件\n主要指标表"
    title = "甲县知识产权强县建设实施方案（2024-2026年）\n"
    text = "".join(f"<p>{line}</p>" for line in (title + body).split("\n"))
    cells = "".join(f"<tr>{''.join(f'<td>{c}</td>' for c in row.split('|'))}</tr>" for row in (head, *rows))
    return read_plan(f"<html><body>{text}<table>{cells}</table></body></html>".encode())


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        ("序号|指标", ["1|有效发明专利拥有量达到30件以上", "2|注册商标总量达到3000件"]),
        ("序号|指标|要求", ["1|有效发明专利拥有量|30件以上", "2|注册商标总量|3000件"]),
        ("指标|数值", ["有效发明专利拥有量（件）|30", "注册商标总量（件）|3000"]),
    ],
)
def test_an_annex_of_indicators_under_any_heads_is_read_and_what_the_text_says_is_not_counted_twice(head, rows):
    proposal = annexed(head, *rows)
    assert [(t.subject, t.value, t.unit) for t in proposal.targets] == [
        ("有效发明专利拥有量", 30, "件"),
        ("注册商标总量", 3000, "件"),
    ]
    assert_places_hold(proposal)
