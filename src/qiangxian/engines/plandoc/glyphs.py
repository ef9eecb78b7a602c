"""Characters that only look like Chinese ones: the text layer of many PDF files prints 市⼈⺠政府 with radicals."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# CJK Radicals Supplement without a compatibility form of its own (Unicode, EquivalentUnifiedIdeograph.txt).
_SUPPLEMENT = dict(
    zip(
        "⺁⺄⺈⺊⺌⺎⺒⺓⺕⺛⺝⺠⺧⺩⺪⺫⺬⺶⺻⺽⻁⻄⻅⻆⻉⻊⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻲",
        "厂乙刀卜小兀巳幺彐旡月民牛王疋目示羊聿臼虎西见角贝足车長长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙亀",
        strict=True,
    )
)
_LOOKALIKE = re.compile("[\u2e80-\u2eff\u2f00-\u2fdf\uf900-\ufaff]")


def plain_glyphs(text: str) -> str:
    """The text with radicals and compatibility forms as the characters they stand for, one for one."""
    return _LOOKALIKE.sub(lambda found: _plain(found.group()), text)


@lru_cache(maxsize=512)
def _plain(character: str) -> str:
    reading = _SUPPLEMENT.get(character) or unicodedata.normalize("NFKC", character)
    return reading if len(reading) == 1 else character
