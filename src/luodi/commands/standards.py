"""`luodi standards`: which standards there are, what they say, whether a file is in order, what changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar

import click

from luodi.standards import NoStandard, Standard, StandardError, catalogue, load
from luodi.standards.catalogue import files, in_force, span
from luodi.standards.checking import Checked, Many, Outcome, check
from luodi.standards.differing import differing
from luodi.standards.loading import read
from luodi.standards.telling import told

if TYPE_CHECKING:
    import pyarrow as pa

FOLDER = click.option(
    "--folder",
    "folders",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="另有标准文件的文件夹，同名同版本以它为准。",
)
T = TypeVar("T")
DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def command() -> None:
    """认定标准：查看、检查、比较版本、核对案例。"""


@command.command("list")
@FOLDER
@click.option("--on", type=DAY, help="只列这一天施行的版本。")
def list_(folders: tuple[Path, ...], on: Any) -> None:
    """列出全部标准和版本。"""
    from rich.console import Console
    from rich.table import Table

    standards = _tried(lambda: catalogue(folders))
    if on is not None:
        standards = in_force(standards, on.date())
    table = Table(box=None, pad_edge=False)
    for heading in ("标准", "名称", "施行", "文件", "条件"):
        table.add_column(heading, overflow="fold", no_wrap=heading in ("标准", "施行"))
    for s in standards:
        table.add_row(
            s.key, s.title, span(s), s.document, "未启用" if s.refuses else f"{len(s.conditions)}条"
        )
    Console().print(table)


@command.command()
@click.argument("name")
@FOLDER
@click.option("--on", type=DAY, help="这一天施行的版本；不写为最新版本。")
def show(name: str, folders: tuple[Path, ...], on: Any) -> None:
    """按条文显示一个标准：条件、分档、出处和把握。"""
    click.echo(told(_load(name, folders, on)))


@command.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@FOLDER
def lint(paths: tuple[Path, ...], folders: tuple[Path, ...]) -> None:
    """检查标准文件，逐行指出错误；不写文件名时检查全部标准。"""
    bad = 0
    for path in paths or files(folders):
        try:
            found = read(path)
        except StandardError as error:
            bad += 1
            click.echo(str(error), err=True)
        else:
            click.echo(f"{path.name}：正确（{len(found.conditions)}条条件，{len(found.items)}个得分项）")
    if bad:
        raise SystemExit(1)


@command.command()
@click.argument("one")
@click.argument("two")
@FOLDER
def diff(one: str, two: str, folders: tuple[Path, ...]) -> None:
    """比较两个标准（或两个版本）有什么不同，如 specialised-sme@2022 specialised-sme@2026。"""
    first, second = _load(one, folders, None), _load(two, folders, None)
    lines = list(differing(first, second))
    click.echo("\n".join(lines) if lines else "两者没有不同。")


@command.command("check")
@click.argument("cases", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@FOLDER
@click.option(
    "--engine",
    type=click.Choice(["single", "duckdb", "spark"]),
    default="single",
    show_default=True,
    help="怎样判定：single 逐家，duckdb、spark 写进企业表成批判定。",
)
def check_(cases: Path, folders: tuple[Path, ...], engine: str) -> None:
    """用算好的案例核对标准，逐项指出不同。

    每个案例写 standard（标准编号）、id、inputs（指标）和 expected（应得的结果）；只写编号时可加 on（评价日期），
    按当日施行的版本判定。
    """
    try:
        given = json.loads(cases.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except (ValueError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{cases} 不是合格的 JSON：{error}") from None
    if isinstance(given, Mapping):
        given = given.get("cases")
    if not isinstance(given, list):
        raise click.ClickException(f"{cases} 应是案例的列表")
    with _engine(engine) as many:
        found = check(given, folders=folders, more={"uscc_gb32100": uscc}, many=many)
    for one in found:
        for line in _lines(one):
            click.echo(line)
    wrong = sum(not one.right for one in found)
    click.echo(f"共{len(found)}个案例，{len(found) - wrong}个一致，{wrong}个不同。")
    if wrong or not found:
        raise SystemExit(1)


@contextmanager
def _engine(name: str) -> Iterator[Many | None]:
    """Judges all the cases of a standard at once, where that is asked for."""
    if name == "single":
        yield None
        return
    from luodi.standards import checkingmany

    if name == "duckdb":
        yield partial(checkingmany.outcomes, judging=checkingmany.on_duckdb)
        return
    from luodi.lake import backends
    from luodi.lake.errors import LakeError
    from luodi.lake.place import Place
    from luodi.standards.assessing import assess

    with TemporaryDirectory(prefix="luodi-") as folder:
        try:
            spark = backends.start(Place(Path(folder), "spark", "local[2]"))
        except LakeError as error:
            raise click.ClickException(str(error)) from error

        def judging(standard: Standard, firms: pa.Table) -> pa.Table:
            import pyarrow.parquet as pq

            path = Path(folder) / f"{standard.key}.parquet"
            pq.write_table(firms, path)
            return assess(standard, spark.read([path]), detail="all")

        try:
            yield partial(checkingmany.outcomes, judging=judging)
        finally:
            spark.close()


def uscc(figures: Mapping[str, Any]) -> Outcome:
    """A code against GB 32100-2015, told as a case tells it."""
    from luodi.lake.uscc import check as check_code

    found = check_code(str(figures.get("code", "")))
    return Outcome(not found.codes, tuple(frozenset([c]) for c in found.codes), None, None, {})


def _lines(one: Checked) -> list[str]:
    if one.error:
        return [f"{one.id}（{one.standard}）：{one.error}"]
    return [
        f"{one.id}（{one.standard}）{what}：算得 {_said(found)}，应为 {_said(expected)}"
        for what, found, expected in one.differences
    ]


def _said(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "符合", False: "不符合", None: "未定"}[value]
    if isinstance(value, list | tuple):
        return "、".join(map(_said, value)) or "无"
    return str(value)


def _load(name: str, folders: tuple[Path, ...], on: Any) -> Standard:
    day: date | None = on.date() if on is not None else None
    return _tried(lambda: load(name, on=day, folders=folders))


def _tried(make: Callable[[], T]) -> T:
    try:
        return make()
    except (NoStandard, StandardError) as error:
        raise click.ClickException(str(error)) from None
