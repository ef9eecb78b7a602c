"""Which step leads from which state to which. A step not listed here does not exist."""

from dataclasses import dataclass

from .types import State, Step


@dataclass(frozen=True)
class Transition:
    """One arrow."""

    step: Step
    sources: tuple[State, ...]
    target: State


TRANSITIONS: dict[str, Transition] = {
    arrow.step: arrow
    for arrow in (
        Transition(Step.RETURN, (State.APPLIED, State.REVIEWED), State.RETURNED),
        Transition(Step.RESUBMIT, (State.RETURNED,), State.APPLIED),
        Transition(Step.ORDER_VISIT, (State.APPLIED,), State.VISITING),
        Transition(Step.RECORD_VISIT, (State.VISITING,), State.APPLIED),
        Transition(Step.PASS_REVIEW, (State.APPLIED,), State.REVIEWED),
        Transition(Step.PUBLISH, (State.REVIEWED,), State.PUBLICITY),
        Transition(Step.ADMIT, (State.PUBLICITY,), State.MEMBER),
        Transition(Step.REFUSE, (State.APPLIED, State.VISITING, State.REVIEWED, State.PUBLICITY), State.REFUSED),
        Transition(Step.WITHDRAW, (State.APPLIED, State.RETURNED, State.VISITING, State.REVIEWED), State.WITHDRAWN),
        Transition(Step.EVALUATE, (State.MEMBER,), State.MEMBER),
        Transition(Step.PROPOSE_EXIT, (State.MEMBER,), State.EXITING),
        Transition(Step.APPROVE_EXIT, (State.EXITING,), State.LEFT),
        Transition(Step.REJECT_EXIT, (State.EXITING,), State.MEMBER),
    )
}
BEGINNINGS = {Step.APPLY: State.APPLIED, Step.RECOMMEND: State.APPLIED, Step.SUCCEED: State.MEMBER}


def possible(state: str) -> tuple[Step, ...]:
    """The steps that lead on from a state."""
    return tuple(arrow.step for arrow in TRANSITIONS.values() if state in arrow.sources)
