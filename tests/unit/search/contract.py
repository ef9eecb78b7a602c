"""What every backend must do, as checks that take one."""

from datetime import date, timedelta

import pytest

from qiangxian.engines.search import Backend, Document, Question, parse
from qiangxian.engines.search.nodes import All, Node, Not
from qiangxian.kernel.errors import Refused


def filled(backend: Backend, records: list[Document]) -> list[Document]:
    """The backend with these records and no others."""
    backend.rebuild(records)
    return records


def meant(backend: Backend, tree: Node) -> set[int]:
    """The records a backend finds, whose number it also tells."""
    answer = backend.search(Question(tree, size=1000))
    found = {hit.serial for hit in answer.hits}
    assert len(found) == len(answer.hits) == answer.total
    return found


def some(count: int = 60) -> list[Document]:
    first = date(2012, 1, 1)
    return [
        Document(
            number,
            text={"title": [f"第{number}号电机"], "applicants": [f"甲{number % 3}公司", "乙公司"]},
            codes={"type": ["invention"], "ipc": ["H02K17/02"]},
            days={"filing_date": first + timedelta(days=number // 4) if number % 7 else None},
            facets={"type": ["invention"], "applicant": [f"甲{number % 3}公司", "乙公司"]},
        )
        for number in range(1, count + 1)
    ]


def pages_never_overlap(backend: Backend) -> None:
    """By a day with many ties, both ways, missing days last."""
    records = filled(backend, some())
    for sort in ("filing_date", "-filing_date", "relevance"):
        seen, after = list[int](), ""
        while True:
            answer = backend.search(Question(parse("电机"), sort=sort, after=after, size=7))
            seen += [hit.serial for hit in answer.hits]
            assert answer.total == len(records)
            if not (after := answer.next):
                break
        assert sorted(seen) == [record.serial for record in records], sort
        if sort != "relevance":
            days = [records[serial - 1].days["filing_date"] for serial in seen]
            dated = [day for day in days if day]
            assert dated == sorted(dated, reverse=sort[0] == "-")
            assert days[len(dated) :] == [None] * (len(days) - len(dated))


def taking_a_record_over_again_replaces_it(backend: Backend) -> None:
    filled(backend, some(5))
    for _ in range(2):
        with backend.writing() as batch:
            batch.put(Document(3, text={"title": ["水泵"]}))
            batch.drop(4)
    assert meant(backend, All()) == {1, 2, 3, 5}
    assert meant(backend, parse("水泵")) == {3}
    assert meant(backend, parse("第3号")) == set()


def a_batch_that_fails_leaves_nothing(backend: Backend) -> None:
    if backend.name == "memory":
        return
    filled(backend, some(3))
    with pytest.raises(RuntimeError), backend.writing() as batch:
        batch.put(Document(9, text={"title": ["水泵"]}))
        raise RuntimeError
    assert meant(backend, All()) == {1, 2, 3}


def facets_count_the_hits(backend: Backend) -> None:
    filled(backend, some(9))
    answer = backend.search(Question(parse("AP=甲1公司"), size=0, facets=("applicant", "type")))
    assert answer.facets == {"applicant": {"乙公司": 3, "甲1公司": 3}, "type": {"invention": 3}}
    assert (answer.total, list(answer.hits)) == (3, [])


def values_of_a_field_stand_apart(backend: Backend) -> None:
    filled(backend, [Document(1, text={"applicants": ["甲乙", "丙丁"]})])
    assert meant(backend, parse("AP=乙丙")) == set()
    assert meant(backend, parse("AP=乙*丙")) == set()
    assert meant(backend, parse("AP=丁")) == {1}


def blanks_and_strange_characters_do_no_harm(backend: Backend) -> None:
    texts = ["air\tbag\n系统", "零\x00字符\ud800", "a" * 70000, "", "表情😀符"]
    filled(backend, [Document(number, text={"title": [text]}) for number, text in enumerate(texts, start=1)])
    assert meant(backend, parse('"air bag 系统"')) == {1}
    assert meant(backend, parse("字符")) == {2}
    assert meant(backend, parse("aaa")) == {3}
    assert meant(backend, parse("😀")) == {5}
    assert meant(backend, Not(parse("a"))) == {2, 4, 5}


def unknown_orders_and_cursors_are_refused(backend: Backend) -> None:
    filled(backend, some(9))
    with pytest.raises(Refused, match="不能按这一列排序"):
        backend.search(Question(All(), sort="title"))
    onward = backend.search(Question(All(), sort="filing_date", size=2)).next
    with pytest.raises(Refused, match="位置不对"):
        backend.search(Question(All(), sort="-filing_date", after=onward))
    with pytest.raises(Refused, match="位置不对"):
        backend.search(Question(All(), after="???"))


def related_records_share_terms(backend: Backend) -> None:
    filled(
        backend,
        [
            Document(1, text={"title": ["绕线式异步电动机"], "abstract": ["定子绕组"]}),
            Document(2, text={"title": ["水泵叶轮"]}),
            Document(3, text={"title": ["异步电动机转子"]}),
        ],
    )
    found = backend.related({"异步": 1.0, "电动": 1.0, "定子": 1.0}, 10, within=parse("非 转子"))
    assert [hit.serial for hit in found] == [1]
    assert backend.related({}, 10, within=All()) == []


def the_index_is_whole(backend: Backend) -> None:
    filled(backend, some(5))
    assert list(backend.faults()) == []


CHECKS = (
    pages_never_overlap,
    taking_a_record_over_again_replaces_it,
    a_batch_that_fails_leaves_nothing,
    facets_count_the_hits,
    values_of_a_field_stand_apart,
    blanks_and_strange_characters_do_no_harm,
    unknown_orders_and_cursors_are_refused,
    related_records_share_terms,
    the_index_is_whole,
)
