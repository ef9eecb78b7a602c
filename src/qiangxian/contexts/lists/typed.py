"""How typed words are read: each stands for itself, in any order, and a number written in groups is one word."""

import re
import unicodedata

_PARTS = re.compile(r"[\s,，、;；]+")
# `2013`, `1`, `0699744.2`, `ZL`, `CN`: what a number falls into where it is written with blanks.
_OF_A_NUMBER = re.compile(r"[A-Z]{0,4}[0-9.\-/X]*", re.IGNORECASE)
_SHORTEST_NUMBER = 7


def words_of(text: str) -> list[str]:
    """`轧机 2013 1 0699744.2` gives `轧机` and `20131 0699744.2` without its blanks; width makes no difference."""
    words: list[str] = []
    run: list[str] = []
    for part in [*_PARTS.split(unicodedata.normalize("NFKC", text).strip()), ""]:
        if part and _OF_A_NUMBER.fullmatch(part):
            run.append(part)
            continue
        words += _joined(run)
        run = []
        words += [part] if part else []
    return list(dict.fromkeys(words))


def _joined(run: list[str]) -> list[str]:
    """Groups that are long enough together are one number; `G1 T2` stay two codes."""
    whole = "".join(run)
    return [whole] if sum(one.isdecimal() for one in whole) >= _SHORTEST_NUMBER else run
