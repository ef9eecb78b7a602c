"""Tags and filters every page shares: links that keep the days, dates and amounts as officials write them."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import template
from django.forms import BoundField
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from qiangxian.kernel.clocks import county_day
from qiangxian.kernel.secrecy import banner
from qiangxian.kernel.words import word

register = template.Library()

CARRIED = ("as_of", "known", "programme")
NOT_REPORTED = "未报送"
DASH = "—"


def _carried(context: Mapping[str, Any]) -> dict[str, str]:
    request = context.get("request")
    return {name: request.GET[name] for name in CARRIED if request.GET.get(name)} if request else {}


@register.simple_tag(takes_context=True)
def to(context: Mapping[str, Any], name: str, *args: Any, **query: Any) -> str:
    """The address of a page that keeps the days and the programme of the current one.

    Positional values fill the path, named ones become the query: `{% to 'desk:rights' type='invention' %}`."""
    given = {key: str(value) for key, value in query.items() if value not in (None, "")}
    pairs = {**_carried(context), **given}
    return reverse(name, args=args) + (f"?{urlencode(pairs)}" if pairs else "")


@register.simple_tag(takes_context=True)
def carry(context: Mapping[str, Any], *without: str) -> SafeString:
    """Hidden fields with the days and the programme, for a form that asks by GET."""
    pairs = ((key, value) for key, value in _carried(context).items() if key not in without)
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)


@register.filter
def zh_date(value: date | datetime | str | None) -> str:
    """`2025年12月31日`; a day printed as a month or a year stays as coarse as it is."""
    if not value:
        return DASH
    if isinstance(value, datetime):
        value = county_day(value)
    parts = re.match(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", str(value))
    if parts is None:
        return str(value)
    return "".join(f"{int(digits)}{mark}" for digits, mark in zip(parts.groups(), "年月日", strict=True) if digits)


@register.filter
def zh_moment(value: datetime | None) -> str:
    """`2025年12月31日 16:05`, in the county's time."""
    return f"{zh_date(value)} {timezone.localtime(value):%H:%M}" if value else DASH


@register.filter
def amount(value: Decimal | float | int | None) -> str:
    """A number for people: no needless zeros, at most two decimals; a missing one is 未报送, never 0."""
    if value is None or value == "":
        return NOT_REPORTED
    text = f"{Decimal(str(value)):,.2f}"
    return text.rstrip("0").rstrip(".")


@register.filter
def scaled(value: Any, target: Any) -> Decimal | None:
    """A target's number as its plan prints it: 1500 for 15000000 yuan where the plan writes 万元."""
    scale = target.get("scale", 1) if isinstance(target, Mapping) else target.scale
    return None if value is None else Decimal(str(value)) / scale


@register.filter
def or_dash(value: Any, words: str = DASH) -> Any:
    """The value, or a dash (or the words given) where there is none; 0 is a value."""
    return words if value is None or value == "" else value


@register.filter
def get(mapping: Mapping[Any, Any], key: Any) -> Any:
    """The value under a key that is itself a variable; empty where there is none."""
    return mapping.get(key, "") if mapping else ""


@register.filter
def clause_mark(key: str) -> str:
    """The anchor of a clause in the full text: `2.1.1` → `c2-1-1`."""
    return "c" + re.sub(r"[^0-9A-Za-z]+", "-", str(key))


SHAPES = {"green": "●", "yellow": "▲", "red": "■", "none": "○"}


@register.simple_tag
def not_for_secrets() -> str:
    """What stands on login, upload and print: this is no place for state secrets."""
    return banner()


@register.simple_tag
def light(colour: str, words: str = "") -> SafeString:
    """Colour, word and shape of a state, so that it can be read without seeing colour."""
    return format_html(
        '<span class="qx-light qx-light-{}"><span class="qx-light-shape" aria-hidden="true">{}</span>{}</span>',
        str(colour),
        SHAPES[str(colour)],
        words or word("lights", colour),
    )


CONTROL_CLASSES = {"checkbox": "form-check-input", "radioselect": "form-check-input", "select": "form-select"}


@register.inclusion_tag("components/_field.html")
def field(bound: BoundField, label: str = "", hint: str = "") -> dict[str, Any]:
    """One field of a form: label, control, hint, and its errors beside it in words."""
    kind = bound.widget_type
    described = f"{bound.id_for_label}-about" if (bound.errors or hint or bound.help_text) else ""
    attributes: dict[str, str | bool] = {
        "class": CONTROL_CLASSES.get(kind, "form-control") + (" is-invalid" if bound.errors else "")
    }
    if described:
        attributes["aria-describedby"] = described
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return {
        "field": bound,
        "control": bound.as_widget(attrs=attributes),
        "label": label or bound.label,
        "hint": hint or bound.help_text,
        "described": described,
        "is_check": kind == "checkbox",
        "is_many": kind == "checkboxselectmultiple",
    }


BROWSERS = (
    ("Edg/", "Edge 浏览器"),
    ("Firefox/", "火狐浏览器"),
    ("MicroMessenger", "微信"),
    ("Chrome/", "谷歌内核浏览器"),
    ("Safari/", "苹果浏览器"),
)
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "安卓手机"),
    ("iPhone", "苹果手机"),
    ("Mac OS", "苹果电脑"),
    ("Linux", "Linux"),
)


@register.filter
def browser_words(user_agent: str) -> str:
    """Which browser on which system, as far as its own description says."""
    found = [next((words for mark, words in marks if mark in user_agent), "") for marks in (BROWSERS, SYSTEMS)]
    return "，".join(filter(None, found)) or "其他程序"


COMPARATORS = {
    ">=": "不少于 ",
    "<=": "不超过 ",
    ">": "多于 ",
    "<": "少于 ",
    "=": "等于 ",
    "~": "约 ",
    "growth": "增长 ",
    "rank": "位次 ",
}


@register.filter
def comparator_words(sign: str) -> str:
    """`>=` as 不少于."""
    return COMPARATORS.get(sign, "")


@register.filter
def share(standing: Any) -> int | None:
    """How much of what a target asks for is there, 0 to 100; None where that has no meaning."""
    if standing.value is None or not standing.required or standing.target.comparator not in (">=", ">"):
        return None
    return max(0, min(100, int(standing.value * 100 / standing.required)))


@register.filter
def alternatives(reading: Any) -> str:
    """What else an open reading could be, in words."""
    chosen = (reading.value,) if isinstance(reading.value, str) else reading.value
    if not reading.choices:
        return "其他整数"
    return "、".join(label for word, label in reading.choices if word not in chosen) or "没有其他选择"


@register.simple_tag(takes_context=True)
def carried_url(context: Mapping[str, Any], path: str) -> str:
    """A ready path with the days and the programme of the current page."""
    pairs = _carried(context)
    return path + (("&" if "?" in path else "?") + urlencode(pairs) if pairs else "")


@register.simple_tag(takes_context=True)
def cell_url(context: Mapping[str, Any], cell: Any) -> str:
    """Where a cell leads, as the `place` of the page knows it."""
    found = context["place"](context["request"].actor, *cell.about) if cell.about else ""
    return carried_url(context, found) if found else ""


@register.filter
def is_list(value: Any) -> bool:
    """Whether a reading holds several words."""
    return isinstance(value, (list, tuple))


@register.simple_tag(takes_context=True)
def core_url(context: Mapping[str, Any], one: Any) -> str:
    """The page of the indicator behind a core one, in the readings it asks for."""
    readings = [
        (f"p-{name}", word)
        for name, value in one.parameters.items()
        for word in (value if isinstance(value, (list, tuple)) else [value])
    ]
    pairs = [*_carried(context).items(), *readings]
    return reverse("desk:indicator", args=[one.indicator]) + (f"?{urlencode(pairs)}" if pairs else "")
