"""A message to a group's robot: 企业微信-style JSON over HTTPS, to public hosts only, signed, with a time limit.

The address comes from a person, so it must not become a way into the county's own network: its host is resolved here,
every address it has must be public, and the connection goes to the very address that was checked. `QIANGXIAN_WEBHOOK_PRIVATE`
allows plain HTTP and private hosts, for a robot that lives inside."""

import hashlib
import hmac
import http.client
import ipaddress
import json
import socket
import ssl
from datetime import datetime
from urllib.parse import SplitResult, quote, urlsplit

from django.conf import settings
from django.utils.crypto import salted_hmac

from qiangxian.kernel.errors import Refused

MOST_READ = 4096
SIGNED_BY = "X-Qiangxian-Signature"
SENT_AT = "X-Qiangxian-Timestamp"
MESSAGE_ID = "X-Qiangxian-Message-Id"
INSIDE = [
    ipaddress.ip_network(network)
    for network in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "fec0::/10", "::/96", "::ffff:0:0/96")
]
"""Networks behind which an address of the county's own may stand: translated (NAT64), tunnelled (6to4, Teredo), site-local, mapped."""
PLAIN = str.maketrans("[]()<>*_`#~|@!\\", "［］（）＜＞＊＿｀＃～｜＠！＼")
MEANINGFUL = "/:?#[]@!$&'()*+,;=%~-._"


class NotDelivered(Exception):  # noqa: N818 - read as a sentence: raise NotDelivered
    """The message did not arrive, and why, in Chinese; `again`: another try may help."""

    def __init__(self, reason: str, *, again: bool = True) -> None:
        super().__init__(reason)
        self.again = again


class NobodyKnows(Exception):  # noqa: N818 - read as a sentence: raise NobodyKnows
    """The message left and no answer came in time: it may have arrived, so it is not sent again by itself."""


def checked(address: str) -> str:
    """The address as it may be kept; `Refused` for one that is no https address of a public host."""
    try:
        parts = _parts(address.strip())
        plain = _in_ascii(parts)
        _resolved(_parts(plain))
    except NotDelivered as fault:
        raise Refused(str(fault), column="机器人地址", remedy="请核对群机器人给出的地址") from fault
    return plain


def _in_ascii(parts: SplitResult) -> str:
    """The address as it goes over the wire: a host with Chinese characters by IDNA, everything else percent-encoded."""
    try:
        host = (
            (parts.hostname or "").encode("idna").decode() if not (parts.hostname or "").isascii() else parts.hostname
        )
    except UnicodeError:
        raise NotDelivered("机器人地址的主机名写法不对", again=False) from None
    netloc = f"[{host}]" if ":" in str(host) else str(host)
    netloc += f":{parts.port}" if parts.port else ""
    path, query = quote(parts.path, safe=MEANINGFUL), quote(parts.query, safe=MEANINGFUL)
    return parts._replace(netloc=netloc, path=path, query=query, fragment="").geturl()


def plain(text: str) -> str:
    """Words of people and enterprises as words: nothing in them is markup, a link or a call to everybody."""
    return text.translate(PLAIN)


def masked(address: str) -> str:
    """The address as screens and the audit show it: without what lets one write to the group."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.hostname}/…" if parts.hostname else ""


def signing_secret(division_code: str) -> str:
    """By which a receiver can tell that a message came from here; derived from the product's own key, stored nowhere."""
    return salted_hmac("qiangxian.notices.webhook", division_code, algorithm="sha256").hexdigest()


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """`sha256=` and the HMAC of the instant and the body, joined by a dot."""
    return "sha256=" + hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def clipped(text: str, most: int) -> str:
    """The text cut to so many bytes of UTF-8, with a word that it was."""
    if len(text.encode()) <= most:
        return text
    more = "\n……其余请登录系统查看"
    return text.encode()[: most - len(more.encode())].decode("utf-8", "ignore") + more


def send(address: str, markdown: str, *, message_id: str, division_code: str, at: datetime, timeout: float) -> None:
    """Post the message under its id; `NotDelivered` unless the robot says that it took it, `NobodyKnows` where it says nothing."""
    body = json.dumps({"msgtype": "markdown", "markdown": {"content": markdown}}, ensure_ascii=False).encode()
    timestamp = str(int(at.timestamp()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        SENT_AT: timestamp,
        MESSAGE_ID: message_id,
        SIGNED_BY: signature(signing_secret(division_code), timestamp, body),
    }
    status, answer = _posted(_parts(address), body, headers, timeout)
    if status != http.client.OK:
        raise NotDelivered(f"机器人答复 HTTP {status}", again=status >= 500 or status == 429)
    _believe(answer)


def _believe(answer: bytes) -> None:
    """A robot answers 200 also where it refuses, and says so in `errcode`; a page that answers 200 is no robot."""
    try:
        told = json.loads(answer)
    except ValueError:
        told = None
    code = told.get("errcode", told.get("code")) if isinstance(told, dict) else None
    if code is None:
        raise NotDelivered("对方不是群机器人：答复里没有收到消息的说明（可能是登录页）")
    if code:
        raise NotDelivered(f"机器人拒收：{told.get('errmsg') or told.get('msg') or code}（{code}）")


def _parts(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise NotDelivered("机器人地址写法不对", again=False) from None
    allowed = ("https", "http") if settings.WEBHOOK_PRIVATE else ("https",)
    if parts.scheme not in allowed or not parts.hostname or parts.username or parts.password or port == 0:
        raise NotDelivered("机器人地址应为 https:// 开头的完整地址，不含用户名和密码", again=False)
    return parts


def _resolved(parts: SplitResult) -> tuple[str, int]:
    """The first of the host's addresses and the port; refused where any of them is not public."""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except OSError:
        raise NotDelivered("找不到机器人的主机") from None
    hosts = [str(entry[4][0]) for entry in found]
    if not settings.WEBHOOK_PRIVATE and not all(map(is_public, hosts)):
        raise NotDelivered("机器人地址指向内部网络", again=False)
    return hosts[0], port


def is_public(host: str) -> bool:
    """Whether the address is one of the internet and leads nowhere else."""
    address = ipaddress.ip_address(host.partition("%")[0])
    return address.is_global and not address.is_multicast and not any(address in network for network in INSIDE)


def _posted(parts: SplitResult, body: bytes, headers: dict[str, str], timeout: float) -> tuple[int, bytes]:
    host, port = _resolved(parts)
    connection = _connection(parts, port, timeout)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.sock = _socket(parts, host, port, timeout)
    except (OSError, UnicodeError) as fault:
        raise NotDelivered(f"连接机器人失败：{fault or type(fault).__name__}") from fault
    try:
        connection.request("POST", target, body=body, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read(MOST_READ)
    except UnicodeError as fault:
        raise NotDelivered("机器人地址含有不能发送的文字", again=False) from fault
    except (OSError, http.client.HTTPException) as fault:
        raise NobodyKnows(f"消息已发出，机器人没有及时答复：{fault or type(fault).__name__}") from fault
    finally:
        connection.close()


def _connection(parts: SplitResult, port: int, timeout: float) -> http.client.HTTPConnection:
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    return kind(parts.hostname or "", port, timeout=timeout)


def _socket(parts: SplitResult, host: str, port: int, timeout: float) -> socket.socket:
    """Connected to the address that was checked, not to whatever the name means a moment later."""
    plain = socket.create_connection((host, port), timeout=timeout)
    if parts.scheme != "https":
        return plain
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=parts.hostname)
    except BaseException:
        plain.close()
        raise
