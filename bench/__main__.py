"""`python -m bench [name …]`: each measurement in a process of its own, one table, one more line in the history."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from bench.table import Line, show

NAMES = ("plan_reader", "imports", "figures", "indicators", "lists", "search", "board", "pages")
ROOT = Path(__file__).resolve().parents[1]
HISTORY = ROOT / "bench" / "results" / "history.jsonl"


def run(name: str) -> list[Line]:
    """The lines one measurement prints as JSON on its last line of output."""
    command = [sys.executable, "-m", f"bench.{name}", "--json"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(f"bench.{name} failed")
    return [Line(**line) for line in json.loads(done.stdout.strip().splitlines()[-1])]


def main() -> None:
    lines = [line for name in sys.argv[1:] or NAMES for line in run(name)]
    print(show(lines))
    HISTORY.parent.mkdir(parents=True, exist_ok=True)
    entry = {"at": datetime.now(UTC).isoformat(), "lines": [line.as_json() for line in lines]}
    with HISTORY.open("a", encoding="utf-8") as out:
        out.write(json.dumps(entry, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
