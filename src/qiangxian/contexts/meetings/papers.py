"""The papers of a meeting as Word files, made from the rule files of documents: notice, agenda, cards, sheet, report, minutes."""

from datetime import date
from typing import Any

from qiangxian.engines.docgen.filling import make
from qiangxian.kernel.errors import Refused

from .models import Meeting
from .readers import facts

PAPERS = {
    "notice": ("会议通知", "meeting_notice"),
    "agenda": ("会议议程", "meeting_agenda"),
    "cards": ("座签", "name_cards"),
    "sheet": ("签到表", "sign_in_sheet"),
    "briefing": ("汇报稿", "meeting_briefing"),
    "minutes": ("会议纪要", "minutes"),
}


def paper(meeting: Meeting, name: str, today: date) -> tuple[str, bytes]:
    """Its title and the Word file; minutes only once there is a text."""
    label, document = PAPERS[name]
    told = facts(meeting, today)
    if not told["office"] and name == "notice":
        raise Refused("没有登记办公室设在哪个单位", remedy="请在议事机构中登记办公室所在单位，通知以该单位名义印发")
    if name == "minutes":
        told |= _minutes(told)
    docx = make(document, told, division=meeting.matter.division_code, day=today)
    return f"{meeting}{label}", docx


def _minutes(told: dict[str, Any]) -> dict[str, Any]:
    """What the common form of minutes asks."""
    if not told["paragraphs"]:
        raise Refused("还没有纪要正文", remedy="请先起草纪要")
    where = f"{told['day'].year}年{told['day'].month}月{told['day'].day}日，{told['chair']}在{told['place']}主持召开{told['meeting']}。"
    return {
        "meeting": told["body"] + "会议",
        "issuing_body": told["office"],
        "document_number": told["number"],
        "subject": told["meeting"] + "纪要",
        "copied_to": "各成员单位",
        "printing_body": told["office"],
        "sitting_in": [],
        "text": [{"words": words, "level": 0} for words in (where, *told["paragraphs"])],
    }
