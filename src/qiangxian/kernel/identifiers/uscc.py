"""Unified social credit codes (GB 32100-2015; identifiers.md §7), the key of every legal person.

Two check characters are tested: the 18th over the whole code (python-stdnum) and the 17th over the organisation code
inside it. Characters 3–8 name the registering division, which may be a historic one.
"""

from __future__ import annotations

import re

from stdnum.cn import uscc as standard

from qiangxian.kernel.check import Check, examine, invalid, normalise, suspect, valid
from qiangxian.kernel.identifiers import organisation_code

_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
_AROUND = re.compile(r"^(?:(?:统一)?社会)?信用代码[:.]?|^[\"'“‘(\[]+|[\"'”’)\].;,。]+$")
_OLD_REGISTRATION = re.compile(r"[0-9]{15}")


def compact(raw: str) -> str:
    """Normalised text without hyphens, without the words and marks that may stand around a code."""
    return _AROUND.sub("", normalise(raw).replace("-", ""))


def validate(raw: object) -> Check:
    """Check a code. A right 18th with a wrong 17th character is suspect."""
    return examine(raw, lambda text: _check(compact(text)))


def is_valid(raw: object) -> bool:
    """True for a code without any doubt."""
    return validate(raw).status == "valid"


def format(canonical: str) -> str:
    """As stored."""
    return canonical


def division(canonical: str) -> str:
    """The six digits of the registering division, possibly a historic one."""
    return canonical[2:8]


def organisation(canonical: str) -> str:
    """The organisation code inside, as `71234567-2`."""
    return f"{canonical[8:16]}-{canonical[16]}"


def _check(text: str) -> Check:
    if _OLD_REGISTRATION.fullmatch(text):
        return invalid("15 位数字是旧的工商注册号", "请填写 18 位统一社会信用代码")
    if len(text) != 18:
        return invalid(f"统一社会信用代码为 18 位，现为 {len(text)} 位", "请核对营业执照")
    if not _CODE.fullmatch(text):
        return invalid("含有不允许的字符", "代码中没有字母 I、O、Z、S、V，请检查是否应为数字 1、0、2、5")
    if text[17] != standard.calc_check_digit(text[:17]):
        return invalid("第 18 位校验码不符", "请逐位核对营业执照")
    if text[16] != organisation_code.check_character(text[8:16]):
        return suspect(text, "第 17 位（组织机构代码校验码）不符", "请核对营业执照")
    return valid(text)
