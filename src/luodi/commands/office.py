"""What the commands that run an office share: troubles told in a line, progress on the side."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

import click


@contextmanager
def told() -> Iterator[None]:
    """Whatever an administrator can mend ends the command with one line and status 1."""
    from luodi.office.operations.troubles import Trouble

    try:
        yield
    except Trouble as trouble:
        fail(str(trouble))
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise
    except Exception as error:
        if os.environ.get("LUODI_DEBUG"):
            raise
        what = (str(error).strip().splitlines() or [""])[0]
        fail(f"意外错误（{type(error).__name__}）：{what}。请设 LUODI_DEBUG=1 再运行一次，把报错交给维护者。")


def fail(says: str) -> NoReturn:
    click.echo(says, err=True)
    sys.exit(1)


def progress(what: str) -> Callable[[int, int], None] | None:
    """A line on the terminal that counts; nothing where errors go to a file."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        of = f"/{total:,}" if total else ""
        click.echo(f"\r{what} {done:,}{of}", nl=done == total, err=True)

    return show


def size(number: int) -> str:
    """
    >>> size(532), size(2_500_000)
    ('532 B', '2.4 MB')
    """
    for unit in ("B", "KB", "MB", "GB"):
        if number < 1024 or unit == "GB":
            return f"{number:.0f} B" if unit == "B" else f"{number:.1f} {unit}"
        number /= 1024  # type: ignore[assignment]
    raise AssertionError
