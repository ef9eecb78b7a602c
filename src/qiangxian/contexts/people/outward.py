"""In whose name a county speaks outwards, on which site and on which board its publicity stands (rules of official documents,
addenda 3 and 8)."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from qiangxian.kernel import division
from qiangxian.kernel.errors import Refused

from .models import County


@dataclass(frozen=True)
class Outward:
    """The issuing body in full, the county's site and the board; the last two empty where nobody has said."""

    body: str
    site: str
    board: str


def outward(division_code: str) -> Outward:
    """As the county filled it in; else the body is its market bureau, which keeps the office of the leading group."""
    county = County.objects.filter(division_code=division_code).first()
    body = (county.issuing_body if county else "") or f"{division.find(division_code).name}市场监督管理局"
    return Outward(body, county.site_address if county else "", county.notice_board if county else "")


def web_address(text: str) -> str:
    """The address of a page of a site, empty where none is given; `Refused` for anything else."""
    text = text.strip()
    try:
        parts = urlsplit(text)
        sound = parts.scheme in ("http", "https") and "." in (parts.hostname or "") and not any(map(str.isspace, text))
    except ValueError:
        sound = False
    if text and not sound:
        remedy = "请从浏览器地址栏复制，以 https:// 或 http:// 开头"
        raise Refused("不是网页地址", column="网址", value=text[:80], remedy=remedy)
    return text
