"""`luodi race`: rules and a table of figures to places, a workbook, a notice; how sure the places are."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from luodi.commands.raceexplain import explain
from luodi.commands.raceopen import SHEET, SPEC, VALUES, contest_of, put, ran, say, tried, unit_in, values_of
from luodi.commands.raceprinted import printed
from luodi.commands.racesensitive import sensitivity

if TYPE_CHECKING:
    from luodi.papers.racenotice import Letter
    from luodi.papers.raceresult import RaceResult
    from luodi.papers.table import Sheet
    from luodi.racing import Contest, Result

FORMATS = (".xlsx", ".docx", ".json")


@click.group()
def command() -> None:
    """赛马：按规则计分排名，出成绩表和通报，检验名次有多稳。"""


@command.command("list")
def list_() -> None:
    """列出自带的赛马规则。"""
    from luodi.commands import racescreen
    from luodi.racing import load, shipped

    racescreen.listed([load(path).race for path in shipped().values()])


@command.command()
@SPEC
def show(spec: str) -> None:
    """显示一套规则：指标、权重、计分公式、加减分和等次。"""
    from luodi.commands import racescreen

    racescreen.rules(contest_of(spec).race)


@command.command()
@SPEC
@VALUES
@SHEET
@click.option("--previous", type=click.Path(path_type=Path), help="上期的数据表，用来算升降。")
@click.option("--previous-spec", metavar="规则", help="上期所用的规则，与本期不同时给出。")
@click.option("--period", default="", help="哪一期，如 2026年一季度，写在表头和通报里。")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="结果文件：.xlsx 成绩表、.docx 通报或 .json。"
)
@click.option("--issuer", default="办公室", help="通报的署名机关。")
@click.option("--number", default="", help="通报的文号。")
@click.option("--addressee", default="", help="通报的主送单位。")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="通报和成绩表的日期，默认今天。")
@click.option("--commend", type=click.IntRange(1), help="不写结果通报，写表扬前几名的通报（.docx）。")
def run(
    spec: str,
    values: Path,
    sheet: str,
    previous: Path | None,
    previous_spec: str | None,
    period: str,
    output: Path | None,
    issuer: str,
    number: str,
    addressee: str,
    on: Any,
    commend: int | None,
) -> None:
    """按规则对数据表计分排名。

    规则是 YAML 文件，或自带规则的名称（luodi race list）。数据表每行一个单位，列名是指标名。读不懂的
    单元格全部列出，按缺报计分，其余照常；有这样的单元格时退出码是1，也不写通报。
    """
    if output is not None and output.suffix.lower() not in FORMATS:
        raise click.UsageError(f"结果文件应以 {'、'.join(FORMATS)} 结尾。")
    if commend and (output is None or output.suffix.lower() != ".docx"):
        raise click.UsageError("--commend 要和 -o 表扬.docx 一起用。")
    if previous_spec and previous is None:
        raise click.UsageError("--previous-spec 要和 --previous 一起用。")
    from luodi.commands import racescreen
    from luodi.racepaper import paper_result

    contest = contest_of(spec)
    before = None
    if previous is not None:
        old = contest_of(previous_spec) if previous_spec else contest
        before = ran(old, values_of(old, previous, ""), None)
        for bad in before.bad:
            say(f"上期：{bad}")
    result = ran(contest, values_of(contest, values, sheet), before)
    for line in (*map(str, result.bad), *result.values.notes, *result.done):
        say(line)
    paper = paper_result(result, period)
    if output is None:
        racescreen.standings(paper)
    else:
        day = on.date() if on is not None else date.today()
        if output.suffix.lower() == ".docx":
            _refuse_bad(result)
            from luodi.papers.racenotice import Letter

            data = _notice(paper, Letter(issuer, day, number=number, addressee=addressee), commend)
        elif output.suffix.lower() == ".json":
            from luodi.racepaper import plain

            data = json.dumps(plain(result, period), ensure_ascii=False, indent=1).encode()
        else:
            from luodi.papers.racebook import race_book

            data = race_book(paper, day, sheets=_moves(contest, result, before))
        put(data, output, values, *([previous] if previous else []))
    say(f"{len(paper.lines)}个单位，{len(paper.ranked)}个排名，{len(result.bad)}个单元格读不懂。")
    if result.bad:
        raise SystemExit(1)


@command.command()
@SPEC
@VALUES
@SHEET
@click.option(
    "--previous",
    multiple=True,
    type=click.Path(path_type=Path),
    help="往期的数据表，从早到晚可多次给出，用来看突变。",
)
def check(spec: str, values: Path, sheet: str, previous: tuple[Path, ...]) -> None:
    """公布之前检查数据表：逐条说出哪一格、有什么问题、数据来自哪里。

    有“错误”时退出码是1；“疑似”要有人看过；“提示”供知悉。
    """
    from luodi.commands import racecheck

    contest = contest_of(spec)
    table = values_of(contest, values, sheet)
    history = [values_of(contest, path, "") for path in previous]
    found = tried(lambda: racecheck.remarks(contest, table, history))
    for remark in found:
        click.echo(str(remark))
    counts = [f"{kind}{n}处" for kind in racecheck.ORDER if (n := sum(r.serious == kind for r in found))]
    say(f"{len(table.units)}个单位；{'，'.join(counts) or '没有发现问题'}。")
    if any(r.serious == racecheck.WRONG for r in found):
        raise SystemExit(1)


@command.command()
@SPEC
@VALUES
@SHEET
@click.option("--draws", type=click.IntRange(1, 1_000_000), default=10_000, help="抽多少次，默认 10000。")
@click.option("--seed", type=click.IntRange(0), default=1, help="随机种子；同一种子在任何机器上结果相同。")
@click.option(
    "--vary",
    "vary",
    multiple=True,
    metavar="名称=值",
    help="改变什么，可多次给出：weights=25%、normalisers=own,min_max、means=arithmetic,geometric、missing=zero,worst。",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="结果文件：.xlsx、.json 或 .npz，含每次抽样。"
)
def stress(
    spec: str, values: Path, sheet: str, draws: int, seed: int, vary: tuple[str, ...], output: Path | None
) -> None:
    """检验名次有多稳：权重、计分方法、合成方法、缺报规则变动时，各单位名次在哪个区间。"""
    from luodi.commands import racescreen, racestress

    if output is not None and output.suffix.lower() not in racestress.FORMATS:
        raise click.UsageError(f"结果文件应以 {'、'.join(racestress.FORMATS)} 结尾。")
    contest = contest_of(spec)
    table = values_of(contest, values, sheet)
    for line in map(str, table.bad):
        say(line)
    choice = tried(lambda: racestress.vary_of(vary))
    with racestress.counting(draws) as progress:
        made = tried(lambda: contest.stress(table, draws=draws, seed=seed, vary=choice, progress=progress))
    official = ran(contest, table, None)
    rows = racestress.rows(made, {x.unit: x.place for x in official.lines})
    if output is None:
        racescreen.intervals(rows, racestress.said(made))
    else:
        put(tried(lambda: racestress.data(contest.race, made, rows, output.suffix.lower())), output, values)
    if table.bad:
        raise SystemExit(1)


@command.command()
@click.argument("one", metavar="规则一")
@click.argument("two", metavar="规则二")
@VALUES
@SHEET
def compare(one: str, two: str, values: Path, sheet: str) -> None:
    """同一张数据表按两套规则各算一遍，并排看名次和得分差在哪里，再列出两套规则本身的不同。"""
    from luodi.commands import racescreen
    from luodi.racing.compare import differences

    first, second = contest_of(one), contest_of(two)
    a = ran(first, values_of(first, values, sheet), None)
    b = ran(second, values_of(second, values, sheet), None)
    for bad in dict.fromkeys([*map(str, a.bad), *map(str, b.bad)]):
        say(bad)
    racescreen.side_by_side(a, b)
    racescreen.differing(differences(first.race, second.race))


@command.command()
@SPEC
@VALUES
@click.argument("unit", metavar="单位")
@SHEET
def lift(spec: str, values: Path, unit: str, sheet: str) -> None:
    """一个单位要前进一位，单靠哪个指标要做到多少，几个指标一起怎样最省力。"""
    from luodi.commands import racescreen

    contest = contest_of(spec)
    table = values_of(contest, values, sheet)
    for bad in map(str, table.bad):
        say(bad)
    unit_in(table, unit)
    line = ran(contest, table, None).line(unit)
    found = tried(lambda: contest.lift(table, unit))
    racescreen.lifted(line, found)


def _moves(contest: Contest, result: Result, before: Result | None) -> list[Sheet]:
    """Why each unit moved, where there is a round before."""
    if before is None:
        return []
    from luodi.commands.racemoves import sheet_of

    old = None if before.race == contest.race else before.race
    return [sheet_of(tried(lambda: contest.movement(result.values, before.values, old)))]


def _notice(paper: RaceResult, letter: Letter, commend: int | None) -> bytes:
    """The notice of the result, or of those it commends."""
    from luodi.papers.racenotice import commendation, drafted, notice_bytes, praised

    if not commend:
        return notice_bytes(drafted(paper, letter))
    what = f"{paper.period}{paper.title}先进单位"
    named = [("先进单位", praised(paper, first=commend))]
    return notice_bytes(tried(lambda: commendation(letter, what, named)))


def _refuse_bad(result: Result) -> None:
    if result.bad:
        for bad in result.bad:
            say(str(bad))
        raise click.ClickException(f"有{len(result.bad)}个单元格读不懂，没有写通报。请改正数据表后重算。")


for _one in (printed, explain, sensitivity):
    command.add_command(_one)
