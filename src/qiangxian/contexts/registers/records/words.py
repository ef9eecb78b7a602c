"""Words for cells: places, days, masked persons, states with their tone."""

from functools import lru_cache

from qiangxian.contexts.lists.types import Viewer
from qiangxian.kernel import division
from qiangxian.kernel.errors import NotFound
from qiangxian.kernel.personal import masked_name
from qiangxian.kernel.words import word

from ..types import MatchState


def state_words(state: str) -> tuple[str, str]:
    """(the word of a legal state, the light beside it)."""
    return word("right_states", state), word("right_state_tones", state)


LONGEST_UNNAMED_PERSON = 3


@lru_cache(maxsize=4096)
def place_name(code: str) -> str:
    """The name of a division; a code the list does not know stands for itself."""
    if not code:
        return ""
    try:
        return division.find(code).name
    except NotFound:
        return code


def holder_name(name: str, match_state: str) -> str:
    """A natural person's name is masked in lists; so is a short name nobody has placed yet, which may be one."""
    doubtful = match_state in (MatchState.UNMATCHED, MatchState.DOUBTFUL) and len(name) <= LONGEST_UNNAMED_PERSON
    return masked_name(name) if match_state == MatchState.PERSON or doubtful else name


def townships(viewer: Viewer) -> list[tuple[str, str]]:
    """The townships of the viewer's counties, for a filter."""
    found = (row for code in viewer.divisions for row in division.children(code, viewer.as_of.effective))
    return [(row.code, row.name) for row in found]
