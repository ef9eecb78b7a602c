"""The garbage collector during bulk reads."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Counting a county keeps hundreds of thousands of tuples until it is done, which no cycle holds: going through them over
    and over frees nothing and takes a quarter of the time."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
