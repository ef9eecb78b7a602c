"""In whose name a county speaks outwards, on which site and on which board its publicity stands (rules of official documents,
addenda 3 and 8)."""

from urllib.parse import urlsplit

from qiangxian.kernel.errors import Refused

from .models import County


def outward(division_code: str) -> County:
    """The county as it filled itself in: its issuing body, site and board, empty where nobody has said."""
    return County.objects.filter(division_code=division_code).first() or County(division_code=division_code)


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
