"""What the public pages show, as plain data."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from qiangxian.contexts.programmes import readers
from qiangxian.contexts.programmes.readers import Matrix, Passage, Timeline
from qiangxian.contexts.registers.demonstration.readers import has_demo
from qiangxian.kernel import division
from qiangxian.kernel.actor import Actor
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.errors import NotFound


@dataclass(frozen=True)
class County:
    """One programme in the switch between counties."""

    programme: Any
    name: str


@dataclass(frozen=True)
class ProgrammePage:
    """The front page of one county."""

    programme: Any
    county: str
    counties: list[County]
    as_of: AsOf
    timeline: Timeline
    matrix: Matrix
    targets: list[Any]
    safeguards: list[Any]
    fund_categories: list[Any]
    is_demo: bool

    @property
    def numeric(self) -> list[Any]:
        """Targets with a number."""
        return [one for one in self.targets if not one.is_existence]

    @property
    def existence(self) -> list[Any]:
        """Targets that something be set up."""
        return [one for one in self.targets if one.is_existence]


@dataclass(frozen=True)
class TextPage:
    """The plan's own words."""

    programme: Any
    county: str
    passages: tuple[Passage, ...]


def default_programme() -> Any | None:
    """The first programme that stands here and is public."""
    return readers.public_programmes().first()


def public_programme(programme_id: int) -> Any:
    """One public programme."""
    found = readers.public_programmes().filter(pk=programme_id).first()
    if found is None:
        raise NotFound("没有公开的这个工作方案", remedy="请从首页选择县（市、区）")
    return found


def county_name(programme: Any) -> str:
    """`舞钢市`; a code the list does not know stands for itself."""
    try:
        return division.find(programme.division_code).name
    except NotFound:
        return str(programme.division_code)


def programme_page(programme: Any, as_of: AsOf, actor: Actor) -> ProgrammePage:
    """Everything the front page of a county shows on a day."""
    return ProgrammePage(
        programme=programme,
        county=county_name(programme),
        counties=[County(one, county_name(one)) for one in readers.public_programmes()],
        as_of=as_of,
        timeline=readers.timeline(programme.pk, day=as_of.effective),
        matrix=readers.unit_task_matrix(programme.pk),
        targets=list(readers.targets_on(programme, as_of, actor)),
        safeguards=list(readers.safeguards(programme.pk)),
        fund_categories=list(readers.fund_categories(programme.pk)),
        is_demo=has_demo(programme.division_code),
    )


@dataclass(frozen=True)
class TargetPage:
    """One target for everybody: the figure, how it is counted, and the names of the bodies behind it."""

    programme: Any
    county: str
    standing: Any
    names: list[str]
    unnamed: int


def target_page(programme: Any, code: str, as_of: AsOf, actor: Actor) -> TargetPage:
    """The figure and the names of the bodies counted, never a person's nor what makes a record count."""
    standing = readers.target_on(programme, code, as_of, actor)
    names = [] if standing.is_existence else readers.public_names(programme, code, as_of)
    return TargetPage(programme, county_name(programme), standing, names, standing.records - len(names))


def text_page(programme: Any) -> TextPage:
    """The text with its clauses."""
    return TextPage(programme, county_name(programme), readers.source_passages(programme))


def public_paths() -> list[str]:
    """Every public address worth finding."""
    paths = [reverse("portal:front"), reverse("portal:fee_calculator"), reverse("portal:period_calculator")]
    for one in readers.public_programmes():
        paths += [reverse("portal:programme", args=[one.pk]), reverse("portal:text", args=[one.pk])]
        paths.append(reverse("portal:publicity", args=[one.pk]))
    return paths
