"""Reads a published plan into a typed proposal with offsets into its source; knows no database and no settings."""

from __future__ import annotations

from qiangxian.engines.plandoc.pipeline import read_plan
from qiangxian.engines.plandoc.types import PlanProposal

__all__ = ["PlanProposal", "read_plan"]
