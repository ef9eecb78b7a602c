"""Finds a Chromium that runs here: $CHROMIUM, one on the PATH, else the one packed inside an npm package."""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
UNPACK = "import c from '@sparticuz/chromium'; console.log(await c.executablePath())"


@cache
def chromium_path() -> str:
    """The path of an executable Chromium; fails saying what to install where there is none."""
    for found in (os.environ.get("CHROMIUM"), shutil.which("chromium"), shutil.which("chromium-browser")):
        if found:
            return found
    room = ROOT / "node_modules" / ".chromium"  # not the shared temporary folder, where another user's copy may stand
    room.mkdir(parents=True, exist_ok=True)
    packed = subprocess.run(
        ["node", "--input-type=module", "--eval", UNPACK],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(room)},
        capture_output=True,
        text=True,
        check=False,
    )
    if packed.returncode:
        raise RuntimeError(f"没有可用的 Chromium：先运行 make test 或 make chromium 安装。{packed.stderr[-400:]}")
    return packed.stdout.strip().splitlines()[-1]


if __name__ == "__main__":
    print(chromium_path(), file=sys.stdout)  # noqa: T201 - `make chromium` prints it
