"""What journeys do over and over: open a page and look at it, take a step of a matter by its button, move the day on."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone
from playwright.sync_api import Locator, Page

from tests.journeys.conftest import serious_faults


def looked_at(page: Page, path: str) -> str:
    """Open the page: it answers, is accessible and not wider than the screen; gives its words."""
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200, path
    assert serious_faults(page) == [], path
    assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 1, path
    return words(page)


def words(page: Page) -> str:
    """What the page says."""
    return str(page.locator("main").inner_text())


def matter_of(page: Page) -> int:
    """The matter whose page it is, by its address."""
    return int(page.url.rstrip("/").split("/")[-1])


def take(page: Page, step: str, files: Mapping[str, bytes] | None = None, **given: str | list[str]) -> None:
    """One step of the matter on the page by its button, with what the form asks by its labels."""
    press(page, step)
    fill(page, files, **given)


def press(page: Page, step: str) -> None:
    """The button of a step: its form opens."""
    main = page.locator("main")
    follow(page, main.get_by_role("link", name=step, exact=True).or_(main.get_by_role("button", name=step, exact=True)))


def fill(page: Page, files: Mapping[str, bytes] | None = None, **given: str | list[str]) -> None:
    """The form on the page, filled by its labels and sent; a refusal is a failure that tells it."""
    for label, value in given.items():
        _enter(page, label, value)
    if files:
        payload = [{"name": name, "mimeType": "", "buffer": content} for name, content in files.items()]
        page.locator("main input[type=file]").first.set_input_files(payload)  # type: ignore[arg-type]
    follow(page, page.locator("main form button[type=submit].btn-primary"))
    wrong = page.locator("main .qx-error, main .invalid-feedback:visible, main .alert-danger").all_inner_texts()
    assert wrong == [], wrong


def follow(page: Page, way: Locator) -> None:
    """Press what leads to another page, and be on that page: nothing is read from the one that is left."""
    with page.expect_navigation(wait_until="load"):
        way.first.click()


def _enter(page: Page, label: str, value: str | list[str]) -> None:
    main = page.locator("main")
    if isinstance(value, list):
        for one in value:
            main.get_by_label(one, exact=True).check()
        return
    field = main.get_by_label(re.compile(f"^{re.escape(label)}")).first
    if not field.is_visible():
        main.locator("form details summary").first.click()
    if str(field.get_attribute("id")).endswith("-ts-control"):  # a choice one searches in
        field.fill(value)
        page.locator(".ts-dropdown:visible .option", has_text=value).first.click()
    elif field.evaluate("e => e.tagName") == "SELECT":
        field.select_option(label=next(one for one in field.locator("option").all_inner_texts() if value in one))
    else:
        field.fill(value)


def calendar(monkeypatch: Any) -> Callable[[str], None]:
    """`on("2026-04-01")`: from here on it is that morning, in this process and its server."""
    real = timezone.now()

    def on(day: str) -> None:
        started = timezone.now.real() if hasattr(timezone.now, "real") else real
        noon = datetime.fromisoformat(f"{day}T02:00:00").replace(tzinfo=UTC)

        def now() -> datetime:
            return noon + (datetime.now(UTC) - started)

        now.real = lambda: datetime.now(UTC)  # type: ignore[attr-defined]
        monkeypatch.setattr(timezone, "now", now)

    return on
