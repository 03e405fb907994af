"""`luodi read`: files in, a task list out."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from luodi.commands.batch import read_all, unexpected
from luodi.commands.inputs import gather
from luodi.commands.outputs import SUFFIXES, is_folder
from luodi.commands.progress import progress_for
from luodi.reading.errors import ReadError

if TYPE_CHECKING:
    from luodi.finding.second import SecondFinder
    from luodi.finding.unitbook import UnitBook

FORMATS = ("table", "json", "text", "xlsx", "docx", "csv")
LEVELS = ("concrete", "direction", "stance")


@click.command(name="read", short_help="读文件，列出任务清单")
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path())
@click.option(
    "--units",
    metavar="BOOK",
    type=click.Path(),
    help="单位簿（YAML 或 CSV）：把写法对应到单位，展开“两市四区”等。",
)
@click.option(
    "--level",
    "levels",
    metavar="LEVELS",
    help="列出哪些类别，用逗号隔开：concrete 具体、direction 方向、stance 表态。"
    "清单默认列前两类，json 默认全部。",
)
@click.option(
    "--format",
    "kind",
    type=click.Choice(FORMATS),
    help="输出格式；不写时按 -o 的后缀，没有 -o 时为 table。",
)
@click.option(
    "-o",
    "--output",
    metavar="PATH",
    help="写到文件；json、text 和 --explain 也可给文件夹，一份文件一个结果。“-”为标准输出。",
)
@click.option(
    "--explain", is_flag=True, help="显示修复后的全文，标出每处修复和每项发现；加 -o 写成网页（HTML）。"
)
@click.pass_context
def command(
    ctx: click.Context,
    *,
    files: tuple[str, ...],
    units: str | None,
    levels: str | None,
    kind: str | None,
    output: str | None,
    explain: bool,
) -> None:
    """读一个或多个文件，找出会议、议题、任务和目标，每一项都带原文和出处。

    FILE 可以是 txt、html、docx、doc、pdf、xlsx、xls、csv 等文件，文件夹（读其中及下级的全部文件），
    或“-”（标准输入）。损坏的文字（乱码、括注拼音、网页杂质）先修复再读。

    退出码：0 全部读成；1 有文件没读成（逐一说明原因，其余照常）；2 用法有误。
    """
    from luodi.commands.sinks import sink_for

    wanted = _levels(levels)
    kind = _kind(kind, output, explain)
    folder = Path(output) if output not in (None, "-") and is_folder(output or "", kind) else None
    book = _book(units)
    inputs = gather(files, leave_out=folder)
    if told := inputs.told():
        click.echo(told, err=True)
    try:
        sink = sink_for(kind, output, folder, wanted, inputs.files)
    except ReadError as error:
        raise click.UsageError(str(error)) from error
    report = read_all(inputs, sink.take, progress_for(len(inputs.files)), book, _second())
    failed = bool(report.failures)
    try:
        for line in sink.finish(report.failures):
            click.echo(line, err=True)
    except ReadError as error:
        click.echo(str(error), err=True)
        failed = True
    except BrokenPipeError:
        raise  # the reader of our output has gone: click ends quietly
    except Exception as error:
        click.echo(unexpected(output or "结果", error), err=True)
        failed = True
    if len(inputs.files) > 1 and failed:
        click.echo(f"读成 {report.read} 份，未读成 {len(report.failures)} 份", err=True)
    sys.stdout.flush()
    ctx.exit(1 if failed else 0)


def _levels(words: str | None) -> tuple[str, ...] | None:
    """The levels asked for, in their fixed order; None when none were named."""
    if words is None:
        return None
    names = {name.strip() for name in words.replace("，", ",").split(",") if name.strip()}
    if unknown := sorted(names - set(LEVELS)):
        raise click.BadParameter(
            f"没有类别 {'、'.join(unknown)}；可用 {', '.join(LEVELS)}", param_hint="--level"
        )
    if not names:
        raise click.BadParameter(f"没有写类别；可用 {', '.join(LEVELS)}", param_hint="--level")
    return tuple(name for name in LEVELS if name in names)


def _kind(kind: str | None, output: str | None, explain: bool) -> str:
    """The format of the result, from what was said and from the suffix of `-o`."""
    suffix = SUFFIXES.get(Path(output).suffix.lower()) if output and output != "-" else None
    if explain:
        if kind is not None:
            raise click.UsageError("--explain 自成格式，不能与 --format 同用")
        if suffix not in (None, "html"):
            raise click.UsageError("--explain 写成网页，请让 -o 以 .html 结尾，或给一个文件夹")
        return "html" if output else "explain"
    if kind is None:
        if output is None:
            return "table"
        if suffix in (None, "html"):
            raise click.UsageError("看不出 -o 的格式，请加 --format json、text、xlsx、docx 或 csv")
        return suffix
    if kind == "table" and output not in (None, "-"):
        raise click.UsageError("table 只在终端显示；要写文件请用 --format xlsx、docx、csv、json 或 text")
    if kind in ("xlsx", "docx"):
        if output is None:
            raise click.UsageError(f"{kind} 要写到文件，请加 -o 文件名.{kind}")
        if output != "-" and is_folder(output, kind):
            raise click.UsageError(f"{kind} 全部文件合为一份，请让 -o 以 .{kind} 结尾，不要给文件夹")
    return kind


def _book(path: str | None) -> UnitBook | None:
    """The unit book, or a usage error that says what is wrong with it."""
    if path is None:
        return None
    from luodi.finding.unitbook import UnitBook

    try:
        return UnitBook.load(Path(path))
    except ReadError as error:
        raise click.BadParameter(str(error), param_hint="--units") from error


def _second() -> SecondFinder | None:
    """The second finder if the environment names one; a setting it cannot use is told and left."""
    if not os.environ.get("LUODI_MODEL_URL"):
        return None
    from luodi.finding.second import SettingError, from_environment

    try:
        return from_environment(os.environ)
    except SettingError as error:
        click.echo(f"提示：{error}；这次只用规则", err=True)
        return None
