"""`seal OUT`: the head of the audit chain written to a file, and as a slip with a QR code for the paper archive, with the stamp of a
time-stamp authority (RFC 3161) where one is named; `mirror FOLDER`: the lines themselves, put down on another disk."""

import hashlib
import json
import os
import sys
from html import escape
from pathlib import Path
from typing import Annotated, Any
from urllib.request import Request, urlopen

import qrcode
import typer
from cryptography import x509
from django.utils import timezone
from qrcode.image.svg import SvgPathImage
from rfc3161_client import (
    PKIStatus,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from qiangxian.contexts.audit import chain
from qiangxian.kernel.errors import DomainError, Refused

from .options import JsonFlag
from .output import emit, say

SLIP = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>审计日志封存单</title>
<body><h1>审计日志封存单</h1><dl>{lines}</dl>{code}
<p>封存人：＿＿＿＿＿＿　监交人：＿＿＿＿＿＿　日期：＿＿＿＿＿＿</p>
<p>核对：qiangxian verify --against 封存文件</p></body></html>
"""
WORDS = {"day": "封存日", "lines": "日志行数", "seq": "最后一行", "hash": "校验值", "algorithm": "算法"}
SINCE = {"rulebook": "规则库", "release": "程序版本"}
"""What seals of older releases do not have."""
ROOTS = "QIANGXIAN_TSA_ROOTS"
"""The setting that names a PEM file with the root certificates of the time-stamp authority."""
STAMP, MIRRORED, SECONDS, MOST = ".tsr", "audit.jsonl", 20, 1 << 20
QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"


def read(file: Path) -> dict[str, Any]:
    """A seal as `seal` wrote it, with the stamp beside it proven; or what `mirror` put down, whose last line stands for all."""
    try:
        content = file.read_bytes()
        told = json.loads(content.splitlines()[-1] if file.suffix == ".jsonl" else content)
        told = {**told, "day": told.get("day") or told["at"][:10]}
        sealed = {**{name: told[name] for name in WORDS}, "seq": int(told["seq"]), "lines": int(told["lines"])}
        sealed |= {name: told[name] for name in SINCE if name in told}
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise Refused(
            "不是封存文件", file=str(file), value=str(error), remedy="请给出 qiangxian seal 或 mirror 生成的文件"
        ) from None
    if (stamp := file.with_suffix(STAMP)).is_file():
        _check_stamp(stamp, content)
    return sealed


def _check_stamp(stamp: Path, content: bytes) -> None:
    """The stamp is about this very file; and of the authority whose root certificates the settings name, where they name any."""
    try:
        told = decode_timestamp_response(stamp.read_bytes())
    except ValueError:
        raise Refused("不是时间戳", file=str(stamp), remedy="找出封存时取得的时间戳文件") from None
    if told.tst_info.message_imprint.message != hashlib.sha512(content).digest():
        raise Refused("时间戳与封存文件不符，封存文件被改动过", file=str(stamp), remedy="用纸质封存单核对")
    try:
        _check_authority(told, content)
    except VerificationError as fault:
        remedy = "核对 QIANGXIAN_TSA_ROOTS 是不是这家时间戳服务的根证书；是的，这份时间戳不可信"
        raise Refused(f"时间戳不是所设根证书签发的：{fault}", file=str(stamp), remedy=remedy) from None


def _check_authority(told: TimeStampResponse, content: bytes) -> None:
    """The chain of the stamp's certificate ends in one of the roots that were set; as it was valid on the day of the stamp."""
    if not (roots := os.environ.get(ROOTS, "")):
        return
    try:
        trusted = x509.load_pem_x509_certificates(Path(roots).read_bytes())
    except (OSError, ValueError) as fault:
        raise Refused(
            "根证书读不出", file=roots, value=str(fault), remedy=f"{ROOTS} 应指向 PEM 格式的证书文件"
        ) from None
    VerifierBuilder(roots=trusted).build().verify_message(told, content)


def _stamped(content: bytes, authority: str) -> bytes:
    """The answer of the authority to what was sealed; it is asked for nothing but a digest."""
    asked = TimestampRequestBuilder().data(content).build()
    request = Request(authority, data=asked.as_bytes(), headers={"Content-Type": QUERY, "Accept": REPLY})  # noqa: S310 - checked below
    if not authority.startswith(("https://", "http://")):
        raise Refused("时间戳服务的地址写法不对", value=authority, remedy="应为 https:// 或 http:// 开头的地址")
    try:
        with urlopen(request, timeout=SECONDS) as reply:  # noqa: S310 - as above
            answer: bytes = reply.read(MOST)
        told = decode_timestamp_response(answer)
        fits = (
            told.status == PKIStatus.GRANTED and told.tst_info.message_imprint.message == asked.message_imprint.message
        )
    except (OSError, ValueError) as error:
        raise DomainError(f"没有取得时间戳：{error}", remedy="封存文件已写好；稍后再试，或换一个时间戳服务") from None
    if not fits:
        raise DomainError("时间戳服务的答复与封存文件不符", remedy="封存文件已写好；换一个时间戳服务")
    try:
        _check_authority(told, content)
    except VerificationError as fault:
        raise DomainError(
            f"时间戳不是所设根证书签发的：{fault}", remedy=f"封存文件已写好；核对 {ROOTS} 和时间戳服务的地址"
        ) from None
    return answer


def seal(
    out: Annotated[Path, typer.Argument(help="封存文件；旁边另存一份供打印的封存单（.html）")],
    authority: Annotated[
        str, typer.Option("--timestamp", envvar="QIANGXIAN_TSA", help="时间戳服务（RFC 3161）的地址")
    ] = "",
    json_out: JsonFlag = False,
) -> None:
    """把审计日志的当前末尾封存到文件和纸面，以后用 verify --against 核对。例：qiangxian seal 封存-20261231.json"""
    slip, stamp = out.with_suffix(".html"), out.with_suffix(STAMP)
    for file in (out, slip, stamp):
        if file.exists():
            raise Refused("文件已存在", file=str(file), remedy="换一个文件名，旧的封存不会被覆盖")
    told = chain.sealed_today(timezone.localdate())
    text = json.dumps(told, ensure_ascii=False)
    code = qrcode.QRCode(border=2)
    code.add_data(text)
    drawn = code.make_image(image_factory=SvgPathImage).to_string(encoding="unicode")
    lines = "".join(f"<dt>{label}</dt><dd>{escape(str(told[name]))}</dd>" for name, label in {**WORDS, **SINCE}.items())
    slip.write_text(SLIP.format(lines=lines, code=drawn), encoding="utf-8")
    out.write_text(text + "\n", encoding="utf-8")
    if authority:
        stamp.write_bytes(_stamped(out.read_bytes(), authority))
    if json_out:
        emit(told)
        return
    say(f"已封存到 {out}；封存单 {slip} 请打印后存档。")
    if authority:
        say(f"时间戳在 {stamp}。")
    for name, label in {**WORDS, **SINCE}.items():
        print(f"{label}：{told[name]}")
    if sys.stdout.isatty():
        code.print_ascii(out=sys.stdout)


def mirror(
    folder: Annotated[Path, typer.Argument(envvar="QIANGXIAN_MIRROR", help="另一块磁盘或另一台机器上的文件夹")],
    json_out: JsonFlag = False,
) -> None:
    """把上次以后的审计日志追加到另一个文件夹，以后用 verify --against 核对。例：qiangxian mirror /mnt/archive"""
    if not folder.is_dir():
        raise Refused("没有这个文件夹", file=str(folder), remedy="先建立文件夹，或挂载那块磁盘")
    file = folder / MIRRORED
    last = read(file) if file.exists() and file.stat().st_size else None
    if last and (differing := list(chain.against(last))):
        raise DomainError(f"镜像与现在的日志不符：{differing[0].what}", remedy="保全两边，报告安全管理员；不要覆盖镜像")
    count = 0
    with file.open("a", encoding="utf-8") as lines:
        for told in chain.told_since(int(last["seq"]) if last else 0):
            lines.write(json.dumps(told, ensure_ascii=False) + "\n")
            count += 1
        lines.flush()
        os.fsync(lines.fileno())
    if json_out:
        emit({"file": str(file), "lines": count})
    else:
        say(f"已追加 {count} 行到 {file}。")
