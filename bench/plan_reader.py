"""The plan reader: documents of ten thousand characters a second on one core, plain and full of figures, and growth with length.

The documents are made of the clauses of the shipped plan, item after item, each with its unit group; every document has
units of its own, so that no name is known from the one before. CPU time of this process is counted: the bar is per core.
"""

import json
import statistics
import sys
import time
from importlib.resources import files
from itertools import cycle

from bench.table import Line, show
from qiangxian.engines.plandoc import read_plan
from qiangxian.engines.plandoc.numerals import chinese_numeral

LENGTH, LONGER, BAR, RICH_BAR, GROWTH_BAR = 10_000, (20_000, 40_000, 80_000), 100.0, 80.0, 1.3
_SURNAMES = "东西南北中上下新古大平安和兴永金银玉石水"


def clauses() -> list[str]:
    """The paragraphs of the shipped plan that carry a unit group, without number and group."""
    text = files("qiangxian").joinpath("rulebook/wugang/plan.txt").read_text(encoding="utf-8")
    found = [line for line in text.splitlines() if line.endswith(")") and "责任单位" in line]
    return [line[line.find(".") + 1 :].split("(牵头单位")[0] for line in found]


def document(length: int, serial: int) -> bytes:
    """A plan of about this many characters with units that no other serial has."""
    place = f"{_SURNAMES[serial % 20]}{_SURNAMES[serial // 20 % 20]}{_SURNAMES[serial // 400 % 20]}"
    lines, written = (
        [f"{place}县知识产权强县建设实施方案(2023-2026)", f"{place}政办〔2023〕{serial + 1}号", "一、重点任务"],
        60,
    )
    for number, clause in enumerate(cycle(clauses())):
        if written >= length:
            break
        if number % 9 == 0:
            lines.append(f"({chinese_numeral(number // 9 % 99 + 1)})建立健全第{number // 9 + 1}方面的工作体系")
        units = "、".join(f"{place}{name}局" for name in ("工信", "财政", "人社", "农业农村", "文化广电和旅游"))
        lines.append(f"{number % 9 + 1}.{clause}(牵头单位:{place}市场监管局;责任单位:{units})")
        written += len(lines[-1]) + 1
    return "\n".join(lines).encode()


_RICH = (
    "到{year}年，全县有效发明专利拥有量达到{a}件以上，年均增长{b}%以上，每万人口高价值发明专利拥有量达到{b}.5件，力争注册商标总量突破{c}件。",
    "培育国家知识产权优势企业{b}家、省级示范企业{d}家，{d}%以上的规上企业建立管理制度，专利质押融资登记金额超过{c}万元。",
    "近年来，全县授权专利由{a}件增加到{c}件；对新获授权的企业，每件奖励{c}元，单个企业最高不超过{d}万元。",
    "建立重点企业名录库和联席会议制度，每年开展培训{b}期，培训人员{c}人次；案件办理周期压缩至{d}个工作日以内，结案率≥{e}%。",
    "主要农产品地理标志覆盖率、商标续展率分别达到{e}%和{d}%，专利转化运用率提高{b}个百分点，实现维权援助站点乡镇全覆盖。",
)


def rich(length: int, serial: int) -> bytes:
    """A plan of about this many characters whose every item holds figures beside its prose: aims, history, rewards and institutions."""
    lines, written = [f"{_SURNAMES[serial % 20]}县知识产权强县建设实施方案(2023-2026)", "一、重点任务"], 40
    plain = clauses()
    for number, sentence in enumerate(cycle(_RICH), start=serial):
        if written >= length:
            break
        figures = {
            "a": 20 + number % 70,
            "b": 2 + number % 7,
            "c": 300 + 7 * number,
            "d": 10 + number % 30,
            "e": 60 + number % 39,
        }
        item, clause = (number - serial) % 9 + 1, plain[number % len(plain)]
        lines.append(f"{item}.{clause}{sentence.format(year=2024 + number % 3, **figures)}(牵头单位:县第{number}局)")
        written += len(lines[-1]) + 1
    return "\n".join(lines).encode()


def cpu_seconds(documents: list[bytes]) -> float:
    """CPU seconds for one document: the median, so that a busy neighbour on the machine weighs little."""
    read_plan(documents[0])
    taken = []
    for data in documents[1:]:
        began = time.process_time()
        read_plan(data)
        taken.append(time.process_time() - began)
    return statistics.median(taken)


def measure() -> list[Line]:
    """Speed at ten thousand characters, and time a character at longer lengths beside it."""
    base = cpu_seconds([document(LENGTH, serial) for serial in range(41)])
    rate = 1 / base
    lines = [Line("plan reader: documents of 10,000 characters", rate, BAR, "1/s/core", rate / BAR, "≥ 1", rate >= BAR)]
    dense = 1 / cpu_seconds([rich(LENGTH, serial) for serial in range(21)])
    what = "plan reader: documents of 10,000 characters full of figures"
    lines.append(Line(what, dense, RICH_BAR, "1/s/core", dense / RICH_BAR, "≥ 1", dense >= RICH_BAR))
    for length in LONGER:
        taken = cpu_seconds([document(length, 500 + serial) for serial in range(6)])
        growth = taken / base / (length / LENGTH)
        what = f"plan reader: time a character at {length:,} characters"
        lines.append(
            Line(what, taken / length * 1e6, base / LENGTH * 1e6, "µs", growth, f"≤ {GROWTH_BAR}", growth <= GROWTH_BAR)
        )
    return lines


if __name__ == "__main__":
    found = measure()
    print(json.dumps([line.as_json() for line in found]) if "--json" in sys.argv else show(found))
