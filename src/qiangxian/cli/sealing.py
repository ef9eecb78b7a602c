"""`seal OUT`: the head of the audit chain written to a file, and as a slip with a QR code for the paper archive."""

import json
import sys
from html import escape
from pathlib import Path
from typing import Annotated, Any

import qrcode
import typer
from django.utils import timezone
from qrcode.image.svg import SvgPathImage

from qiangxian.contexts.audit import chain
from qiangxian.kernel.errors import Refused

from .output import emit, say

SLIP = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>审计日志封存单</title>
<body><h1>审计日志封存单</h1><dl>{lines}</dl>{code}
<p>封存人：＿＿＿＿＿＿　监交人：＿＿＿＿＿＿　日期：＿＿＿＿＿＿</p>
<p>核对：qiangxian verify --against 封存文件</p></body></html>
"""
WORDS = {"day": "封存日", "lines": "日志行数", "seq": "最后一行", "hash": "校验值", "algorithm": "算法"}


def read(file: Path) -> dict[str, Any]:
    """A seal as `seal` wrote it."""
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        return {**{name: told[name] for name in WORDS}, "seq": int(told["seq"]), "lines": int(told["lines"])}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refused(
            "不是封存文件", file=str(file), value=str(error), remedy="请给出 qiangxian seal 生成的文件"
        ) from None


def seal(
    out: Annotated[Path, typer.Argument(help="封存文件；旁边另存一份供打印的封存单（.html）")],
    json_out: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """把审计日志的当前末尾封存到文件和纸面，以后用 verify --against 核对。例：qiangxian seal 封存-20261231.json"""
    slip = out.with_suffix(".html")
    for file in (out, slip):
        if file.exists():
            raise Refused("文件已存在", file=str(file), remedy="换一个文件名，旧的封存不会被覆盖")
    told = chain.sealed_today(timezone.localdate())
    text = json.dumps(told, ensure_ascii=False)
    code = qrcode.QRCode(border=2)
    code.add_data(text)
    drawn = code.make_image(image_factory=SvgPathImage).to_string(encoding="unicode")
    lines = "".join(f"<dt>{label}</dt><dd>{escape(str(told[name]))}</dd>" for name, label in WORDS.items())
    slip.write_text(SLIP.format(lines=lines, code=drawn), encoding="utf-8")
    out.write_text(text + "\n", encoding="utf-8")
    if json_out:
        emit(told)
        return
    say(f"已封存到 {out}；封存单 {slip} 请打印后存档。")
    for name, label in WORDS.items():
        print(f"{label}：{told[name]}")
    if sys.stdout.isatty():
        code.print_ascii(out=sys.stdout)
