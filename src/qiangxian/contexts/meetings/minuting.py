"""The minutes of a meeting: drafted, signed by the members, issued by a second person; what they decide is handed out."""

from datetime import date

from qiangxian.contexts.matters import units
from qiangxian.contexts.matters.flow import Step
from qiangxian.kernel.asking import needed, offered
from qiangxian.kernel.decision import Decision, allow, deny
from qiangxian.kernel.roles import by_person, role

from . import deciding
from .meeting_flow import DRAFTING, FLOW, MEMBER, OFFICE, S
from .models import Meeting


@FLOW.step(
    "minutes",
    "起草纪要",
    sources=(S.HELD, S.MINUTED),
    target=S.MINUTED,
    may=OFFICE,
    owed=True,
    evidence="offered",
    asks={"text": deciding.TEXT},
    words="议定事项逐条编号，写明牵头单位和期限；“会议指出”“会议要求”不作为议定事项。",
)
def draft_minutes(meeting: Meeting, step: Step, *, text: str) -> None:
    """The text, with the paragraphs that decide marked in it; those of an earlier draft that are gone are left out."""
    meeting.minutes_text = deciding.text_of(step, text)
    gone = [row.pk for row in deciding.waiting(meeting) if row.text not in meeting.minutes_text]
    for row in deciding.waiting(meeting).filter(pk__in=gone):
        row.dropped_reason = "改稿后不再列入"
        row.save(update_fields=["dropped_reason"])
    found, doubtful = deciding.mark(meeting.matter, meeting.minutes_text, meeting.meeting_date)
    step.detail = {"decisions": found, "doubtful": doubtful, "left_out": len(gone)}


@FLOW.step(
    "circulate",
    "送会签",
    sources=(S.MINUTED,),
    target=S.SIGNING,
    may=OFFICE,
    tell="member",
    asks={"reason": offered("说明")},
)
def circulate_minutes(meeting: Meeting, step: Step, *, reason: str) -> str:
    """Every unit that was called is asked to sign the draft."""
    units.begin_again(meeting, "asked", "member", signed=False)
    return reason or "纪要送会签，请核对本单位事项。"


@FLOW.step(
    "sign",
    "会签",
    sources=(S.SIGNING,),
    target=S.SIGNED,
    may=MEMBER,
    owed=True,
    part="member",
    part_from="asked",
    part_to="signed",
    asks={"reason": offered("意见")},
)
def sign_minutes(meeting: Meeting, step: Step, *, reason: str) -> None:
    """The unit agrees; with the last one the minutes can be issued."""


@FLOW.step(
    "object",
    "提出修改意见",
    sources=(S.SIGNING,),
    target=S.MINUTED,
    may=MEMBER | OFFICE,
    tell="office",
    asks={"reason": needed("修改意见")},
)
def object_to_minutes(meeting: Meeting, step: Step, *, reason: str) -> None:
    """The draft goes back."""


def _has_text(meeting: Meeting, _today: date) -> Decision:
    return allow() if meeting.minutes_text else deny("还没有纪要正文，请先起草。")


@FLOW.step(
    "issue",
    "签发印发",
    sources=(S.MINUTED, S.SIGNED),
    target=S.ISSUED,
    may=role("office", "leader") & by_person,
    owed=True,
    other_than={"minutes": "纪要由您本人起草，须由另一人签发。"},
    guards=(_has_text,),
    numbers=True,
    freezes=True,
    tell="member",
    asks={"reason": offered("签发意见")},
    words="签发后正文、到会情况和议定事项固定，改动须另出纪要。",
)
def issue_minutes(meeting: Meeting, step: Step, *, reason: str) -> str:
    """A second person issues them; from now on they stand as they are."""
    return "纪要已印发，请按议定事项落实。"


settle_decision, drop_decision, join_plan, hand_out = deciding.decisions(
    FLOW, during=(*DRAFTING, S.ISSUED), basis=lambda meeting: f"{meeting}纪要{meeting.matter.number}"
)
