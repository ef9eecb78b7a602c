"""What the documents of the tests are filled with."""

from datetime import date
from pathlib import Path
from typing import Any

DAY = date(2026, 3, 5)
OPEN_FACES = (Path(__file__).parents[3] / "node_modules" / "@expo-google-fonts",)


def line(words: str, level: int = 0) -> dict[str, Any]:
    return {"words": words, "level": level}


def facts(**others: Any) -> dict[str, Any]:
    """Enough for every kind of document."""
    return {
        "issuing_body": "某市市场监督管理局",
        "document_number": "某市监〔2026〕3号",
        "subject": "报送第一季度进展",
        "addressed_to": "各责任单位",
        "copied_to": "市政府办公室",
        "printing_body": "某市市场监督管理局办公室",
        "signed_by": "某某",
        "meeting": "某市知识产权联席会议",
        "bulletin": "工作简报",
        "present": [],
        "excused": [],
        "sitting_in": [],
        "text": [line("现将有关事项通知如下。")],
        **others,
    }
