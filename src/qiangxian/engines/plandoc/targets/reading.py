"""The reading of all passages in text order."""

from __future__ import annotations

from collections.abc import Sequence

from qiangxian.engines.plandoc.targets.types import Passage, TargetReading
from qiangxian.engines.plandoc.types import Warning_


def read_targets(
    passages: Sequence[Passage], *, plan_years: tuple[int, int] | None, written_year: int | None
) -> tuple[list[TargetReading], list[Warning_]]:
    """Numeric targets `G1…` and existence targets `E1…` in text order, with the doubts about them.

    `plan_years` is the range the plan gives in its title (2023-2026); `written_year` resolves days without a year.
    """
    return [], []
