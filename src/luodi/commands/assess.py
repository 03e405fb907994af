"""`luodi assess`: a file of firms against one standard or all, and a workbook an official can read."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from luodi.commands.inputs import Input
from luodi.reading.errors import ReadError

if TYPE_CHECKING:
    from luodi.commands.firmfile import Firms
    from luodi.standards import Standard

SHOWN = 200
"""Flaws printed; a workbook and JSON hold all of them."""
FORMATS = (".xlsx", ".parquet", ".json")


@click.command()
@click.argument("firms", type=click.Path(path_type=Path))
@click.option(
    "--standard",
    "ids",
    multiple=True,
    metavar="标准",
    help="标准的名称，如 high-tech；可多次给出。不给即当日施行的全部标准。",
)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="按哪一天施行的版本，默认今天。")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    help="结果文件：.xlsx、.parquet 或 .json。",
)
@click.option("--unit", default="", metavar="单位", help="表里没有写明时，金额的单位：元、万元、亿元。")
@click.option("--sheet", default="", help="工作表名，默认找指标最多的一张。")
@click.option(
    "--stored",
    is_flag=True,
    help="Parquet 里已是数据湖的存储形式（百万分之一单位的整数），直接评价，不逐格检查。",
)
def command(
    firms: Path, ids: tuple[str, ...], on: Any, output: Path, unit: str, sheet: str, stored: bool
) -> None:
    """按标准评价一份企业表：是否符合、得分、哪些条件未达到、还差多少。

    表里每行一家企业，列名用常用中文名或指标代号，年度和单位写在列名里。读不懂的单元格全部列出，
    这些企业不评价，其余照常。
    """
    day: date = on.date() if on is not None else date.today()
    if output.suffix.lower() not in FORMATS:
        raise click.UsageError(f"结果文件应以 {'、'.join(FORMATS)} 结尾。")
    standards = _standards(ids, day)
    _say(f"标准：{'、'.join(s.key for s in standards)}")
    if stored:
        _stored(standards, firms, output)
        return
    found = _read(firms, day, unit, sheet, standards)
    for line in [*found.notes, *map(str, found.problems[:SHOWN])]:
        _say(line)
    if len(found.problems) > SHOWN:
        _say(f"……共 {len(found.problems)} 处，其余见结果文件。")
    if found.ignored:
        _say(f"没有用到的列：{'、'.join(found.ignored)}")
    _write(standards, found, firms, output, day)
    kept_out = found.read - found.table.num_rows
    _say(
        f"读到 {found.read} 家，评价 {found.table.num_rows} 家"
        + (f"，{kept_out} 家有错未评价" if kept_out else "")
        + "。"
    )
    if kept_out:
        raise SystemExit(1)


def _say(line: str) -> None:
    click.echo(line, err=True)


def _standards(ids: tuple[str, ...], day: date) -> list[Standard]:
    from luodi.standards import NoStandard, StandardError, catalogue, in_force, load

    try:
        chosen = [load(name, on=None if "@" in name else day) for name in ids]
        if not ids:
            chosen = [s for s in in_force(catalogue(), day) if not s.refuses]
    except (NoStandard, StandardError) as error:
        raise click.ClickException(str(error)) from error
    for standard in chosen:
        if standard.refuses:
            raise click.ClickException(f"{standard.title}（{standard.key}）暂不能评价：{standard.refuses}")
    return list({s.key: s for s in chosen}.values())


def _read(firms: Path, day: date, unit: str, sheet: str, standards: list[Standard]) -> Firms:
    from luodi.commands import firmfile
    from luodi.lake.errors import LakeError

    try:
        return firmfile.read(firms, day, unit, sheet, standards)
    except LakeError as error:
        raise click.ClickException(str(error)) from error


def _stored(standards: list[Standard], firms: Path, output: Path) -> None:
    from luodi.standards.assessing import write

    if firms.suffix.lower() != ".parquet" or output.suffix.lower() != ".parquet":
        raise click.UsageError("--stored 只用于 .parquet 到 .parquet。")
    if not firms.is_file():
        raise click.ClickException(f"{firms.name}：打不开。请核对路径。")
    if output.exists() and output.samefile(firms):
        raise click.ClickException("结果会覆盖被读的文件，没有写出。请用 -o 换一个文件名。")
    beside = output.with_name(f".{output.name}.part")
    try:
        write(standards, firms, beside, detail="all")
        beside.replace(output)
    except TypeError as error:
        raise click.ClickException(str(error)) from error
    finally:
        beside.unlink(missing_ok=True)


def _write(standards: list[Standard], found: Firms, firms: Path, output: Path, day: date) -> None:
    from luodi.commands import firmbook
    from luodi.commands.outputs import put
    from luodi.standards.assessing import assess

    answers = []
    for number, standard in enumerate(standards, 1):
        if len(standards) > 1 and found.table.num_rows:
            _say(f"[{number}/{len(standards)}] {standard.title}")
        answers.append(assess(standard, found.table, detail="all", scaled=True))
    kind = output.suffix.lower()
    if kind == ".xlsx":
        data = firmbook.workbook(standards, answers, found, firms.name, day)
    elif kind == ".json":
        data = json.dumps(
            firmbook.plain(standards, answers, found, day), ensure_ascii=False, indent=1
        ).encode()
    else:
        data = firmbook.parquet(answers)
    try:
        put(data, output, [Input(firms)])
    except ReadError as error:
        raise click.ClickException(str(error)) from error
