"""Mounts the groups of commands and turns a named error into words and an exit code."""

import errno
import os
import sys
from functools import cache

import typer
from django.db import DatabaseError

from qiangxian.kernel.errors import DomainError, Refused

from .output import say

REFUSED = {
    errno.ENOSPC: ("磁盘已满", "清理或扩大磁盘后再试"),
    errno.EDQUOT: ("磁盘配额已用完", "清理或扩大配额后再试"),
    errno.EROFS: ("文件夹是只读的", "换一个可写的文件夹，或用 QIANGXIAN_VAR 指定"),
    errno.EACCES: ("没有读写权限", "由文件夹的所有者运行，或用 QIANGXIAN_VAR 指定可写的文件夹"),
    errno.EPERM: ("没有读写权限", "由文件夹的所有者运行，或用 QIANGXIAN_VAR 指定可写的文件夹"),
    errno.ENOENT: ("没有这个文件或文件夹", "先建立文件夹，或核对路径"),
    errno.ENOTDIR: ("路径中有一段不是文件夹", "核对路径"),
    errno.EISDIR: ("这是文件夹，不是文件", "核对路径"),
    errno.EADDRINUSE: ("端口已被占用", "换一个端口"),
}
"""What the system refuses and what helps, by its number."""

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="强县：把公布的方案变成运行中的知识产权工作。",
    pretty_exceptions_enable=False,
)


@cache
def mount() -> None:
    """Mount every group, once; Django is ready before any of them is imported."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qiangxian.config.settings")
    django.setup()
    from . import (
        account,
        assess,
        bulletin,
        demo,
        dossier,
        figures,
        keeping,
        law,
        matters,
        notices,
        patents,
        plan,
        programme,
        progress,
        quality,
        registers,
        rights,
        rulebook,
        running,
        schedule,
        sealing,
        staging,
    )

    staging.finish()
    app.add_typer(account.app, name="account")
    app.add_typer(assess.app, name="assess")
    app.add_typer(dossier.app, name="dossier")
    figures.mount(app)
    app.add_typer(law.app, name="law")
    app.add_typer(matters.app, name="matters")
    app.add_typer(notices.app, name="notices")
    app.add_typer(patents.app, name="patents")
    app.add_typer(plan.app, name="plan")
    app.add_typer(programme.app, name="programme")
    app.add_typer(progress.app, name="progress")
    app.add_typer(quality.app, name="quality")
    app.add_typer(registers.app, name="registers")
    app.add_typer(rights.app, name="rights")
    app.add_typer(rulebook.app, name="rulebook")
    app.add_typer(schedule.app, name="schedule")
    for command in (
        bulletin.bulletin,
        demo.demo,
        keeping.backup,
        keeping.restore,
        sealing.mirror,
        sealing.seal,
        running.setup,
        running.serve,
        running.worker,
    ):
        app.command()(command)


def main() -> None:
    """Entry point: exit 0 done, 1 failed with a reason, 2 the input was refused."""
    os.umask(0o077)  # whatever is written is for whoever runs the product alone
    try:
        mount()
        app()
    except Refused as refusal:
        say(str(refusal))
        sys.exit(2)
    except DomainError as error:
        say(str(error))
        sys.exit(1)
    except DatabaseError as error:
        say(
            f"数据库不可用：{error}（先运行 qiangxian setup；若磁盘已满、文件夹只读或数据库已停，恢复后再试，未提交的内容不会留下一半）"
        )
        sys.exit(1)
    except OSError as error:
        say(_words(error))
        sys.exit(1)


def _words(error: OSError) -> str:
    """What the system refused, as a sentence."""
    what, remedy = REFUSED.get(error.errno or 0, (error.strerror or str(error), "排除原因后再试"))
    return f"{f'{error.filename}：' if error.filename else ''}{what}（{remedy}，已提交的内容不受影响）"


if __name__ == "__main__":
    main()
