"""Quantified and existence targets of a plan (plan-notations §5).

Reads passages of the matching copy, writes target readings and doubts. Numbers with their units are found first;
comparator, subject, modifiers and cues are then decided clause by clause with the vocabulary of the rulebook
(`national/plandoc/targets.yaml`). A figure that no rule recognises as a target is left out.
"""

from __future__ import annotations

from qiangxian.engines.plandoc.targets.reading import indicator_of, read_targets
from qiangxian.engines.plandoc.targets.types import TargetPassage

__all__ = ["TargetPassage", "indicator_of", "read_targets"]
