"""Trademark registration (= application) numbers, Nice classes and similar groups (identifiers.md §4).

A registered right is the pair of number and class: since 2014-05-01 one filing may hold several classes.
"""

from __future__ import annotations

import re
import unicodedata

from qiangxian.kernel.check import Check, examine, invalid, normalise, suspect, valid
from qiangxian.kernel.identifiers.doubts import reading

_NATIONAL = re.compile(r"([0-9]{1,9})([A-Z]?)")
_CLASS_LIST = re.compile(r"[第]?[0-9]{1,2}(?:[ ,;、/|和及]+[第]?[0-9]{1,2})*")
_NAMED_CLASSES = re.compile(r"((?:[0-9]{1,2}[ ,;、/|和及]+第?)*[0-9]{1,2}) ?(?:大?类|类别)")
_LEADING_CLASS = re.compile(r"第?([0-9]{1,2})(?:[ :：,.、-]+|(?=[\u3400-\u9fff]))[^0-9]")
_MADRID = re.compile(r"G[0-9]{6,7}[A-Z]?")


def compact(raw: str) -> str:
    """Normalised text without the words 第 and 号."""
    return normalise(raw).removeprefix("第").removesuffix("号")


def validate(raw: object, *, nice_class: object = None) -> Check:
    """Check the number, and the class where it is given; nine digits are suspect until such numbers are issued."""
    check = examine(raw, lambda text: _check(compact(text)))
    if nice_class is None or not check.ok:
        return check
    class_check = validate_class(nice_class)
    return check if class_check.ok else Check("invalid", None, check.raw, class_check.reason, class_check.remedy)


def is_valid(raw: object, *, nice_class: object = None) -> bool:
    """True for a number (and class) without any doubt."""
    return validate(raw, nice_class=nice_class).status == "valid"


def format(canonical: str) -> str:
    """`第58123456号`."""
    return f"第{canonical}号"


def validate_class(raw: object) -> Check:
    """A Nice class, 1 to 45 (1–34 goods, 35–45 services); `9`, `09` and `第9类` are read alike."""
    text = str(raw) if isinstance(raw, int) and not isinstance(raw, bool) else raw
    return examine(text, _check_class)


def validate_group(raw: object, *, nice_class: int) -> Check:
    """A similar group: four digits of which the first two are the class."""
    return examine(raw, lambda text: _check_group(text, nice_class))


def classes(raw: str) -> list[str]:
    """The Nice classes a cell names: `29类 食品`, `第6类：金属材料`, `30、31`, `6 金属材料`; empty where it names none.

    Words of goods may hold numbers of their own (`第9类 3D打印机`): beside the word 类 only its numbers count."""
    text = " ".join(unicodedata.normalize("NFKC", raw).split())
    if _CLASS_LIST.fullmatch(text):
        found = re.findall(r"[0-9]+", text)
    elif "类" in text:
        found = [number for named in _NAMED_CLASSES.findall(text) for number in re.findall(r"[0-9]+", named)]
    else:
        leading = _LEADING_CLASS.match(text)
        found = [leading[1]] if leading else []
    checks = [validate_class(number) for number in found]
    return [check.canonical for check in checks if check.canonical] if all(check.ok for check in checks) else []


def key(canonical: str, nice_class: int) -> str:
    """The key of one right: number and class."""
    return f"{canonical}/{nice_class}"


def _check(text: str) -> Check:
    if _MADRID.fullmatch(text):
        return valid(text)
    match = _NATIONAL.fullmatch(text)
    if match is None:
        return invalid(
            "不是商标注册号", "应为 1 至 8 位数字（可带一个后缀字母），马德里商标以 G 开头；类别请填在类别栏"
        )
    if len(match[1]) > reading("trademark_longest_number"):
        return suspect(text, "九位商标注册号尚未启用")
    return valid(text)


def _check_class(text: str) -> Check:
    digits = text.removeprefix("第").removesuffix("类")
    if re.fullmatch(r"[0-9]{1,2}", digits) and 1 <= int(digits) <= 45:
        return valid(str(int(digits)))
    return invalid("商标类别应为 1 至 45", "请填写尼斯分类的类别号")


def _check_group(text: str, nice_class: int) -> Check:
    if not re.fullmatch(r"[0-9]{4}", text):
        return invalid("类似群应为四位数字", "C 加六位数字是中国商品编码，不是类似群")
    if int(text[:2]) != nice_class:
        return invalid(f"类似群 {text} 不属于第 {nice_class} 类", "类似群前两位应与类别一致")
    return valid(text)
