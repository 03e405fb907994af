"""`luodi race stress`: what is varied, the counting on screen, rows of the result, files that keep the draws."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from luodi.racing.spec import Race
    from luodi.racing.stress import Stress, Vary

FORMATS = (".xlsx", ".json", ".npz")
MOST = 2_000_000
"""Ranks a workbook or JSON takes; a NumPy file takes all."""
HEADINGS = ("单位", "正式位次", "最好（5%）", "中位", "最差（95%）", "进前3", "入后3")
Row = tuple[str, int | None, int, int, int, float, float]


def vary_of(given: Sequence[str]) -> Vary:
    """`weights=25%`, `means=arithmetic,geometric` … Raises ValueError for what nobody knows."""
    from luodi.lined import number
    from luodi.racing.spec import MISSING_WORDS
    from luodi.racing.stress import Vary

    made: dict[str, object] = {}
    for text in given:
        name, sign, value = text.partition("=")
        words = tuple(w.strip() for w in value.split(",") if w.strip())
        if name not in ("weights", "normalisers", "means", "missing") or not sign or not words:
            raise ValueError(
                f"--vary 看不懂“{text}”：写 weights=、normalisers=、means= 或 missing=，后面是值"
            )
        if name in made:
            raise ValueError(f"--vary {name}= 写了两次")
        if name == "weights":
            try:
                made[name] = float(number(value))
            except ValueError:
                raise ValueError(f"--vary weights= 后面应是数，如 25%，不是“{value}”") from None
        else:
            made[name] = tuple("" if w == "own" else w for w in words)
        wrong = [w for w in words if w not in MISSING_WORDS] if name == "missing" else []
        if wrong:
            raise ValueError(f"缺报规则没有“{'、'.join(wrong)}”，可用：{'、'.join(MISSING_WORDS)}")
    vary = Vary(**made)  # type: ignore[arg-type]
    vary.check()
    return vary


@contextmanager
def counting(draws: int) -> Iterator[Callable[[int], None] | None]:
    """A bar in a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("抽样"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=draws)
        yield lambda done: bar.advance(task, done)


def rows(made: Stress, official: Mapping[str, int | None]) -> list[Row]:
    """One row for each unit, by official place."""
    between = made.interval()
    first, last = made.chance(first=3), made.chance(last=3)
    found = [
        (
            unit,
            official.get(unit),
            int(between[i, 0]),
            int(between[i, 1]),
            int(between[i, 2]),
            float(first[i]),
            float(last[i]),
        )
        for i, unit in enumerate(made.units)
    ]
    return sorted(found, key=lambda row: (row[1] is None, row[1] or 0))


def said(made: Stress) -> str:
    """What was varied, in a sentence."""
    vary = made.vary
    parts = [f"权重上下变动{vary.weights:.0%}"]
    for name, words in (("计分方法", vary.normalisers), ("合成方法", vary.means), ("缺报规则", vary.missing)):
        if words:
            parts.append(f"{name}在{'、'.join(w or '规则自己的' for w in words)}中随机取")
    return (
        f"抽样{len(made.ranks)}次，种子{made.seed}；{'；'.join(parts)}。加分、扣分和一票否决不参加检验；"
        "正式位次以规则计算的为准。"
    )


def data(race: Race, made: Stress, found: Sequence[Row], suffix: str) -> bytes:
    """The file. Raises ValueError where it would be too large for its kind."""
    if suffix != ".npz" and made.ranks.size > MOST:
        raise ValueError(f"抽样结果共{made.ranks.size}个位次，{suffix} 放不下；请写成 .npz 或减少 --draws")
    if suffix == ".npz":
        return _npz(race, made)
    if suffix == ".json":
        return _json(race, made, found)
    return _xlsx(race, made, found)


def _npz(race: Race, made: Stress) -> bytes:
    import numpy as np

    buffer = io.BytesIO()
    np.savez_compressed(
        buffer,
        units=np.array(made.units),
        indicators=np.array([x.code for x in race.indicators()]),
        ranks=made.ranks,
        weights=made.weights,
        choices=made.choices,
        seed=np.array(made.seed),
    )
    return buffer.getvalue()


def _json(race: Race, made: Stress, found: Sequence[Row]) -> bytes:
    keys = ("unit", "place", "low", "median", "high", "first_3", "last_3")
    plain = {
        "rules": race.key,
        "said": said(made),
        "seed": made.seed,
        "draws": len(made.ranks),
        "vary": {
            "weights": made.vary.weights,
            "normalisers": list(made.vary.normalisers),
            "means": list(made.vary.means),
            "missing": list(made.vary.missing),
        },
        "intervals": [dict(zip(keys, row, strict=True)) for row in found],
        "units": made.units,
        "indicators": [x.code for x in race.indicators()],
        "ranks": made.ranks.tolist(),
        "weights": made.weights.tolist(),
        "choices": made.choices.tolist(),
    }
    return json.dumps(plain, ensure_ascii=False).encode()


def _xlsx(race: Race, made: Stress, found: Sequence[Row]) -> bytes:
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    bold, share = book.add_format({"bold": True}), book.add_format({"num_format": "0.0%"})
    sheet = book.add_worksheet("位次区间")
    sheet.write_string(0, 0, f"{race.title}（{race.key}）：{said(made)}")
    sheet.write_row(1, 0, HEADINGS, bold)
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 6, 11)
    for r, row in enumerate(found, 2):
        for c, value in enumerate(row):
            sheet.write(r, c, value, share if c > 4 else None)
    draws = book.add_worksheet("抽样")
    leaves = race.indicators()
    heads = ["次", *(f"{u} 位次" for u in made.units), *(f"{x.name} 权重" for x in leaves)]
    draws.write_row(0, 0, [*heads, "计分方法", "合成方法", "缺报规则"], bold)
    lists = (made.vary.normalisers, made.vary.means, made.vary.missing)
    for r in range(len(made.ranks)):
        picked = [words[int(c)] if words else "" for words, c in zip(lists, made.choices[r], strict=True)]
        draws.write_row(r + 1, 0, [r + 1, *made.ranks[r].tolist(), *made.weights[r].tolist(), *picked])
    book.close()
    return buffer.getvalue()
