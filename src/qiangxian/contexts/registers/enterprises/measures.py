"""Figures broken down by the size class of the enterprise they fall to: the newest year that has ended on the day."""

from collections.abc import Iterable, Mapping

from qiangxian.engines.eligibility.size import class_label
from qiangxian.engines.metrics.measures import Dimension, Point, Question, dimension

from .readers.sizes import newest_size_classes


def _group(question: Question, points: Iterable[Point]) -> Mapping[str, str]:
    sizes = question.once("size classes", lambda: _sizes(question))
    return {one.key: sizes[one.owner] for one in points if one.owner in sizes}


def _sizes(question: Question) -> dict[int, str]:
    found = newest_size_classes(question.division, question.as_of.effective, recorded=question.recorded)
    return {record: one.size for record, one in found.items() if one.size}


dimension(
    Dimension(
        "size_class",
        "企业规模",
        _group,
        lambda _question, code: class_label(code),
        "按最近一个已报送年度的数据划型（国统字〔2017〕213号）；数据不全的未归类",
    )
)
