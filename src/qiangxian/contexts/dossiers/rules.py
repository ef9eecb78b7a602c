"""The tables from outside and their notices: one rule file each (`rulebook/…/dossiers`)."""

from collections.abc import Iterator
from typing import Any

from qiangxian.kernel import rulebook
from qiangxian.kernel.errors import NotFound
from qiangxian.kernel.marked_yaml import Issue, MarkedDocument
from qiangxian.kernel.shapes import Shape, SourcedShape, faults_at, plain

TOPIC = "dossiers"


class TableCriterionShape(Shape):
    """What a table asks, its points, the evidence usually shown, the figure it is judged by."""

    code: str
    label: str
    weight: float | None = None
    typical: list[str] = []
    indicator: str = ""
    parameters: dict[str, Any] = {}
    part: str = ""


class GroupShape(Shape):
    """Criteria under one heading."""

    label: str
    criteria: list[TableCriterionShape]


class SlotShape(Shape):
    """A paper of another body that is bound in: a letter, an opinion."""

    code: str
    label: str
    issuer: str


class AssessmentTableShape(SourcedShape):
    """A table and what its notice demands of the volume. `plan`: the targets and tasks of the county's programme are
    criteria too; `scheme`: so are those of that assessment library (its name in the rulebook, or the number of a loaded one)."""

    place: int
    notice: str
    note: str
    standing: dict[str, str]
    slots: list[SlotShape]
    copies: int
    piece_pages: int
    box_pages: int
    retention: str
    plan: bool = False
    scheme: str = ""
    groups: list[GroupShape] = []
    commitment: str


@rulebook.schema(TOPIC)
def check_tables(document: MarkedDocument) -> Iterator[Issue]:
    """Every file is one table."""
    yield from faults_at(document, document.value, AssessmentTableShape)


def table(code: str, division: str | None) -> AssessmentTableShape:
    """The table as the narrowest place has it."""
    if code not in rulebook.RULEBOOK.names(TOPIC, division):
        raise NotFound("没有这张考核表", remedy="可选：" + "、".join(label for _, label in tables(division)))
    return AssessmentTableShape.model_validate(plain(rulebook.load(TOPIC, code, division=division)))


def tables(division: str | None) -> list[tuple[str, str]]:
    """Code and label of every table, in their order."""
    held = [(rulebook.load(TOPIC, code, division=division), code) for code in rulebook.RULEBOOK.names(TOPIC, division)]
    return [(code, str(one["label"])) for one, code in sorted(held, key=lambda pair: (pair[0]["place"], pair[1]))]
