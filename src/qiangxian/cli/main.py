"""Mounts the groups of commands and turns a named error into words and an exit code."""

import os
import sys
from functools import cache

import typer
from django.db import DatabaseError

from qiangxian.kernel.errors import DomainError, Refused

from .output import say

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
        bulletin,
        demo,
        figures,
        keeping,
        law,
        matters,
        notices,
        patents,
        plan,
        programme,
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
    figures.mount(app)
    app.add_typer(law.app, name="law")
    app.add_typer(matters.app, name="matters")
    app.add_typer(notices.app, name="notices")
    app.add_typer(patents.app, name="patents")
    app.add_typer(plan.app, name="plan")
    app.add_typer(programme.app, name="programme")
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
        sealing.seal,
        running.setup,
        running.serve,
        running.worker,
    ):
        app.command()(command)


def main() -> None:
    """Entry point: exit 0 done, 1 failed with a reason, 2 the input was refused."""
    os.umask(0o077)  # whatever is written is for whoever runs the product alone
    mount()
    try:
        app()
    except Refused as refusal:
        say(str(refusal))
        sys.exit(2)
    except DomainError as error:
        say(str(error))
        sys.exit(1)
    except DatabaseError as error:
        say(
            f"数据库不可用：{error}（先运行 qiangxian setup；若磁盘已满或数据库已停，恢复后再试，未提交的内容不会留下一半）"
        )
        sys.exit(1)


if __name__ == "__main__":
    main()
