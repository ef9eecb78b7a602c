"""The monthly bulletin: every indicator at the end of a month beside the month before and the same month a year ago, with what
is missing, what is provisional and by which versions it was computed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from qiangxian.engines.metrics.measures import Number
from qiangxian.engines.metrics.periods import same_day_of
from qiangxian.kernel.asof import AsOf
from qiangxian.kernel.period import Period

from .frozen import frozen_on
from .grouping import core_on, hashes, sections, state_words
from .models import FrozenFigure
from .types import Figure, FigureAsked

FiguresReader = Callable[[Sequence[FigureAsked]], list[Figure]]


@dataclass(frozen=True)
class BulletinLine:
    """One indicator of the bulletin."""

    figure: Figure
    state: str
    before: Number | None
    year_ago: Number | None
    frozen: FrozenFigure | None

    @property
    def change(self) -> Number | None:
        """Against the month before; a flow of the year is not compared with that of a shorter span."""
        if self.figure.value is None or self.before is None or self.figure.definition.kind != "stock":
            return None
        return Decimal(self.figure.value) - Decimal(self.before)


class Bulletin:
    """The bulletin of a month: read on its last day (today, while the month still runs) with the knowledge of that day. `sections` are
    headings with their lines; `notes` name in words what is missing, provisional or was counted by a changed rule."""

    def __init__(self, division: str, month: Period, *, today: date, figures: FiguresReader) -> None:
        self.division, self.month = division, f"{month.start:%Y-%m}"
        self.as_of = day = AsOf.on(min(month.last_day, today))
        arranged = sections(division, day.effective)
        codes = [code for _, held in arranged for code in held]
        now = _figures(figures, division, codes, day)
        then = _figures(figures, division, codes, AsOf.on(_month_before(month)))
        flows = {code for code, figure in now.items() if figure.definition.kind == "flow"}
        same_day = same_day_of(day.effective, day.effective.year - 1)
        ago = _figures(figures, division, [code for code in codes if code not in flows], AsOf.on(same_day))
        ago |= _figures(figures, division, sorted(flows), AsOf(same_day, day.known))
        standing = frozen_on(division, day)
        lines = {code: _line(code, now, then, ago, standing) for code in codes}
        self.sections = [(label, [lines[code] for code in held]) for label, held in arranged if held]
        self.core = core_on(division, day, figures)
        self.notes = list(_notes(lines.values(), month, today))
        self.counted, self.total = sum(line.figure.value is not None for line in lines.values()), len(lines)


def _figures(read: FiguresReader, division: str, codes: Sequence[str], day: AsOf) -> dict[str, Figure]:
    return dict(zip(codes, read([FigureAsked(division, code, day) for code in codes]), strict=True))


def _line(
    code: str,
    now: Mapping[str, Figure],
    then: Mapping[str, Figure],
    ago: Mapping[str, Figure],
    standing: Mapping[tuple[str, str], FrozenFigure],
) -> BulletinLine:
    figure = now[code]
    frozen = standing.get(hashes([figure])[0])
    return BulletinLine(figure, state_words(figure), then[code].value, ago[code].value, frozen)


def _month_before(month: Period) -> date:
    return date.fromordinal(month.start.toordinal() - 1)


def _notes(lines: Iterable[BulletinLine], month: Period, today: date) -> Iterable[str]:
    held = list(lines)
    if month.last_day > today:
        yield f"本月尚未结束，数据截至 {today}，月末须重新编制。"
    missing = [line.figure.definition.label for line in held if line.figure.value is None]
    if missing:
        yield "未报送（不是 0）：" + "、".join(missing) + "。"
    partial = [line.figure.definition.label for line in held if line.figure.completeness == "partial"]
    if partial:
        yield "数据不全、仅供参考：" + "、".join(partial) + "。"
    reported = [line.figure.definition.label for line in held if line.figure.state == "reported"]
    if reported:
        yield "仅为上报、尚未核定：" + "、".join(reported) + "。"
    for line in held:
        undecided = next((part.value for part in line.figure.parts if part.code == "undecided"), None)
        if undecided:
            yield f"{line.figure.definition.label}另有 {undecided} 件待核，未计入。"
    differing = [
        f"{line.figure.definition.label}（冻结值 {line.frozen.value:f}）"
        for line in held
        if line.frozen and line.frozen.value != line.figure.value
    ]
    if differing:
        yield "与冻结值不同，以冻结值为准：" + "、".join(differing) + "。"
