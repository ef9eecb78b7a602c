"""发文字号: how the number of a document is written (条例 2012 第九条; GB/T 9704-2012 7.2.5) and what a wrong one should be."""

from __future__ import annotations

import re

from qiangxian.kernel.errors import Refused

RIGHT = re.compile(r"^([\u4e00-\u9fa5]{1,12})〔((?:19|20)\d{2})〕([1-9]\d{0,4})号$")
NEARLY = re.compile(
    r"^\s*([\u4e00-\u9fa5]{1,12})\s*[\[［(（【〔]\s*(\d{2}|\d{4})\s*[\]］)）】〕]\s*第?\s*0*([1-9]\d{0,4})\s*号\s*$"
)


def document_number(text: str) -> str:
    """The number as written; other brackets are put right, what else is wrong is refused with the right form.

    舞政办[2023]26号 is read as 舞政办〔2023〕26号; 舞政办〔23〕26号, …第26号 and …026号 are refused."""
    nearly = NEARLY.match(text)
    if nearly is None:
        raise Refused("不是发文字号", value=text, remedy="写作 机关代字〔四位年份〕序号号，如 ×政办〔2026〕1号")
    code, year, serial = nearly.groups()
    meant = f"{code}〔{year if len(year) == 4 else f'20{year}'}〕{serial}号"
    if RIGHT.match(re.sub(r"[\[［(（【]", "〔", re.sub(r"[\]］)）】]", "〕", text.replace(" ", "")))) is None:
        raise Refused("发文字号的写法不对", value=text, remedy=f"年份用四位，序号不加“第”、不编虚位，应为 {meant}")
    return meant
