"""The collector rests during bulk reads and is afterwards as it was."""

import gc

import pytest

from qiangxian.kernel.collector import collector_paused


def test_it_rests_and_runs_again_whatever_happens() -> None:
    with collector_paused():
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(KeyError), collector_paused():
        raise KeyError
    assert gc.isenabled()


def test_a_pause_within_a_pause_ends_with_the_outer_one() -> None:
    with collector_paused():
        with collector_paused():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
