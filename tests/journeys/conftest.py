"""A real browser for the journeys: a logged-in page, and an accessibility check on what it shows."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import chromium_path
from tests.conftest import PASSWORD, make_account

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = [
    "--headless=new",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Playwright keeps an event loop in this thread; Django would refuse database calls beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all journeys."""
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=chromium_path(), args=flags)
        yield running
        running.close()


@pytest.fixture
def assets(settings) -> None:
    """Front-end files straight from where they were installed."""
    settings.WHITENOISE_USE_FINDERS = True
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture
def enter(browser, live_server, assets) -> Iterator[Callable[..., Page]]:
    """`enter("office")` → a page of that role's own browser session, logged in through the login form."""
    contexts = []

    def open_page(role: str = "", *, width: int = 1440, **more: object) -> Page:
        context = browser.new_context(
            base_url=live_server.url, locale="zh-CN", viewport={"width": width, "height": 900}
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        if role:
            account = make_account(f"{role}-{len(contexts)}", role, **more)  # type: ignore[arg-type]
            page.goto("/accounts/login/")
            page.locator("input[name=login]").fill(account.name)
            page.locator("input[name=password]").fill(PASSWORD)
            page.locator("form:has(input[type=password]) [type=submit]").click()
            page.wait_for_url(re.compile("/(desk|my)/"))
        return page

    yield open_page
    for context in contexts:
        context.close()


def serious_faults(page: Page) -> list[str]:
    """What axe calls serious or critical on the page as it stands."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")["violations"]
    worst = [v for v in found if v["impact"] in ("serious", "critical")]
    return [f"{v['id']}: {v['help']} ({len(v['nodes'])}×, first {v['nodes'][0]['html'][:120]})" for v in worst]
