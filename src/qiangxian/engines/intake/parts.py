"""The parts of a file that may be tables: visible sheets, the whole of a text, the records of a feed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import IO, Any

from qiangxian.engines.intake.feeds import Feed, Streamed, read_lines, read_xml
from qiangxian.engines.intake.headers import LOOKED_AT, Header, find_header
from qiangxian.engines.intake.learned import Learned
from qiangxian.engines.intake.sources import load_sources, of_lines
from qiangxian.engines.intake.texts import DELIMITERS, TextTable, lines_of
from qiangxian.engines.intake.vocabulary import TableVocabulary
from qiangxian.engines.intake.workbooks import open_workbook
from qiangxian.kernel import files
from qiangxian.kernel.errors import Refused

Skipped = list[tuple[str, str]]
_SAMPLED_LINES = 60


@dataclass(eq=False)
class Tab:
    """One sheet, the whole of a text table, or a feed."""

    name: str
    height: int
    source: Callable[[], Any]
    header: Header | None = None
    feed: Feed | None = None
    text: TextTable | None = None

    def first_rows(self) -> list[tuple[int, list[Any]]]:
        """Where a header is looked for."""
        return _head(self.source())


def read_parts(
    stream: IO[bytes], vocabulary: TableVocabulary, file: str, learned: Learned
) -> tuple[IO[bytes], list[Tab], Skipped]:
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
    tabs, skipped = list[Tab](), Skipped()
    for name, height, rows in open_workbook(stream, kind, file):
        if isinstance(rows, str):
            skipped.append((name, _unread(rows, height)))
        else:
            tabs.append(Tab(name, height, rows))
    notes = [tab for tab in tabs if tab.name in vocabulary.note_sheets and len(tabs) > 1]
    skipped += [(tab.name, "是填写说明，不是清单") for tab in notes]
    tabs = [tab for tab in tabs if tab not in notes]
    for tab in tabs:
        tab.header = find_header(tab.first_rows(), vocabulary, learned)
    return stream, tabs, skipped


def _unread(why: str, height: int) -> str:
    return f"{why}（有 {height} 行未读）" if height else why


def _fed(feed: Feed, vocabulary: TableVocabulary, learned: Learned) -> Tab:
    height = 0 if isinstance(feed.records, Streamed) else len(feed.records)  # nobody knows before it is read
    tab = Tab("", height, feed.rows, feed=feed)
    tab.header = find_header([(0, feed.names)], vocabulary, learned)
    return tab


def _text_part(stream: IO[bytes], vocabulary: TableVocabulary, file: str, learned: Learned) -> Tab:
    encoding = files.encoding_of(stream, file, whole=True).name
    lines = [line for line in islice(lines_of(stream, encoding), _SAMPLED_LINES) if line.strip()]
    source = of_lines(learned.sources or load_sources(), lines)
    if source is not None:
        return _fed(read_lines(lines_of(stream, encoding), source, vocabulary, file), vocabulary, learned)
    best: tuple[int, TextTable | None, Header | None] = (0, None, None)
    for delimiter in DELIMITERS:
        text = TextTable(stream, encoding, delimiter, file)
        header = find_header(_head(text.rows()), vocabulary, learned)
        if header and len(header.columns) > best[0]:
            best = (len(header.columns), text, header)
    _, chosen, header = best
    text = chosen or TextTable(stream, encoding, _usual(lines), file)
    return Tab("", _lines(stream), text.rows, header, text=text)


def _head(rows: Any) -> list[tuple[int, list[Any]]]:
    """The first rows; the stream is let go before the next one reads it."""
    found = list(islice(rows, LOOKED_AT))
    if hasattr(rows, "close"):
        rows.close()
    return found


def _usual(lines: list[str]) -> str:
    """The delimiter most of the lines carry, where no header tells."""
    return max(DELIMITERS, key=lambda delimiter: sum(line.count(delimiter) for line in lines))


def _lines(stream: IO[bytes]) -> int:
    stream.seek(0)
    count = sum(piece.count(b"\n") for piece in iter(lambda: stream.read(1 << 20), b""))
    stream.seek(0)
    return count + 1
