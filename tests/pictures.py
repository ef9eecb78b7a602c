"""Takes the pictures of the guide: a demonstration county is set up in an empty place, served, and looked at in a real browser."""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml
from playwright.sync_api import Browser, sync_playwright

from tests.chromium import ROOT, chromium_path

GUIDE = ROOT / "docs" / "guide"
PORT = 8177
BASE = f"http://127.0.0.1:{PORT}"
SIZE = {"width": 1200, "height": 760}
COMMAND = [sys.executable, "-m", "qiangxian.cli.main"]
WAIT_SECONDS = 240


@contextmanager
def demonstration() -> Iterator[dict[str, str]]:
    """The passwords of the demonstration accounts while it is served."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "QIANGXIAN_VAR": folder, "DIVISION": "", "PLAN": ""}
        subprocess.run([*COMMAND, "setup"], env=environment, check=True, stdout=subprocess.DEVNULL)
        server = subprocess.Popen([*COMMAND, "serve", "--port", str(PORT), "--workers", "1"], env=environment)
        try:
            _await()
            rows = json.loads(Path(folder, "demo-accounts.json").read_text())
            yield {row["name"]: row["password"] for row in rows}
        finally:
            server.terminate()
            server.wait()


def _await() -> None:
    for _second in range(WAIT_SECONDS):
        try:
            urllib.request.urlopen(f"{BASE}/accounts/login/", timeout=20)  # noqa: S310 - our own server on loopback
            return
        except OSError:
            time.sleep(1)
    raise SystemExit("the demonstration did not start")


def take(browser: Browser, account: str, password: str, wanted: dict[str, str]) -> None:
    """The pictures one account takes."""
    context = browser.new_context(base_url=BASE, locale="zh-CN", viewport=SIZE)  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto("/accounts/login/")
    page.fill("input[name=login]", account)
    page.fill("input[name=password]", password)
    page.locator("form:has(input[type=password]) [type=submit]").click()
    page.wait_for_load_state("networkidle")
    for name, path in wanted.items():
        page.goto(path, wait_until="networkidle")
        page.screenshot(path=GUIDE / "pictures" / f"{name}.jpg", type="jpeg", quality=72)
        print(name, path)  # noqa: T201 - a script that tells what it does
    context.close()


def main() -> None:
    """All of them."""
    listed = yaml.safe_load((GUIDE / "pictures.yaml").read_text(encoding="utf-8"))
    with demonstration() as passwords, sync_playwright() as play:
        flags = ["--headless=new", "--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        browser = play.chromium.launch(executable_path=chromium_path(), args=flags)
        for account in dict.fromkeys(one["role"] for one in listed.values()):
            wanted = {name: one["path"] for name, one in listed.items() if one["role"] == account}
            take(browser, account, passwords[account], wanted)
        browser.close()


if __name__ == "__main__":
    main()
