"""Laws of the reference, and one contract for every backend: the same tree means the same records everywhere."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qiangxian.engines.search import Backend, Document, Memory, Question, folded, is_meant, parse
from qiangxian.engines.search.folding import BREAK, fold, pairs, places
from qiangxian.engines.search.nodes import All, Days, Near, Node, Not, Text, both, either
from qiangxian.engines.search.tantivy_index import IndexMissing, Tantivy
from qiangxian.kernel.errors import Conflict

from .casts import documents, literals, made, trees, words
from .contract import CHECKS, filled, meant


def serials(tree: Node, records: list[Document]) -> set[int]:
    return {record.serial for record in records if is_meant(tree, folded(record))}


@given(documents, trees, trees)
def test_not_is_the_complement_and_and_or_are_sets(rows: list, one: Node, other: Node) -> None:
    records = made(rows)
    everything, first, second = (serials(tree, records) for tree in (All(), one, other))
    assert serials(Not(one), records) == everything - first
    assert serials(both(one, other), records) == first & second
    assert serials(either(one, other), records) == first | second


@given(documents, literals, literals)
def test_a_phrase_is_its_words_side_by_side(rows: list, one: str, other: str) -> None:
    records, fields = made(rows), ("title",)
    left, right, phrase = (Text(fields, (word,), (False,), word) for word in (one, other, one + other))
    assert serials(Near(left, right, 0, True), records) == serials(phrase, records)
    assert serials(phrase, records) <= serials(both(left, right), records)


@given(documents, literals, literals, st.integers(0, 4))
def test_nearer_is_narrower_and_order_narrows(rows: list, one: str, other: str, distance: int) -> None:
    records, fields = made(rows), ("title", "abstract")
    left, right = (Text(fields, (word,), (False,), word) for word in (one, other))
    near, far = (serials(Near(left, right, width, False), records) for width in (distance, distance + 1))
    assert near <= far <= serials(both(left, right), records)
    forwards, backwards = (serials(Near(*pair, distance, True), records) for pair in ((left, right), (right, left)))
    assert forwards | backwards == near


@given(documents)
def test_two_halves_of_a_span_are_the_span(rows: list) -> None:
    records = made(rows)
    before, after = Days("filing_date", None, 20120101), Days("filing_date", 20120102, None)
    dated = {record.serial for record in records if record.days["filing_date"]}
    assert serials(before, records) | serials(after, records) == dated
    assert not serials(before, records) & serials(after, records)


@given(st.text())
def test_folding_twice_is_folding_once_and_every_character_keeps_its_place(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert len(places(text)) == len(fold(text)) + 1
    assert BREAK not in fold(text)


@given(words, words)
def test_folding_joins(one: str, other: str) -> None:
    assert fold(one + other) == fold(one) + fold(other)


def test_traditional_and_simplified_wide_and_narrow_are_one() -> None:
    assert fold("鋼板ＡＢ１") == fold("钢板ab1") == "钢板ab1"


def test_the_last_character_begins_a_pair_too() -> None:
    assert pairs("钢板") == "钢板 板␄"


@pytest.fixture(params=["memory", "tantivy"])
def backend(request: pytest.FixtureRequest) -> Iterator[Backend]:
    if request.param == "memory":
        yield Memory()
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield Tantivy(Path(folder) / "index")


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(documents, st.lists(trees, min_size=15, max_size=15))
def test_every_tree_means_the_same_on_every_backend(backend: Backend, rows: list, asked: list[Node]) -> None:
    records = filled(backend, made(rows))
    for tree in asked:
        assert meant(backend, tree) == serials(tree, records), tree


def test_the_contract(backend: Backend) -> None:
    for check in CHECKS:
        check(backend)


def test_a_query_that_is_typed_finds_on_every_backend(backend: Backend) -> None:
    filled(
        backend,
        [
            Document(1, text={"title": ["新型绕线式异步电动机"], "abstract": ["定子是三相绕组"]}),
            Document(2, text={"title": ["鋼板"], "claims": ["一种钢板，其特征在于"]}),
        ],
    )
    for typed, expected in {
        "电动机": {1},
        "钢板": {2},
        "绕线 (0W) 式异": {1},
        "定子 (6N) 绕组": {1},
        "定子 (2N) 绕组": set(),
        "机": {1},
        "非 电动机": {2},
        "绕*步": {1},
        "绕?步": set(),
        "绕?式": {1},
    }.items():
        assert meant(backend, parse(typed)) == expected, typed


def test_past_the_bound_the_answer_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backend = Tantivy(tmp_path)
    monkeypatch.setattr("qiangxian.engines.search.narrowing.PIECE", 10)
    monkeypatch.setattr("qiangxian.engines.search.narrowing.most_candidates", lambda: 20)
    filled(backend, [Document(number, text={"title": ["钢和板"]}) for number in range(1, 41)])
    answer = backend.search(Question(parse("钢*板"), size=50))
    assert (answer.capped, answer.complete, answer.total) == (True, True, 20)
    late = backend.search(Question(parse("钢*板"), size=50, expired=lambda: True))
    assert (late.capped, late.complete, late.total) == (False, False, 10)


def test_a_batch_is_found_by_one_who_reads_meanwhile_and_a_rebuilding_changes_nothing(tmp_path: Path) -> None:
    writer, reader = Tantivy(tmp_path), Tantivy(tmp_path)
    writer.rebuild([Document(1, text={"title": ["钢板"]})])
    assert meant(reader, parse("钢板")) == {1}
    with writer.writing() as batch:
        batch.put(Document(2, text={"title": ["钢板"]}))
    assert meant(reader, parse("钢板")) == {1, 2}
    for _ in range(3):
        writer.rebuild([Document(3, text={"title": ["钢板"]})])
    assert meant(reader, parse("钢板")) == {3}
    assert sorted(path.name for path in tmp_path.glob("[0-9]*")) == ["000003", "000004"]


def test_one_writes_at_a_time_and_the_other_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qiangxian.engines.search.tantivy_index.WAIT_SECONDS", 0.2)
    one, other = Tantivy(tmp_path), Tantivy(tmp_path)
    with one.writing(), pytest.raises(Conflict, match="另一个程序正在写"), other.writing():
        pass


def test_an_index_of_another_version_or_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="还没有建立索引"):
        Tantivy(tmp_path).search(Question(All()))
    Tantivy(tmp_path).rebuild([])
    (tmp_path / "000001" / "version").write_text("other")
    with pytest.raises(IndexMissing, match="另一个版本"):
        Tantivy(tmp_path).search(Question(All()))


def test_a_file_that_is_missing_or_too_many_is_named(tmp_path: Path) -> None:
    index = Tantivy(tmp_path)
    index.rebuild([Document(1, text={"title": ["钢板"]})])
    (tmp_path / "000001" / f"{'0' * 32}.store").write_bytes(b"")
    assert index.faults() == ["索引文件夹里有 1 个不再使用的文件"]
    next(path for path in (tmp_path / "000001").glob("*.term")).unlink()
    assert any("缺少文件" in words for words in index.faults())
