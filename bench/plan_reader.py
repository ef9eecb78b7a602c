"""The plan reader: documents of ten thousand characters a second on one core, and growth with length.

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

LENGTH, LONGER, BAR, GROWTH_BAR = 10_000, (20_000, 40_000, 80_000), 100.0, 1.3
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
