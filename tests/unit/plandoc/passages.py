"""One passage read for its targets."""

import pytest

from qiangxian.engines.plandoc.matching import fold
from qiangxian.engines.plandoc.targets import TargetPassage, read_targets

WIDE = str.maketrans(",;:()%!?", "，；：（）％！？")


def read(text, *, heading="重点任务", written=2023, plan_years=(2023, 2026)):
    passage = TargetPassage(fold(text), 0, "2.1", "T1", False, heading)
    return read_targets([passage], plan_years=plan_years, written_year=written)


def figures(text, **options):
    targets, _ = read(text, **options)
    return [target for target in targets if target.kind != "existence"]


def brief(text, **options):
    return [(target.subject, target.comparator, target.value, target.unit) for target in figures(text, **options)]


BOTH_WIDTHS = pytest.mark.parametrize("width", [str, lambda text: text.translate(WIDE)], ids=["half", "full"])
