"""XML and citation lines as tables: records under the labels of the fields, so that everything behind the header is shared.

No entity is ever resolved, no DTD loaded, nothing fetched; a file that declares entities is refused."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import IO, Any

from lxml import etree

from qiangxian.engines.intake.packages import LARGE as IN_MEMORY
from qiangxian.engines.intake.packages import MOST_BYTES
from qiangxian.engines.intake.sources import SourceForm, of_root
from qiangxian.engines.intake.vocabulary import TableVocabulary
from qiangxian.kernel.errors import Refused

PIECE = 1 << 20
_NUMBERED = re.compile(r"\[\d+\]|\d+[.、]\s*(?=\D)")
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
Record = tuple[int, list[str]]
ENTITIES = "XML 里声明了实体（ENTITY），可能用来读取外部文件或撑爆内存，不予读取"
ENTITIES_REMEDY = "请核对来源；正常的专利数据不需要实体声明"


@dataclass
class Feed:
    """Records of one file in the shape of a table, and what was left out; `late`: what is known to be left out only when all is read."""

    source: SourceForm
    names: list[str]
    records: Sequence[Record] | Streamed
    late: list[tuple[str, str]] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    unread: list[tuple[int, str]] = field(default_factory=list)
    why: Mapping[str, str] = field(default_factory=dict)

    def rows(self) -> Iterator[Record]:
        """The header as row 0, then the records by the line they stand on."""
        yield 0, self.names
        yield from self.records


def read_xml(stream: IO[bytes], vocabulary: TableVocabulary, sources: tuple[SourceForm, ...], file: str) -> Feed:
    """The records of an XML file by its description; `Refused` where there is none or nothing of this kind stands in it. A large
    file whose records stand one after the other is never held whole, nor are documents that somebody put into one file under a root
    of their own."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    _refuse_entities(stream, file)
    root, first = _begun(stream, file)
    if (source := _known(root, sources)) is None and (source := _known(first, sources)) is not None:
        return _streamed(stream, source, vocabulary, file, etree.QName(first).localname)
    source = _described(source, root, file)
    if size > IN_MEMORY and (one := _reading(source, vocabulary, file).get("one_by_one")):
        return _streamed(stream, source, vocabulary, file, one)
    return _feed(_without_namespaces(_parsed(stream, file)), source, vocabulary, file)


def _known(element: Any, sources: tuple[SourceForm, ...]) -> SourceForm | None:
    if element is None:
        return None
    tag, namespace = etree.QName(element).localname, " ".join(str(uri) for uri in element.nsmap.values())
    return of_root(sources, tag, namespace)


def _described(source: SourceForm | None, root: Any, file: str) -> SourceForm:
    if source is None:
        tag = etree.QName(root).localname
        raise Refused(
            f"这是 XML 数据（根元素 {tag}），没有它的读取说明",
            remedy="请从来源系统导出 Excel 或 CSV 清单；需要长期接收这种文件的，请在规则库 intake/sources 增加一份说明",
            file=file or None,
        )
    return source


def _refuse_entities(stream: IO[bytes], file: str) -> None:
    """As in `_parsed`, piece by piece."""
    tail = b""
    for piece in iter(lambda: stream.read(PIECE), b""):
        held = tail + piece.replace(b"\x00", b"")
        if _ENTITY.search(held):
            raise Refused(ENTITIES, remedy=ENTITIES_REMEDY, file=file or None)
        tail = held[-16:]
    stream.seek(0)


def _events(stream: IO[bytes], **asked: Any) -> Any:
    return etree.iterparse(
        stream, resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True,
        remove_pis=True, **asked,
    )  # fmt: skip


def _begun(stream: IO[bytes], file: str) -> tuple[Any, Any]:
    """The root element as it begins, and the first one in it where there is one."""
    try:
        begun = iter(_events(stream, events=("start",)))
        root = next(begun)[1]
        return root, next((element for _, element in begun), None)
    except (etree.XMLSyntaxError, StopIteration, ValueError) as fault:
        raise _broken(fault, file) from fault
    finally:
        stream.seek(0)


def _broken(fault: BaseException, file: str) -> Refused:
    line = getattr(fault, "lineno", None)
    return Refused("XML 不完整或有语法错误", remedy="请重新下载或重新导出", file=file or None, row=line)


def _streamed(
    stream: IO[bytes], source: SourceForm, vocabulary: TableVocabulary, file: str, one: str | Sequence[str]
) -> Feed:
    reading = _reading(source, vocabulary, file)
    names = [vocabulary.field(name).label for name in reading["columns"]]
    feed = Feed(source, names, [])
    feed.records = records = Streamed(stream, reading, (one,) if isinstance(one, str) else one, file, feed.late)
    if reading.get("one_per"):
        feed.records = _one_per(records, list(reading["columns"]).index(reading["one_per"]))
    elif next(iter(records), None) is None:
        feed.records = []
    return _some(feed, reading, file)


class Streamed:
    """The records of a large file, one of the elements `one` at a time (one within another belongs to that); each iteration reads it
    from its beginning."""

    def __init__(
        self,
        stream: IO[bytes],
        reading: Mapping[str, Any],
        one: Sequence[str],
        file: str,
        late: list[tuple[str, str]],
    ) -> None:
        self.stream, self.reading, self.file, self.late = stream, reading, file, late
        self.tags = [f"{{*}}{name}" for name in one]
        self.columns = list(reading["columns"].items())
        self.drop = frozenset(str(word) for word in reading.get("drop", ()))

    def __iter__(self) -> Iterator[Record]:
        self.stream.seek(0)
        elsewhere = 0
        try:
            for element in self._elements():
                read = list(_records(_without_namespaces(element), self.reading, self.columns, self.drop))
                yield from (record for record in read if record is not None)
                elsewhere += read.count(None)
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
        except etree.XMLSyntaxError as fault:
            raise _broken(fault, self.file) from fault
        self.late[:] = [("", str(self.reading["elsewhere"]).replace("{n}", str(elsewhere)))] if elsewhere else []

    def _elements(self) -> Iterator[Any]:
        """The outermost of them, each as it ends."""
        depth = 0
        for event, element in _events(self.stream, events=("start", "end"), tag=self.tags):
            depth += 1 if event == "start" else -1
            if not depth:
                yield element


def read_lines(lines: Iterator[str], source: SourceForm, vocabulary: TableVocabulary, file: str) -> Feed:
    """The records of a list of lines; blank lines part records."""
    reading = _reading(source, vocabulary, file)
    patterns = [re.compile(str(pattern)) for pattern in reading["patterns"]]
    fields = list(dict.fromkeys(name for pattern in patterns for name in pattern.groupindex))
    records = list[Record]()
    feed = Feed(source, [vocabulary.field(name).label for name in fields], records, why=reading["unread"])
    for number, text in _paragraphs(lines, source.line, patterns):
        if text:
            found = next((match for pattern in patterns if (match := pattern.search(text))), None)
            if found is None:
                feed.unread.append((number, text))
            else:
                told = found.groupdict()
                records.append((number, [(told.get(name) or "").strip() for name in fields]))
    return _some(feed, reading, file)


def _paragraphs(
    lines: Iterator[str], mark: re.Pattern[str] | None, patterns: Sequence[re.Pattern[str]]
) -> Iterator[tuple[int, str]]:
    """Records are parted by blank lines, begin with their number, or each have the mark of their kind; one may run over several lines,
    but words after one that is whole are no part of it."""

    def begins(line: str, before: str) -> bool:
        if not line or _NUMBERED.match(line) or (mark and mark.search(line) and mark.search(before)):
            return True
        return not any(map(str.isdigit, line)) and any(pattern.search(before) for pattern in patterns)

    start, pieces = 0, list[str]()
    for number, line in enumerate(lines, start=1):
        text = line.strip("\ufeff\x1a \t\r\n")
        if pieces and begins(text, "".join(pieces)):
            yield start, "".join(pieces)
            pieces = []
        if text:
            start = start if pieces else number
            pieces.append(text)
    if pieces:
        yield start, "".join(pieces)


def _reading(source: SourceForm, vocabulary: TableVocabulary, file: str) -> Mapping[str, Any]:
    if source.refuse:
        raise Refused(
            f"这是{source.label}：{source.refuse['reason']}", remedy=source.refuse["remedy"], file=file or None
        )
    if vocabulary.kind not in source.kinds:
        from qiangxian.engines.intake.vocabulary import load_vocabulary

        kinds = "、".join(f"“{load_vocabulary(kind).label}”" for kind in source.kinds)
        words = f"这是{source.label}，里面没有“{vocabulary.label}”"
        raise Refused(words, remedy=f"请按{kinds}导入", file=file or None)
    return source.kinds[vocabulary.kind]


def _parsed(stream: IO[bytes], file: str) -> Any:
    data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise Refused("XML 文件过大", remedy="请按年份或批次拆分后导入", file=file or None)
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise _broken(fault, file) from fault
    if root is None:
        raise Refused("XML 里没有内容", remedy="请重新下载或重新导出", file=file or None)
    return root


def _without_namespaces(root: Any) -> Any:
    for element in root.iter():
        if isinstance(element.tag, str) and element.tag[0] == "{":
            element.tag = element.tag.partition("}")[2]
        for name in [name for name in element.attrib if name[0] == "{"]:
            element.attrib[name.partition("}")[2]] = element.attrib.pop(name)
    return root


@lru_cache(maxsize=512)
def _path(expression: str) -> Any:
    return etree.XPath(expression)


def _feed(root: Any, source: SourceForm, vocabulary: TableVocabulary, file: str) -> Feed:
    reading = _reading(source, vocabulary, file)
    columns = list(reading["columns"].items())
    drop = frozenset(str(word) for word in reading.get("drop", ()))
    read = list(_records(root, reading, columns, drop))
    records, elsewhere = [record for record in read if record is not None], read.count(None)
    feed = Feed(source, [vocabulary.field(name).label for name, _ in columns], records)
    if elsewhere:
        feed.skipped.append(("", str(reading["elsewhere"]).replace("{n}", str(elsewhere))))
    if reading.get("one_per"):
        place = [name for name, _ in columns].index(reading["one_per"])
        feed.records = _one_per(records, place)
    return _some(feed, reading, file)


def _records(
    root: Any, reading: Mapping[str, Any], columns: Sequence[tuple[str, Any]], drop: frozenset[str]
) -> Iterator[Record | None]:
    """Every record below, None for one that is none of ours."""
    joints = reading.get("joints", {})
    for element in _path(str(reading["records"]))(root):
        if reading.get("where") and not _path(str(reading["where"]))(element):
            yield None
        else:
            cells = [_text(element, how, drop, str(joints.get(name, "；"))) for name, how in columns]
            yield int(element.sourceline or 0), cells


def _text(element: Any, how: Any, drop: frozenset[str], joint: str) -> str:
    """The first of the paths that gives something; several nodes are joined."""
    for expression in (how,) if isinstance(how, str) else how:
        found = _path(str(expression))(element)
        nodes = found if isinstance(found, list) else [found]
        texts = [" ".join(_string(node).split()) for node in nodes]
        kept = list(dict.fromkeys(text for text in texts if text and text not in drop))
        if kept:
            return joint.join(kept)
    return ""


def _string(node: Any) -> str:
    if isinstance(node, str):
        return node
    if isinstance(node, bool):
        return "是" if node else "否"
    return str(node) if isinstance(node, float) else "".join(node.itertext())


def _one_per(records: Iterable[Record], place: int) -> list[Record]:
    """Several documents of one application are one right: a later document adds to, and overrides, an earlier one."""
    merged: dict[str, Record] = {}
    for line, cells in records:
        key = cells[place] or f"第 {line} 行"
        before = merged.get(key)
        kept = [new or old for new, old in zip(cells, before[1], strict=True)] if before else cells
        merged[key] = (before[0] if before else line, kept)
    return list(merged.values())


def _some(feed: Feed, reading: Mapping[str, Any], file: str) -> Feed:
    if feed.records:
        return feed
    none = reading.get("none", {})
    reason = str(none.get("reason", "里面没有可以登记的记录"))
    raise Refused(f"这是{feed.source.label}：{reason}", remedy=str(none.get("remedy", "请核对文件")), file=file or None)
