"""A seal may carry the stamp of a time-stamp authority; lines put down on another disk are a seal, too. The authority is OpenSSL's own."""

import json
import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.contract.test_keeping import run

pytestmark = pytest.mark.any_database
OPENSSL = shutil.which("openssl")
CONFIGURATION = """
[tsa]
default_tsa = ours
[ours]
serial = {room}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
[stamping]
basicConstraints = CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
[req]
distinguished_name = name
[name]
"""


@pytest.fixture
def authority(tmp_path):
    """A time-stamp authority on loopback; what it was asked is kept."""
    if OPENSSL is None:
        pytest.skip("this machine has no openssl command to be a time-stamp authority")
    (tmp_path / "tsa.cnf").write_text(CONFIGURATION.format(room=tmp_path))
    for made in (
        "req -x509 -newkey rsa:2048 -nodes -keyout root.key -out root.pem -subj /CN=root -days 2 -config tsa.cnf -extensions root",
        "req -x509 -newkey rsa:2048 -nodes -keyout other.key -out other.pem -subj /CN=root -days 2 -config tsa.cnf -extensions root",
        "req -newkey rsa:2048 -nodes -keyout key.pem -out cert.csr -subj /CN=tsa -config tsa.cnf",
        "x509 -req -in cert.csr -CA root.pem -CAkey root.key -CAcreateserial -out cert.pem -days 2 -extfile tsa.cnf -extensions stamping",
    ):
        subprocess.run([OPENSSL, *made.split()], cwd=tmp_path, check=True, capture_output=True)
    asked: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append(query)
            (tmp_path / "query.tsq").write_bytes(query)
            reply = "ts -reply -queryfile query.tsq -signer cert.pem -inkey key.pem -config tsa.cnf -out reply.tsr"
            subprocess.run([OPENSSL, *reply.split()], cwd=tmp_path, check=True, capture_output=True)
            answer = (tmp_path / "reply.tsr").read_bytes() if "wrong" not in self.path else b"<html>login</html>"
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def test_a_seal_is_stamped_mirrored_and_proven(authority, tmp_path) -> None:
    url, asked = authority
    var, seal, other, disk = tmp_path / "var", tmp_path / "seal.json", tmp_path / "other.json", tmp_path / "disk"
    disk.mkdir()
    more = "account add li --role office --person 李某 --unit 市市场监管局"
    answers = run(
        "setup --no-demo",
        f"seal {seal} --timestamp {url}/tsa",
        f"mirror {disk} --json",
        more,
        f"mirror {disk} --json",
        f"mirror {disk} --json",
        f"verify --json --against {seal} --against {disk / 'audit.jsonl'}",
        f"seal {other} --timestamp {url}/wrong",
        f"seal {tmp_path / 'x.json'} --timestamp ftp://nowhere",
        var=var,
        codes=(0, 0, 0, 0, 0, 0, 0, 1, 2),
    )
    told = json.loads(seal.read_text(encoding="utf-8"))
    assert len(asked[0]) < 200 and told["rulebook"] and told["release"]
    first, second, third = (json.loads(answers[n].stdout)["lines"] for n in (2, 4, 5))
    assert (first, third) == (told["lines"], 0) and second > 0
    assert "没有取得时间戳" in answers[7].stderr and other.exists() and not other.with_suffix(".tsr").exists()
    verify = f"verify --against {seal}"
    ours, other_root, none = (tmp_path / name for name in ("root.pem", "other.pem", "none.pem"))
    run(verify, var=var, QIANGXIAN_TSA_ROOTS=str(ours))
    (foreign,) = run(verify, var=var, codes=(2,), QIANGXIAN_TSA_ROOTS=str(other_root))
    assert "时间戳不是所设根证书签发的" in foreign.stderr
    (unread,) = run(verify, var=var, codes=(2,), QIANGXIAN_TSA_ROOTS=str(none))
    assert "根证书读不出" in unread.stderr
    seal.write_text(seal.read_text(encoding="utf-8").replace(told["day"], "2020-01-01"), encoding="utf-8")
    (refused,) = run(f"verify --against {seal}", var=var, codes=(2,))
    assert "时间戳与封存文件不符" in refused.stderr
