"""The parts of a file that may be tables: visible sheets, the whole of a text, the records of a feed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import IO, Any

from qiangxian.engines.intake.feeds import Feed, read_lines, read_xml
from qiangxian.engines.intake.headers import LOOKED_AT, Header, find_header
from qiangxian.engines.intake.learned import Learned
from qiangxian.engines.intake.sources import load_sources, of_lines
from qiangxian.engines.intake.texts import DELIMITERS, lines_of, rows_of
from qiangxian.engines.intake.vocabulary import Vocabulary
from qiangxian.engines.intake.workbooks import Sheet, error_cells, open_workbook
from qiangxian.kernel import files
from qiangxian.kernel.errors import Refused

Rows = Iterator[tuple[int, list[Any]]]
Skipped = list[tuple[str, str]]
_SAMPLED_LINES = 60


@dataclass(eq=False)
class Part:
    """One sheet, the whole of a text table, or a feed."""

    name: str
    height: int
    source: Callable[[], Any]
    header: Header | None = None
    sheet: Sheet | None = None
    feed: Feed | None = None

    def first_rows(self) -> list[tuple[int, list[Any]]]:
        """Where a header is looked for."""
        rows = self.source()
        found = list(islice(rows, LOOKED_AT))
        if hasattr(rows, "close"):
            rows.close()  # let go of the stream before the next one reads it
        return found


def read_parts(
    stream: IO[bytes], vocabulary: Vocabulary, file: str, learned: Learned
) -> tuple[IO[bytes], list[Part], Skipped]:
    """(the stream the parts read from, the parts with the headers found in them, what was skipped and why)."""
    kind = files.accept(stream, "table", file).code
    if kind == "gzip":
        packed, stream = stream, files.unpack(stream, "table", file)
        packed.close()
        kind = files.accept(stream, "table", file).code
        if kind == "gzip":
            raise Refused("压缩文件里面还是压缩文件", remedy="请解压后导入", file=file or None)
    sources = learned.sources or load_sources()
    if kind == "xml":
        feed = read_xml(stream, vocabulary, sources, file)
        return stream, [_fed(feed, vocabulary, learned)], list(feed.skipped)
    if kind == "text":
        return stream, [_text_part(stream, vocabulary, file, learned)], []
    errors = error_cells(stream, file) if kind == "xlsx" else {}
    sheets, skipped = open_workbook(stream, errors, file)
    notes = [sheet.name for sheet in sheets if sheet.name in vocabulary.note_sheets and len(sheets) > 1]
    skipped += [(name, "是填写说明，不是清单") for name in notes]
    parts = [Part(sheet.name, sheet.height, sheet.rows, None, sheet) for sheet in sheets if sheet.name not in notes]
    for part in parts:
        part.header = find_header(part.first_rows(), vocabulary, learned)
    return stream, parts, skipped


def _fed(feed: Feed, vocabulary: Vocabulary, learned: Learned) -> Part:
    part = Part("", len(feed.records), feed.rows, feed=feed)
    part.header = find_header([(0, feed.names)], vocabulary, learned)
    return part


def _text_part(stream: IO[bytes], vocabulary: Vocabulary, file: str, learned: Learned) -> Part:
    encoding = files.encoding_of(stream, file, whole=True).name
    lines = [line for line in islice(lines_of(stream, encoding), _SAMPLED_LINES) if line.strip()]
    source = of_lines(learned.sources or load_sources(), lines)
    if source is not None:
        return _fed(read_lines(lines_of(stream, encoding), source, vocabulary, file), vocabulary, learned)
    found: list[tuple[str, Header | None]] = []
    for delimiter in DELIMITERS:
        found.append((delimiter, _header_of(stream, encoding, delimiter, vocabulary, learned)))
    known = [(delimiter, header) for delimiter, header in found if header]
    delimiter, header = max(known, key=lambda pair: len(pair[1].columns), default=(_usual(lines), None))
    return Part("", _lines(stream), lambda: _numbered(rows_of(stream, encoding, delimiter, file)), header)


def _usual(lines: list[str]) -> str:
    """The delimiter most of the lines carry, where no header tells."""
    return max(DELIMITERS, key=lambda delimiter: sum(line.count(delimiter) for line in lines))


def _numbered(rows: Iterable[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """Rows as a spreadsheet would number them: a cell with line breaks is still one row."""
    return ((number, cells) for number, (_, cells) in enumerate(rows, start=1))


def _header_of(
    stream: IO[bytes], encoding: str, delimiter: str, vocabulary: Vocabulary, learned: Learned
) -> Header | None:
    rows = rows_of(stream, encoding, delimiter)
    try:
        return find_header(list(islice(_numbered(rows), LOOKED_AT)), vocabulary, learned)
    except Refused as fault:
        if fault.column:  # a mapping that cannot be: told, not passed over
            raise
        return None
    finally:
        rows.close()  # let go of the stream before the next one reads it


def _lines(stream: IO[bytes]) -> int:
    stream.seek(0)
    count = sum(piece.count(b"\n") for piece in iter(lambda: stream.read(1 << 20), b""))
    stream.seek(0)
    return count + 1
