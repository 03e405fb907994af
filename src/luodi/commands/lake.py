"""`luodi lake`: returns in, and what the lake holds."""

from __future__ import annotations

import datetime as dt
import getpass
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from luodi.lake import Lake, Problem, Proposal

KINDS = ("firms", "figures", "ip", "qualifications", "coverage", "lists", "frozen")
SHOWN = 20
"""Problems printed; the returned table has them all."""


@contextmanager
def told() -> Iterator[None]:
    """What the lake refuses is one line and status 1."""
    from luodi.lake.errors import LakeError

    try:
        yield
    except LakeError as error:
        click.echo(str(error), err=True)
        sys.exit(1)


def at_lake(function: Callable[..., Any]) -> Callable[..., Any]:
    """The option that says which lake."""
    said = (
        "数据湖的位置：文件夹，或 spark://主机/文件夹；不写时用 LUODI_LAKE_URL，再不然是数据文件夹的 lake。"
    )
    return click.option("--lake", "where", metavar="URL", help=said)(function)


@click.group(name="lake", short_help="导入企业数据，查看数据湖", no_args_is_help=True)
def command() -> None:
    """数据湖：企业填报的数据按批次存放，只增不改，更正就是再来一批。

    先用 --dry-run 试导，看清每一处问题；列名、单位和年度自动识别，认过的表头下次照用。
    """


@command.command(name="import", short_help="导入一个文件")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--kind", type=click.Choice(KINDS), required=True, help="数据种类：firms 企业登记、figures 年度数据、"
              "ip 知识产权、qualifications 资质、coverage 研发月报、lists 失信和异常名录、frozen 固定名单。")  # fmt: skip
@click.option("--sheet", default="", metavar="名称", help="哪个工作表；不写时自动找。")
@click.option("--year", type=click.IntRange(2000, 2049), help="数据年度；表里没有年度列时用。")
@click.option("--month", metavar="YYYY-MM", help="月报的月份；表里没有月份列时用。")
@click.option("--checked", metavar="YYYY-MM-DD", help="名录的核查日期；表里没有这一列时用。")
@click.option("--unit", default="", help="金额单位（元、千元、万元、亿元）；列名和表头没有写明时用。")
@click.option("--map", "said", multiple=True, metavar="列=指标", help="指定一列的含义，如 F=revenue_wan、"
              "营业额=营业收入:元、G=研发费用@2024；等号后空着为不导入。可给多个，认过就记住。")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="只试导：列出列的含义和全部问题，什么也不存。")
@click.option(
    "--marked", type=click.Path(path_type=Path, dir_okay=False), metavar="XLSX", help="把问题标在表上退回。"
)
@click.option("--replaces", multiple=True, metavar="批次", help="替换以前的批次（整批更正）。")
@click.option("--amends", default="", metavar="批次", help="补正一个批次：有值的格以这次为准，其余不变。")
@click.option("--complete-for", multiple=True, metavar="区划码", help="这份名单对哪些地区是全的（如 340800）："
              "名单上没有就是没有，而不是不知道。")  # fmt: skip
@click.option("--department", default="", metavar="部门", help="数据来自哪个部门。")
@click.option("--why", default="", metavar="原因", help="更正的原因。")
@click.option("--by", default="", metavar="姓名", help="谁导入；默认为系统用户名。")
@click.option("--again", is_flag=True, help="同一文件已导入过也照样导入。")
@at_lake
def import_(
    *, file: Path, kind: str, sheet: str, year: int | None, month: str | None, checked: str | None, unit: str,
    said: tuple[str, ...], dry_run: bool, marked: Path | None, replaces: tuple[str, ...], amends: str,
    complete_for: tuple[str, ...], department: str, why: str, by: str, again: bool, where: str | None,
) -> None:  # fmt: skip
    """导入一个 xlsx、xls、csv 或 parquet 文件。有错的行不导入，其余照常；每一处问题都列出。

    退出码：0 全部导入，1 有行没有导入或整个文件没有导入。
    """
    from luodi.lake import Lake, inspect, read

    with told():
        lake = Lake(where)
        proposal = inspect(
            file, kind, sheet=sheet, year=year, month=_day(month, "--month"), checked=_day(checked, "--checked"),
            unit=unit, lake=lake,
        )  # fmt: skip
        proposal.use(dict(_pair(one) for one in said))
        _show_columns(proposal)
        reading = read(proposal, lake=lake)
        for note in reading.notes[len(proposal.notes) :]:
            click.echo(f"提示：{note}", err=True)
        _show_problems(reading.problems)
        if marked is not None:
            from luodi import grids
            from luodi.commands import lakebook

            grid = grids.read(proposal.path, proposal.sheet)
            lakebook.write(grid, proposal.header_row, proposal.height, reading.problems, marked)
            click.echo(f"已标注问题：{marked}", err=True)
        counts = f"读 {reading.read:,} 行，{'可' if dry_run else ''}导入 {reading.rows.num_rows:,} 条，不导入 {reading.rejected:,} 行"
        if dry_run:
            click.echo(f"试导：{counts}。什么也没有存。")
        else:
            batch = lake.add(
                reading, by=by or getpass.getuser(), at=dt.datetime.now().replace(microsecond=0), replaces=replaces,
                amends=amends, department=department, complete_for=complete_for, again=again, why=why,
            )  # fmt: skip
            click.echo(f"批次 {batch.id}：{counts}。")
    sys.exit(1 if reading.errors else 0)


def _pair(text: str) -> tuple[str, str]:
    heading, equals, target = text.partition("=")
    if not equals:
        raise click.BadParameter(f"“{text}”里没有等号", param_hint="--map")
    return heading.strip(), target.strip()


def _day(text: str | None, name: str) -> dt.date | None:
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text if len(text) > 7 else f"{text}-01")
    except ValueError as error:
        raise click.BadParameter("日期写成 2026-03-31，月份写成 2026-03", param_hint=name) from error


def _show_columns(proposal: Proposal) -> None:
    facts = [f"工作表“{proposal.sheet}”" if proposal.sheet else "", f"表头第 {proposal.header_row} 行",
             f"单位 {proposal.unit}" if proposal.unit else "", f"年度 {proposal.year}" if proposal.year else "",
             "沿用上次认过的列" if proposal.remembered else ""]  # fmt: skip
    click.echo("，".join(f for f in facts if f), err=True)
    for column in proposal.columns:
        if not column.heading:
            continue
        label = proposal.register[column.target].label if column.target else ""
        when = f" {column.year} 年" if column.year else (f" 前 {column.back} 年" if column.back else "")
        meant = f"→ {label}{when}（{column.target}）" if label else "不导入"
        if column.guess:
            meant += f"；像是“{proposal.register[column.guess].label}”，如是请加 --map {column.letter}={column.guess}"
        click.echo(f"  {column.letter} {' '.join(column.heading.split())} {meant}", err=True)
    for note in proposal.notes:
        click.echo(f"提示：{note}", err=True)


def _show_problems(problems: list[Problem]) -> None:
    ordered = sorted(problems, key=lambda p: p.level != "error")
    for problem in ordered[:SHOWN]:
        click.echo(f"{'错误' if problem.level == 'error' else '提示'} {problem}", err=True)
    if len(ordered) > SHOWN:
        click.echo(f"……共 {len(ordered):,} 处，用 --marked 退回.xlsx 标在表上", err=True)


@command.command(name="list", short_help="列出批次")
@click.option("--all", "everything", is_flag=True, help="连同已被替换的。")
@click.option("--known", metavar="YYYY-MM-DD", help="按某一天当时有的批次。")
@at_lake
def list_(*, everything: bool, known: str | None, where: str | None) -> None:
    """列出批次：编号、种类、时间、谁、行数、来源文件。被替换的默认不列。"""
    from luodi.lake.figures import registers

    with told():
        lake = _lake(where)
        live = lake.live(_day(known, "--known"))
        shown = lake.batches() if everything else live
    names = {b.id for b in live}
    for batch in shown:
        state = "" if batch.id in names else "（已被替换）"
        said = (
            f"替换 {'、'.join(batch.replaces)}"
            if batch.replaces
            else (f"补正 {batch.amends}" if batch.amends else "")
        )
        parts = [batch.id, registers()[batch.kind].label, f"{batch.at:%Y-%m-%d %H:%M}", batch.by,
                 f"{batch.rows:,} 行", batch.source.get("name", ""), batch.department, said, batch.why]  # fmt: skip
        click.echo("  ".join(p for p in parts if p) + state)
    if not shown:
        click.echo(f"{lake.folder} 里还没有批次。用 luodi lake import 导入。")


@command.command(name="show", short_help="看一个批次，或一家企业的一个数从哪里来")
@click.argument("id")
@click.argument("column", required=False)
@click.option("--on", metavar="YYYY-MM-DD", help="按哪一天看；默认今天。")
@click.option("--year", type=int, help="最新会计年度；默认为上一年。")
@click.option("--problems", is_flag=True, help="列出批次导入时的全部问题。")
@at_lake
def show(
    *, id: str, column: str | None, on: str | None, year: int | None, problems: bool, where: str | None
) -> None:
    """ID 是批次编号时，显示它的清单；ID 是统一社会信用代码时，显示 COLUMN（如 revenue_wan）每个来源的批次、文件、行和列。"""
    with told():
        lake = _lake(where)
        if column:
            day = _day(on, "--on") or dt.date.today()
            traces = lake.trace(id, column, day, year)
            for t in traces:
                place = f"{t.file} {t.sheet} 第 {t.row} 行 {t.letter} 列 {t.heading}".strip()
                click.echo(
                    f"{t.value}  {t.words}  批次 {t.batch}（{t.at:%Y-%m-%d}，{t.by}）  {' '.join(place.split())}"
                )
            if not traces:
                click.echo("没有来源：这个数没有人报过。")
            return
        batch = lake.batch(id)
        if problems:
            for said in lake.store.problems(batch):
                click.echo(json.dumps(said, ensure_ascii=False))
        else:
            click.echo(batch.as_json())


@command.command(name="check", short_help="核对批次是否完好，各批次是否矛盾")
@click.option("--on", metavar="YYYY-MM-DD", help="按哪一天看矛盾；默认今天。")
@at_lake
def check(*, on: str | None, where: str | None) -> None:
    """核对每个批次的数据文件与导入时是否一样，并列出各批次数字矛盾的企业和指标。

    退出码：0 完好（矛盾不算损坏），1 有批次损坏。
    """
    with told():
        lake = _lake(where)
        damaged = lake.store.damaged()
        for line in damaged:
            click.echo(line, err=True)
        if not damaged:
            count = len(lake.batches())
            click.echo(f"{count} 个批次完好。")
            table = lake.firm_table(_day(on, "--on") or dt.date.today())
            clashes = (
                table.filter(table.conflicts.notnull()).select("uscc", "name", "conflicts").order_by("uscc")
            )
            rows = lake.engine.arrow(clashes).to_pylist()
            for row in rows:
                labels = "、".join(_label(c) for c in row["conflicts"].split(";"))
                click.echo(f"矛盾 {row['uscc']} {row['name'] or ''}：{labels}")
            click.echo(f"{len(rows)} 家企业的数字有矛盾。" if rows else "没有矛盾。")
    sys.exit(1 if damaged else 0)


def _label(column: str) -> str:
    from luodi.lake.figures import figure_of

    found = figure_of(column)
    if found is None:
        return column
    figure, back = found
    return f"{figure.label}（前 {back} 年）" if back else figure.label


@command.command(name="freeze", short_help="固定一年的规上名单")
@click.argument("year", type=int)
@click.option(
    "--list", "kind", default="above_scale", metavar="名单", help="名单的名称；默认 above_scale（规上工业）。"
)
@click.option("--replaces", multiple=True, metavar="批次", help="改正已经固定的名单。")
@click.option("--by", default="", metavar="姓名", help="谁固定；默认为系统用户名。")
@at_lake
def freeze(*, year: int, kind: str, replaces: tuple[str, ...], by: str, where: str | None) -> None:
    """按上一年的数据固定 YEAR 年的名单，作为覆盖率的分母：报明规上的，或 B、C、D 门类主营业务收入 2000 万元以上的。

    统计部门有正式名单的，请改用 luodi lake import --kind frozen。
    """
    with told():
        lake = _lake(where)
        batch = lake.freeze(year, kind, by=by or getpass.getuser(), at=dt.datetime.now().replace(microsecond=0),
                            replaces=replaces)  # fmt: skip
    click.echo(f"批次 {batch.id}：{year} 年名单 {kind} 共 {batch.rows:,} 家。")


@command.command(name="mapping", short_help="看、忘记认过的表头")
@click.argument("action", type=click.Choice(["list", "show", "forget"]), default="list")
@click.argument("fingerprint", required=False)
@at_lake
def mapping(*, action: str, fingerprint: str | None, where: str | None) -> None:
    """list 列出认过的表头，show 显示一个表头各列的含义，forget 忘记它，下次重新认。"""
    with told():
        lake = _lake(where)
        known = lake.store.mappings()
    if action == "list":
        for name, said in known.items():
            used = sum(bool(m["target"]) for m in said["columns"].values())
            click.echo(f"{name}  {used} 列  {'、'.join(h for h in said['headings'] if h)[:80]}")
        if not known:
            click.echo("还没有认过的表头。")
        return
    if fingerprint not in known:
        click.echo("没有这个表头；用 luodi lake mapping list 查看。", err=True)
        sys.exit(1)
    if action == "show":
        for index, meant in known[fingerprint]["columns"].items():
            heading = known[fingerprint]["headings"][int(index)]
            if heading:
                click.echo(
                    f"{' '.join(heading.split())} → {meant['target'] or '不导入'} {meant['unit']}".rstrip()
                )
        return
    lake.store.forget(fingerprint)
    click.echo("已忘记，下次重新认。")


def _lake(where: str | None) -> Lake:
    from luodi.lake import Lake

    return Lake(where)
