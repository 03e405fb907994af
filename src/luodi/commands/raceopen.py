"""What every `luodi race` command opens and writes alike: rules, tables, results; errors in words for people."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from luodi.commands.inputs import Input
from luodi.grids import FileUnusable
from luodi.reading.errors import ReadError

if TYPE_CHECKING:
    from luodi.racing import Contest, Result, Values

T = TypeVar("T")
SPEC = click.argument("spec", metavar="规则")
VALUES = click.argument("values", metavar="数据表", type=click.Path(path_type=Path))
SHEET = click.option("--sheet", default="", help="工作表名，默认找规则所用指标最多的一张。")


def say(line: str) -> None:
    """Beside the result, on standard error."""
    click.echo(line, err=True)


def contest_of(spec: str) -> Contest:
    """Rules by file or by the id of shipped ones."""
    from luodi.racing import RaceError, load

    try:
        return load(spec)
    except (RaceError, FileNotFoundError) as error:
        raise click.ClickException(str(error)) from None


def values_of(contest: Contest, path: Path, sheet: str) -> Values:
    """The table the rules read."""
    return tried(lambda: contest.values(path, sheet))


def ran(contest: Contest, values: Values, before: Result | None) -> Result:
    """The official result."""
    return tried(lambda: contest.run(values, previous=before))


def unit_in(values: Values, unit: str) -> None:
    """Refuse a name that is not in the table, with the names that are."""
    if unit not in values.units:
        raise click.ClickException(f"数据表里没有“{unit}”；有 {'、'.join(values.units)}")


def put(data: bytes, output: Path, *read: Path) -> None:
    """Write a result whole, never over what was read."""
    from luodi.commands.outputs import put as put_whole

    try:
        put_whole(data, output, [Input(path) for path in read])
    except ReadError as error:
        raise click.ClickException(str(error)) from error
    say(f"已写出 {output}")


def tried(make: Callable[[], T]) -> T:
    """What people must hear as one line, not as a traceback."""
    try:
        return make()
    except (FileUnusable, ValueError) as error:
        raise click.ClickException(str(error)) from None
