"""The stream: sheets with their headers, then row after row. Every line is accounted for."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO

from qiangxian.engines.intake.headers import Header, find_header, missing, unexpected, with_constants
from qiangxian.engines.intake.learned import NOTHING, Learned
from qiangxian.engines.intake.lines import HEAD, NOTE, ROW, LineSorter
from qiangxian.engines.intake.parts import Tab, read_parts
from qiangxian.engines.intake.rows import LONGEST_SHOWN, Refusal, Row, RowReader, unread_rows
from qiangxian.engines.intake.vocabulary import KINDS, TableField, TableVocabulary, fold_header, load_vocabulary
from qiangxian.kernel.errors import Refused


class SheetHeader:
    """What was understood of one sheet's header; shown before anything is imported. `mapping`: columns and what they are read as;
    `constants`: field, printed value and origin; `choices`: field, the column that is read, and those that are not."""

    def __init__(self, part: Tab, vocabulary: TableVocabulary) -> None:
        header = part.header
        assert header is not None  # noqa: S101 - only parts with a header are told; tells the type checker
        self.sheet, self.row, self.fields = part.name, header.row, header.fields
        self.mapping = tuple((column.header, column.label) for column in header.columns)
        instead = {other.index for _, others in header.choices for other in others}
        self.unknown = tuple(
            header.names[index]
            for index, _ in header.unknown
            if header.names[index] and index not in instead and fold_header(header.names[index]) not in vocabulary.kept
        )
        self.source = part.feed.source.label if part.feed else header.source.label if header.source else ""
        self.constants = tuple((c.field.label, c.printed, c.origin) for c in header.constants)
        self.choices = tuple((c.field.label, c.header, tuple(o.header for o in others)) for c, others in header.choices)


class UnknownHeaders(Refused):
    """The file is a table, but its header is not (fully) known: a person can map its columns."""


class LacksColumn(UnknownHeaders):
    """A column every such table has is not there: a person names it, or says (by `word`) that there is none."""

    def __init__(self, field_: TableField, part: Tab, file: str) -> None:
        names = "、".join(name for name in part.header.names if name)[:200] if part.header else ""
        option = f"--{field_.expected.replace('_', '-')}"
        super().__init__(
            f"没有“{field_.label}”列。文件里有：{names}",
            remedy=f"请指出哪一列是{field_.label}（命令行：--map 列名={field_.label}）；确实没有的请说明（命令行：{option}）",
            file=file or None,
            sheet=part.name or None,
        )
        self.word, self.label = field_.expected, field_.label


class OpenTable:
    """A readable file. `rows()` streams all its sheets once; close it (or use `with`) afterwards.

    Known once the rows were read: `lines`, how many lines there were of each sort (`head rows notes blank`, and `wrapped`, the
    line ends inside quoted cells), and `footnotes`, the lines that are no rows (合计, 制表人, headings of groups …)."""

    def __init__(self, stream: IO[bytes], vocabulary: TableVocabulary, file: str, learned: Learned) -> None:
        self._stream, tabs, skipped = read_parts(stream, vocabulary, file, learned)
        for tab in tabs:
            if tab.header:
                tab.header = with_constants(tab.header, vocabulary, learned, (tab.name, Path(file).stem))
        usable = [tab for tab in tabs if tab.header and not missing(tab.header, vocabulary)]
        if not usable:
            raise _no_table(tabs, vocabulary, file)
        for tab in usable:
            if tab.feed is None and tab.header and (lacking := unexpected(tab.header, vocabulary, learned)):
                raise LacksColumn(lacking[0], tab, file)
        skipped += [(tab.name, _why_not(tab, vocabulary)) for tab in tabs if tab not in usable and tab.height]
        self.vocabulary, self._tabs, self.skipped = vocabulary, usable, tuple(skipped)
        self.headers = tuple(SheetHeader(tab, vocabulary) for tab in usable)
        self.total = sum(tab.height for tab in usable)
        self.footnotes: list[Refusal] = []
        self.lines: Counter[str] = Counter()

    @property
    def is_feed(self) -> bool:
        """Whether its rows were made from XML or from lines."""
        return any(tab.feed for tab in self._tabs)

    @property
    def licence(self) -> str:
        """Whether the source it was recognised as may be shown to everybody (`open`); empty where that is not said."""
        sources = [tab.feed.source if tab.feed else tab.header.source if tab.header else None for tab in self._tabs]
        licences = {source.licence if source else "" for source in sources}
        return licences.pop() if len(licences) == 1 else ""

    def rows(self) -> Iterator[Row]:
        """Every row that is not blank, in file order."""
        for tab in self._tabs:
            yield from self._rows_of(tab)
            self.skipped += tuple(tab.feed.late) if tab.feed else ()

    def _rows_of(self, tab: Tab) -> Iterator[Row]:
        header = tab.header
        assert header is not None  # noqa: S101 - only tabs with a header are read; tells the type checker
        reading = RowReader(tab, header, self.vocabulary)
        self.footnotes += reading.undated_columns()
        head = [cells for number, cells in tab.first_rows() if number <= header.row]
        sorter = LineSorter(header, self.vocabulary, head)
        for number, cells in tab.source():
            sort, text, why = sorter.sort(number, cells)
            self.lines[sort] += not (sort == HEAD and tab.feed)
            if sort == NOTE:
                self.footnotes.append(Refusal(tab.name, number, None, text[:LONGEST_SHOWN], why, ""))
            elif sort == ROW:
                yield reading.row(number, cells)
        for row in unread_rows(tab):
            self.lines[ROW] += 1
            yield row
        if tab.text:
            self.lines["wrapped"] += tab.text.wrapped

    def close(self) -> None:
        """Let go of the file."""
        self._stream.close()

    def __enter__(self) -> OpenTable:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def read_table(
    source: bytes | Path | IO[bytes], vocabulary: TableVocabulary, file: str = "", learned: Learned = NOTHING
) -> OpenTable:
    """Open a table of the kind the vocabulary describes. `Refused` where the file is no such table, `UnknownHeaders` where
    only its columns have to be named."""
    stream = opened(source)
    try:
        return OpenTable(stream, vocabulary, file or (source.name if isinstance(source, Path) else ""), learned)
    except BaseException:
        stream.close()
        raise


def opened(source: bytes | Path | IO[bytes]) -> IO[bytes]:
    """The source as a stream."""
    if isinstance(source, bytes):
        return io.BytesIO(source)
    return source.open("rb") if isinstance(source, Path) else source


def _why_not(part: Tab, vocabulary: TableVocabulary) -> str:
    if part.header is None:
        return "没有认出表头"
    return "缺少必需的列：" + "、".join(missing(part.header, vocabulary))


def _other_kinds(parts: list[Tab], vocabulary: TableVocabulary) -> str:
    """Which other kinds of table the header would be complete for."""
    labels = []
    for kind in KINDS:
        other = load_vocabulary(kind)
        headers = [find_header(part.first_rows(), other) for part in parts if kind != vocabulary.kind]
        asked = {field.name for field in other.fields if field.expected}
        if any(header and not missing(header, other) and asked <= header.fields for header in headers):
            labels.append(f"“{other.label}”")
    return f"看列名像{'或'.join(labels)}，请改选登记表种类；" if labels else ""


def _no_table(parts: list[Tab], vocabulary: TableVocabulary, file: str) -> Refused:
    elsewhere = _other_kinds(parts, vocabulary)
    known = [part for part in parts if part.header]
    if not known:
        some = "、".join(field.label for field in vocabulary.fields[:6])
        remedy = f"{elsewhere}第一行应为列名，例如 {some}；可先下载“{vocabulary.label}”模板"
        return UnknownHeaders(f"没有认出“{vocabulary.label}”的表头", remedy=remedy, file=file or None)
    best = max(known, key=lambda part: len(part.header.columns) if part.header else 0)
    assert best.header is not None  # noqa: S101 - known parts have a header; tells the type checker
    lacking = missing(best.header, vocabulary)
    names = "、".join(name for name in best.header.names if name)[:200]
    hint = vocabulary.missing_hint or f"请从来源系统导出时勾选这些列，或使用“{vocabulary.label}”模板"
    remedy = elsewhere + hint + _one_for_all(best.header, vocabulary)
    reason = f"缺少必需的列：{'；'.join(lacking)}。文件里有：{names}"
    return UnknownHeaders(reason, remedy=remedy, file=file or None, sheet=best.name or None, row=best.header.row)


def _one_for_all(header: Header, vocabulary: TableVocabulary) -> str:
    """What may be said once for the whole table, where words or a day are what it lacks."""
    needed = {name for names in vocabulary.settings.get("require_one_of", ()) for name in names[:1]}
    lacking = [f for f in vocabulary.fields if f.name not in header.fields and (f.required or f.name in needed)]
    said = [field.label for field in lacking if field.type in ("choice", "date")]
    return f"；各行都相同的可以统一填写（命令行：{' '.join(f'--set {label}=…' for label in said)}）" if said else ""
