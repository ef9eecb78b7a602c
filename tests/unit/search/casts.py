"""Small collections of records and random trees over them."""

from datetime import date

from hypothesis import strategies as st

from qiangxian.engines.search import Document
from qiangxian.engines.search.folding import fold
from qiangxian.engines.search.nodes import All, Code, Days, Near, Node, Not, Or, Text, both, either

LETTERS = "钢鋼板电機机 aA1，"
DAYS = (date(2011, 12, 31), date(2012, 1, 1), date(2012, 6, 15), date(2013, 1, 1), None)
CLASSES = ("H02K17/02", "H02K1/06", "H02P9/00", "C22C38/04")

words = st.text(LETTERS, min_size=0, max_size=14)
documents = st.lists(
    st.tuples(words, words, st.lists(words, max_size=2), st.sampled_from(DAYS), st.sets(st.sampled_from(CLASSES))),
    min_size=1,
    max_size=12,
)


def made(rows: list) -> list[Document]:
    """Records of the drawn rows, numbered from 1."""
    return [
        Document(
            serial,
            text={"title": [title], "abstract": [abstract], "applicants": names},
            codes={"ipc": sorted(classes), "type": ["invention" if serial % 2 else "design"]},
            days={"filing_date": day},
            facets={"type": ["invention" if serial % 2 else "design"], "applicant": names},
        )
        for serial, (title, abstract, names, day, classes) in enumerate(rows, start=1)
    ]


FIELDS = (("title",), ("title", "abstract"), ("applicants",))
literals = st.text(LETTERS.strip(), min_size=1, max_size=7).map(fold)


@st.composite
def texts(draw: st.DrawFn, fields: tuple[str, ...] | None = None) -> Text:
    """A word, sometimes with marks in it."""
    pieces = [draw(literals)]
    wild = [False]
    for mark in draw(st.lists(st.sampled_from("*?"), max_size=2)):
        pieces += [mark, draw(literals)]
        wild += [True, False]
    return Text(fields or draw(st.sampled_from(FIELDS)), tuple(pieces), tuple(wild), "".join(pieces))


@st.composite
def neighbours(draw: st.DrawFn) -> Near:
    fields = draw(st.sampled_from(FIELDS))
    one = texts(fields)
    return Near(
        draw(one), draw(st.one_of(one, st.builds(either, one, one))), draw(st.integers(0, 3)), draw(st.booleans())
    )


leaves = st.one_of(
    texts(),
    neighbours(),
    st.sampled_from(["H02K", "H02", "H02K17/02", "C22C38/04"]).map(lambda value: Code("ipc", (value,))),
    st.sampled_from(["H02K*", "*/0?", "C22?38*"]).map(lambda value: Code("ipc", (value,), True)),
    st.just(Code("type", ("invention",))),
    st.builds(
        Days, st.just("filing_date"), st.sampled_from([None, 20120101]), st.sampled_from([None, 20121231, 20120101])
    ),
    st.just(All()),
)
trees: st.SearchStrategy[Node] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(both, inner, inner),
        st.builds(either, inner, inner),
        st.builds(Not, inner),
        st.builds(Or, st.tuples(inner)),
    ),
    max_leaves=6,
)
