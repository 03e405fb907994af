"""`luodi`: the command line, a thin door onto the engine and the office.

Commands are imported when they are called, so that `luodi --help` and `luodi --version` start at once.
"""

from __future__ import annotations

import importlib
import os
import sys
import warnings

import click

from luodi import __version__
from luodi.clickwords import speak_chinese
from luodi.settings import epilog

speak_chinese()  # before the first command is made: some sentences are asked for there

COMMANDS = {
    "read": "luodi.commands.read",
    "learn": "luodi.commands.learn",
    "standards": "luodi.commands.standards",
    "assess": "luodi.commands.assess",
    "lake": "luodi.commands.lake",
    "race": "luodi.commands.race",
    "init": "luodi.commands.init",
    "demo": "luodi.commands.demo",
    "password": "luodi.commands.password",
    "serve": "luodi.commands.serve",
    "tick": "luodi.commands.tick",
    "verify": "luodi.commands.verify",
    "backup": "luodi.commands.backup",
    "restore": "luodi.commands.restore",
    "doctor": "luodi.commands.doctor",
}
"""Command -> the module whose `command` it is."""


class Lazy(click.Group):
    """A group that imports a command's module when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[name]).command
        return command


@click.group(cls=Lazy, epilog=epilog(), context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "--version", prog_name="luodi", message="%(prog)s %(version)s")
def luodi() -> None:
    """落地：读公文，列任务，抓落实。

    read 和 learn 直接读文件，不需要别的；其余命令管理一个办公室：网页、数据库、备份和检查。
    """


def main() -> None:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that is not UTF-8 shows ? and goes on
    if not os.environ.get("LUODI_DEBUG"):
        warnings.simplefilter("ignore")  # libraries' remarks on damaged files are no news to a reader
    luodi()


if __name__ == "__main__":
    main()
