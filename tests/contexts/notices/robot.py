"""A group's robot for tests: a real HTTP server on loopback that keeps what it is sent and answers as told."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any


@dataclass
class Robot:
    """What came in, and what it answers next: an HTTP status and the robot's own code, or other words, after a while."""

    address: str = ""
    status: int = 200
    errcode: int = 0
    says: str = ""
    waits: float = 0
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        return [json.loads(body)["markdown"]["content"] for body in self.bodies]


@contextmanager
def running_robot() -> Iterator[Robot]:
    robot = Robot()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            robot.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            robot.headers.append(dict(self.headers))
            time.sleep(robot.waits)
            answer = (
                robot.says.encode() or json.dumps({"errcode": robot.errcode, "errmsg": "invalid webhook url"}).encode()
            )
            self.send_response(robot.status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    robot.address = f"http://127.0.0.1:{server.server_port}/cgi-bin/webhook/send?key=abc"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield robot
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
