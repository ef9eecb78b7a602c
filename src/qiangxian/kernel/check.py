"""What every identifier check shares: cleaning the text as typed, and the three results."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

Status = Literal["valid", "invalid", "suspect"]

_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+")
_MARKS = str.maketrans({**dict.fromkeys("．。·•‧・", "."), **dict.fromkeys("—–－‐‑‒―−", "-")})
_LOSSY_DIGITS = 15
AS_TEXT = "请选中该列，用“数据 › 分列”，第三步选“文本”后完成（一步转成文本格式），核对首位 0 和末位 X 后再导入"
EXPORT_AGAIN = (
    "数字格式已丢失 15 位以后的数字：请从来源重新导出；打开前先把该列设为文本格式，或用“数据 › 分列 › 文本”导入"
)
CHECK_THE_ORIGINAL = "请核对原件"
_SPREADSHEET_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?E\+[0-9]+")


@dataclass(frozen=True, slots=True)
class Check:
    """The result for one number.

    `valid`: take it over. `invalid`: block it. `suspect`: keep it with a warning and a task (legacy or foreign forms).
    `canonical` is what is compared, indexed and stored (None where invalid); `raw` stays as typed; `reason` and
    `remedy` are for the person who typed it.
    """

    status: Status
    canonical: str | None
    raw: str = ""
    reason: str = ""
    remedy: str = ""

    @property
    def ok(self) -> bool:
        """True where the number may be stored (valid, or suspect with a warning)."""
        return self.status != "invalid"


def valid(canonical: str) -> Check:
    """The number is right."""
    return Check("valid", canonical)


def invalid(reason: str, remedy: str = "") -> Check:
    """The number is wrong."""
    return Check("invalid", None, reason=reason, remedy=remedy)


def suspect(canonical: str, reason: str, remedy: str = CHECK_THE_ORIGINAL) -> Check:
    """The number may be right, but somebody should look."""
    return Check("suspect", canonical, reason=reason, remedy=remedy)


def normalise(text: str) -> str:
    """NFKC, upper case, no white space or invisible characters, one kind of dot and of dash."""
    if text.isascii():
        return "".join(text.split()).upper()
    folded = unicodedata.normalize("NFKC", text).upper().translate(_MARKS)
    return _INVISIBLE.sub("", folded)


def examine(raw: object, rule: Callable[[str], Check]) -> Check:
    """Apply the rule to the normalised text. Numbers as a spreadsheet keeps them are refused, never repaired."""
    if not isinstance(raw, str):
        return _not_text(raw)
    text = normalise(raw)
    if not text:
        return replace(invalid("号码为空", "请填写号码"), raw=raw)
    if _SPREADSHEET_NUMBER.fullmatch(text):
        return replace(_not_text(raw), raw=raw)
    found = rule(text)
    return Check(
        found.status, found.canonical, raw, found.reason, found.remedy
    )  # replace() would cost as much as the rule


def _not_text(raw: object) -> Check:
    if raw is None:
        return invalid("号码为空", "请填写号码")
    remedy = (
        AS_TEXT
        if len(re.sub(r"\.0$|\D", "", str(raw))) < _LOSSY_DIGITS and "E" not in str(raw).upper()
        else EXPORT_AGAIN
    )
    return replace(invalid("号码被存成了数字", remedy), raw=str(raw))


def mod11_character(total: int) -> str:
    """The remainder by eleven as one character, ten being X."""
    return "0123456789X"[total % 11]
