"""The source is cut where items begin and end; joined again it is the source."""

from hypothesis import given
from hypothesis import strategies as st

from qiangxian.web.desk.plan.passages import BLANK_LINES, Mark, changed_runs, segments

TEXT = "一、重点任务\n(一)盘活。建立台账。(牵头单位:甲局)\n(二)培育。"


def mark(anchor: str, words: str) -> Mark:
    start = TEXT.index(words)
    return Mark(anchor, start, start + len(words), anchor.upper(), words)


def test_a_place_within_a_place_belongs_to_both():
    found = segments(TEXT, [mark("task", "盘活。建立台账。(牵头单位:甲局)"), mark("target", "建立台账")])
    assert [(piece.text, piece.anchors) for piece in found if piece.anchors] == [
        ("盘活。", "task"),
        ("建立台账", "task target"),
        ("。(牵头单位:甲局)", "task"),
    ]


def test_the_label_of_an_item_stands_once_where_it_begins():
    both = [Mark("number", 0, 2, "文号", ""), Mark("number", 5, 8, "文号", "")]
    pins = [pin.anchor for piece in segments(TEXT, both) for pin in piece.pins]
    assert pins == ["number"]


def test_a_misprint_is_marked_with_its_reading():
    found = segments(TEXT, [], [(0, 2, "原文“一、”，读作“壹、”")])
    assert [piece.repaired for piece in found] == ["原文“一、”，读作“壹、”", ""]


def test_places_outside_the_text_are_left_out():
    found = segments(TEXT, [Mark("far", 5, 9999, "", ""), Mark("empty", 3, 3, "", "")])
    assert [piece.anchors for piece in found] == [""]


places = st.lists(st.tuples(st.integers(-3, 60), st.integers(-3, 60)), max_size=8)


@given(st.text(alphabet="甲乙\n 。", max_size=50), places)
def test_the_pieces_are_the_text_whatever_the_places(text, spans):
    marks = [Mark(f"m{n}", start, end, "", "") for n, (start, end) in enumerate(spans)]
    pieces = segments(text, marks)
    joined = "".join(piece.text for piece in pieces)
    assert BLANK_LINES.sub("\n\n", joined) == BLANK_LINES.sub("\n\n", text)
    for one in marks:
        expected = 0 <= one.start < one.end <= len(text)
        assert any(one.anchor in piece.anchors.split() for piece in pieces) == expected


@given(st.text(alphabet="甲乙丙十五", max_size=30), st.text(alphabet="甲乙丙十五", max_size=30))
def test_the_runs_of_a_change_are_both_texts(before, after):
    old, new = changed_runs(before, after)
    assert "".join(text for text, _ in old) == before
    assert "".join(text for text, _ in new) == after
    assert "".join(text for text, differs in old if not differs) == "".join(t for t, differs in new if not differs)


def test_one_figure_in_a_sentence_is_what_differs():
    old, new = changed_runs("达10家以上", "达15家以上")
    assert [text for text, differs in old if differs] == ["10"]
    assert [text for text, differs in new if differs] == ["15"]
