"""The pages of `docs/guide`: which there are, for which places of the product, and each as HTML.

They are Markdown, so that they read as well beside the source. A link to another page of the guide and a picture lead to their
addresses here; a link that begins with a stroke leads into the product."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

import yaml
from django.conf import settings
from django.urls import reverse
from markdown_it import MarkdownIt
from markdown_it.token import Token

from qiangxian.kernel.actor import Actor

FOLDER: Path = settings.ROOT / "docs" / "guide"
PICTURES = FOLDER / "pictures"
QUESTIONS = "questions"


@dataclass(frozen=True)
class GuidePage:
    """One page: the name it is asked for by, what it is called, where in the booklet it stands, for which
    addresses it is, and for the home page of which roles once their first week is done."""

    name: str
    label: str
    group: str
    places: tuple[str, ...]
    roles: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """Where it is read."""
        return reverse("guide:page", args=(self.name,))


@lru_cache(maxsize=1)
def pages() -> Mapping[str, GuidePage]:
    """All pages in the order of the booklet, the questions last but one."""
    listed = yaml.safe_load((FOLDER / "pages.yaml").read_text(encoding="utf-8"))["pages"]
    found = {
        name: GuidePage(name, one["label"], one["group"], tuple(one["places"]), tuple(one.get("roles", ())))
        for name, one in listed.items()
    }
    words = found.pop("words")
    return {**found, QUESTIONS: GuidePage(QUESTIONS, "常见问题", words.group, ()), "words": words}


def groups() -> list[tuple[str, list[GuidePage]]]:
    """The pages under their headings."""
    return [(label, list(some)) for label, some in groupby(pages().values(), key=lambda page: page.group)]


def page_for(path: str) -> str:
    """The address of the page for the place where one stands: of those whose places begin it, the longest; else the first page."""
    fitting = [(len(place), page.name) for page in pages().values() for place in page.places if path.startswith(place)]
    return reverse("guide:page", args=(max(fitting)[1],)) if fitting else reverse("guide:contents")


def home_page(actor: Actor) -> str:
    """The page for somebody's home page."""
    return next((name for name, page in pages().items() if any(map(actor.has, page.roles))), "leader")


def html_of(name: str, *, in_booklet: bool = False) -> str:
    """The page as HTML; within the booklet links to other pages lead to their chapters."""
    return _html(name, in_booklet)


@lru_cache(maxsize=64)
def _html(name: str, in_booklet: bool) -> str:
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse((FOLDER / f"{name}.md").read_text(encoding="utf-8"))
    _each(tokens, lambda token: _lead(token, in_booklet))
    return str(reader.renderer.render(_without_title(tokens), reader.options, {}))


def _without_title(tokens: list[Token]) -> list[Token]:
    """The frame of the page shows the title."""
    return tokens[3:] if tokens and tokens[0].type == "heading_open" and tokens[0].tag == "h1" else tokens


def _each(tokens: list[Token], act: Callable[[Token], None]) -> None:
    for token in tokens:
        act(token)
        _each(token.children or [], act)


def _lead(token: Token, in_booklet: bool) -> None:
    """Links and pictures lead to their addresses; tables look like those of the product."""
    if token.type == "table_open":
        token.attrSet("class", "table")
    if token.type == "image":
        token.attrSet("src", reverse("guide:picture", args=(Path(str(token.attrGet("src"))).name,)))
        token.attrSet("class", "qx-guide-picture")
        token.attrSet("loading", "eager" if in_booklet else "lazy")
    target = str(token.attrGet("href") or "") if token.type == "link_open" else ""
    if target.endswith(".md"):
        name = target.removesuffix(".md")
        token.attrSet("href", f"#{name}" if in_booklet else reverse("guide:page", args=(name,)))
