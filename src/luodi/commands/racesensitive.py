"""`luodi race sensitivity`: what places hang on, the race without each indicator, everybody's best weights."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from luodi.commands.raceopen import SHEET, SPEC, VALUES, contest_of, put, ran, say, tried, values_of

if TYPE_CHECKING:
    from luodi.papers.bookpage import BookCell
    from luodi.racing import Contest, Result, Values
    from luodi.racing.bestcase import BestCase
    from luodi.racing.sensitivity import Sensitivity
    from luodi.racing.without_each import Without

FORMATS = (".xlsx", ".json")
MOST = 3


@dataclass(frozen=True, slots=True)
class Study:
    """All three answers for one table; where one cannot be had, `lacks` says why."""

    result: Result
    shares: Sensitivity
    without: list[Without]
    best: BestCase | None
    lacks: list[str]


@click.command()
@SPEC
@VALUES
@SHEET
@click.option("--draws", type=click.IntRange(2, 1_000_000), default=2_000, help="抽多少次，默认 2000。")
@click.option("--seed", type=click.IntRange(0), default=1, help="随机种子；同一种子结果相同。")
@click.option(
    "--vary",
    "vary",
    multiple=True,
    metavar="名称=值",
    help="改变什么，可多次给出，写法同 stress；默认 weights=25%。",
)
@click.option(
    "--by",
    type=click.Choice(["indicator", "dimension"]),
    default="indicator",
    help="indicator 每个指标的权重各自变动；dimension 一个维度的权重一起变动。",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="结果文件：.xlsx 或 .json。")
def sensitivity(
    spec: str,
    values: Path,
    sheet: str,
    draws: int,
    seed: int,
    vary: tuple[str, ...],
    by: str,
    output: Path | None,
) -> None:
    """名次取决于什么：每个权重和方法的一阶、总阶敏感性，去掉每个指标以后名次怎样变，各单位最有利的权重。"""
    if output is not None and output.suffix.lower() not in FORMATS:
        raise click.UsageError(f"结果文件应以 {'、'.join(FORMATS)} 结尾。")
    from luodi.commands import racestress

    contest = contest_of(spec)
    table = values_of(contest, values, sheet)
    for bad in map(str, table.bad):
        say(bad)
    choice = tried(lambda: racestress.vary_of(vary))
    result = ran(contest, table, None)
    shares = tried(lambda: contest.sensitivity(table, draws=draws, seed=seed, vary=choice, by=by))
    study = _study(contest, table, result, shares)
    for text in study.lacks:
        say(text)
    if output is None:
        _show(study)
    else:
        put(_book(study) if output.suffix.lower() == ".xlsx" else _json(study), output, values)
    if table.bad:
        raise SystemExit(1)


def _study(contest: Contest, table: Values, result: Result, shares: Sensitivity) -> Study:
    lacks: list[str] = []
    without: list[Without] = []
    best: BestCase | None = None
    try:
        without = contest.without_each(table)
    except ValueError as error:
        lacks.append(f"没有做“去掉一个指标”：{error}")
    try:
        best = contest.best_weights(table)
    except ValueError as error:
        lacks.append(f"没有求最有利的权重：{error}")
    return Study(result, shares, without, best, lacks)


def said(made: Sensitivity) -> str:
    """How the numbers were come by."""
    still = f"；从不变动的单位：{'、'.join(made.still)}" if made.still else ""
    return (
        f"抽样{made.draws}次，种子{made.seed}，名次平均移动{made.shift:.2f}位；一阶是单独的影响，总阶含与其他选择共同的影响，"
        f"抽样误差可使很小的一阶略低于零{still}。正式位次以规则计算的为准。"
    )


def share_rows(study: Study) -> list[tuple[str, float | None, float | None, str]]:
    """What is varied, the largest first: shares of the mean movement, and whose place hangs on it most."""
    made = study.shares
    main = {unit: made.main(unit) for unit in made.units}
    rows = []
    for n, name in enumerate(made.inputs):
        mine = [unit for unit in made.units if main[unit] == name]
        rows.append((name, _share(made.shift_first[n]), _share(made.shift_total[n]), _few(mine)))
    return sorted(rows, key=lambda r: -(r[2] or 0.0))


def without_rows(study: Study) -> list[tuple[str, float, str]]:
    """The indicator left out, places moved on average, who moves most."""
    rows = []
    for one in study.without:
        most = sorted((u for u, r in one.rises.items() if r), key=lambda u: -abs(one.rises[u]))
        words = [f"{u}{'↑' if one.rises[u] > 0 else '↓'}{abs(one.rises[u])}" for u in most]
        rows.append((one.name, float(one.shift), _few(words)))
    return sorted(rows, key=lambda r: -r[1])


def best_rows(study: Study) -> list[tuple[str, int | None, int, float, str]]:
    """Unit, official place, best place, share of the best performer's index, who is ahead even then."""
    if study.best is None:
        return []
    place = {x.unit: x.place for x in study.result.lines}
    rows = [(b.unit, place[b.unit], b.place, b.share, _few(b.beaten_by)) for b in study.best.units]
    return sorted(rows, key=lambda r: (r[1] is None, r[1] or 0))


def _few(names: Sequence[str]) -> str:
    return "、".join(names[:MOST]) + (f"等{len(names)}个" if len(names) > MOST else "")


def _share(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


SHARES = ("变动什么", "一阶", "总阶", "主要受它影响的单位")
WITHOUT = ("去掉的指标", "平均移动（位）", "变动最大的单位")
BEST = ("单位", "正式位次", "最有利时位次", "与最好者之比", "仍落后于")


def _show(study: Study) -> None:
    from rich.console import Console

    from luodi.commands.racereason import tell
    from luodi.commands.racescreen import screen_table

    table = screen_table(*SHARES)
    for name, first, total, who in share_rows(study):
        table.add_row(name, *("—" if v is None else f"{v:.1%}" for v in (first, total)), who)
    Console().print(table)
    tell(said(study.shares))
    if study.without:
        table = screen_table(*WITHOUT)
        for what, shift, moves in without_rows(study):
            table.add_row(what, f"{shift:.2f}", moves)
        Console().print(table)
    if study.best is not None:
        table = screen_table(*BEST)
        for unit, place, top, share, ahead in best_rows(study):
            table.add_row(unit, "—" if place is None else str(place), str(top), f"{share:.3f}", ahead)
        Console().print(table)
        for text in study.best.said:
            tell(text)


def _json(study: Study) -> bytes:
    made = study.shares
    plain: dict[str, Any] = {
        "rules": study.result.race.key,
        "said": said(made),
        "draws": made.draws,
        "seed": made.seed,
        "shift": made.shift,
        "inputs": [
            {
                "code": code,
                "name": name,
                "shift_first": _share(made.shift_first[n]),
                "shift_total": _share(made.shift_total[n]),
                "first": dict(zip(made.units, map(_share, made.first[n]), strict=True)),
                "total": dict(zip(made.units, map(_share, made.total[n]), strict=True)),
            }
            for n, (code, name) in enumerate(zip(made.codes, made.inputs, strict=True))
        ],
        "without": [
            {"code": w.code, "name": w.name, "shift": float(w.shift), "places": w.places, "rises": w.rises}
            for w in study.without
        ],
        "best_case": [
            {
                "unit": b.unit,
                "place": b.place,
                "share": b.share,
                "weights": b.weights,
                "beaten_by": list(b.beaten_by),
            }
            for b in (study.best.units if study.best else [])
        ],
        "lacks": study.lacks,
    }
    return json.dumps(plain, ensure_ascii=False, allow_nan=False).encode()


def _book(study: Study) -> bytes:
    from xlsxwriter import Workbook

    from luodi.papers.bookpage import Pen

    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    race, made = study.result.race, study.shares
    pen, line = Pen(book, 2), f"规则：{race.key}　数据：{study.result.values.source}"

    def page(
        name: str,
        note: str,
        heads: Sequence[str],
        rows: Sequence[Sequence[BookCell]],
        formats: Sequence[str],
        widths: Sequence[int],
    ) -> None:
        sheet = pen.page(name, f"{race.title}　{name}", f"{line}　{note}")
        sheet.head(heads, widths)
        for row in rows:
            sheet.row(row, formats)
        sheet.close()

    per = "0.0%"
    page("敏感性", said(made), SHARES, share_rows(study), ("", per, per), (30, 12, 12, 40))
    for name, shares in (("一阶", made.first), ("总阶", made.total)):
        rows = [(unit, *(_share(v) for v in shares[:, n])) for n, unit in enumerate(made.units)]
        widths = (16, *[12] * len(made.inputs))
        page(
            name,
            "每个单位位次的方差中各项所占的份额",
            ("单位", *made.inputs),
            rows,
            ("", *[per] * len(made.inputs)),
            widths,
        )
    if study.without:
        page("去掉一项", "", WITHOUT, without_rows(study), ("", "0.00"), (30, 14, 60))
    if study.best is not None:
        names = [x.name for x in race.indicators()]
        by = {b.unit: b for b in study.best.units}
        rows = [(*row, *by[row[0]].weights.values()) for row in best_rows(study)]
        page(
            "最有利权重",
            "；".join(study.best.said),
            (*BEST, *(f"{n} 权重" for n in names)),
            rows,
            ("", "0", "0", "0.000", "", *[per] * len(names)),
            (16, 10, 12, 12, 30, *[12] * len(names)),
        )
    book.close()
    return buffer.getvalue()
