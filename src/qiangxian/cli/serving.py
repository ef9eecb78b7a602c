"""How gunicorn serves us (its configuration), and what ends with the process that started it.

A visitor has so long to send the head of a request and so long for all of it, lest a few slow ones hold every thread."""

import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

HEAD_SECONDS = float(os.environ.get("QIANGXIAN_HEAD_SECONDS", "20"))
WHOLE_SECONDS = float(os.environ.get("QIANGXIAN_WHOLE_SECONDS", "600"))
PARENT = "QIANGXIAN_PARENT"
GRACE_SECONDS = 30

wsgi_app = "qiangxian.config.wsgi"
worker_class = "qiangxian.cli.serving.PatientWorker"
preload_app = True
threads = 4
timeout, graceful_timeout = 120, 10
umask = 0o077
loglevel = "warning"


def on_starting(_arbiter: Any) -> None:
    """Gunicorn is about to start its workers."""
    end_with_parent()


class PatientWorker(ThreadWorker):  # type: ignore[misc] # gunicorn has no types
    """Threads that wait for nobody for ever."""

    def handle(self, conn: Any) -> Any:
        """A request is awaited, read and answered."""
        with _until(HEAD_SECONDS, conn.sock) as conn.patience:
            return super().handle(conn)

    def handle_request(self, req: Any, conn: Any) -> Any:
        """The head has come; what follows may take longer."""
        conn.patience.cancel()
        with _until(WHOLE_SECONDS, conn.sock):
            return super().handle_request(req, conn)


@contextmanager
def _until(seconds: float, connection: socket.socket) -> Iterator[threading.Timer]:
    timer = threading.Timer(seconds, _hang_up, [connection])
    timer.daemon = True
    timer.start()
    try:
        yield timer
    finally:
        timer.cancel()


def _hang_up(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def end_with_parent() -> None:
    """Once the process that started this one is gone, however it went, this one ends: the pipe between them closes."""
    handle = os.environ.get(PARENT, "")
    if handle:
        threading.Thread(target=_wait_for_end, args=(int(handle),), name="parent", daemon=True).start()


def _wait_for_end(handle: int) -> None:
    os.read(handle, 1)
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(GRACE_SECONDS)
    os._exit(1)
