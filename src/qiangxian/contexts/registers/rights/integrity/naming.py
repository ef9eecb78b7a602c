"""How a finding names a right: a mark with its class."""

from dataclasses import replace
from typing import Any

from qiangxian.kernel.integrity import Finding

from ...records.integrity import about
from ...records.kinds import natural_key
from ..models import Right


def about_right(row: Any, words: str, part: str = "") -> Finding:
    """A finding about a right; `part` tells several of one right apart."""
    finding = about(row, words, part)
    if not isinstance(row, Right):
        return finding
    return replace(finding, label=f"{row.title}（{natural_key(row)}）")
