"""How printed names are compared: the same body writes its brackets, widths and blanks differently from paper to paper."""

import re
import unicodedata

_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+")
_DOTS = str.maketrans({**dict.fromkeys("·•‧・．", "."), **dict.fromkeys("【〔［", "("), **dict.fromkeys("】〕］", ")")})


def fold_name(name: str) -> str:
    """`（）` and `()`, full and half width, blanks and case make no difference; nothing else is dropped or guessed."""
    folded = _INVISIBLE.sub("", unicodedata.normalize("NFKC", name.translate(_DOTS))).translate(_DOTS)
    return folded.upper()
