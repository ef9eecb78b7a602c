"""What is typed into a field that asks for one kind of thing."""

import pytest

from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asking import offered


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("舞政办[2023]26号", "舞政办〔2023〕26号"),
        ("平政（2026）第3号", "平政〔2026〕3号"),
        ("豫知〔2023〕38号", "豫知〔2023〕38号"),
        ("国办发明电〔2025〕7号", "国办发明电〔2025〕7号"),
        ("会议纪要 2026 年第 3 期", "会议纪要 2026 年第 3 期"),
        ("", ""),
    ],
)
def test_the_number_of_a_document_has_its_brackets(typed: str, kept: str) -> None:
    assert offered("文号", "document_number", length=60).taken(typed, None, Actor.system()) == kept
