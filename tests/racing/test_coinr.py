"""Composite indices as COINr makes them: each step against a plain reckoning in floats, written apart from ours."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from luodi import racing

N = np.nan
RNG = np.random.Generator(np.random.PCG64(5))
TREE = {"甲": ("a", "b", "c"), "乙": ("d", "e"), "丙": ("f", "g", "h"), "丁": ("i", "j")}
TOP = {"上": ("甲", "乙"), "下": ("丙", "丁")}
CODES = [c for codes in TREE.values() for c in codes]
WEIGHTS = dict(zip(CODES, (1, 2, 1, 3, 1, 1, 1, 2, 5, 4), strict=True)) | {
    "甲": 2,
    "乙": 1,
    "丙": 3,
    "丁": 1,
    "上": 2,
    "下": 3,
}
DOWN = {"c", "h"}
UNITS = [f"{n}县" for n in range(16)]
GROUPS = ["一类" if n % 3 else "二类" for n in range(16)]
DATA = {c: np.round(np.exp(RNG.normal(1, 0.4, 16)), 2) for c in CODES}
DATA["a"][3] = 90.0  # an outlier one pull mends
DATA["f"][[2, 7]] = 60.0, 200.0  # two, which a single pull does not
DATA["j"] = np.round(DATA["i"] * 2 + RNG.normal(0, 1, 16), 2)
DATA["d"][5] = DATA["d"][9]  # a tie
for code, lost in {"b": [1, 4], "e": [4], "g": [4, 8], "h": [4, 8], "f": [8], "j": [12]}.items():
    DATA[code][lost] = N
Plain = dict[str, np.ndarray]


def rules(normaliser: str, more: str = "", leaf: str = "") -> racing.Contest:
    """The tree above in a file of rules."""
    lines = ["id: t", "version: '1'", "title: 指数", "effective_from: 2026-01-01", "weights: relative"]
    lines += [] if "missing:" in more else ["missing: exclude"]
    lines += ["group_column: 类", *more.splitlines(), "indicators:"]
    for top, dims in TOP.items():
        lines += [f"- {{code: {top}, weight: {WEIGHTS[top]}, indicators: ["]
        for dim in dims:
            lines += [f"  {{code: {dim}, weight: {WEIGHTS[dim]}, indicators: ["]
            for code in TREE[dim]:
                way = "lower" if code in DOWN else "higher"
                lines += [
                    f"    {{code: {code}, weight: {WEIGHTS[code]}, direction: {way}, normaliser: {normaliser}{leaf}}},"
                ]
            lines += ["  ]},"]
        lines += ["]}"]
    return racing.loads("\n".join(lines))


def table(data: Plain = DATA) -> list[dict[str, object]]:
    return [
        {"单位": unit, "类": GROUPS[n]} | {c: None if np.isnan(v[n]) else str(v[n]) for c, v in data.items()}
        for n, unit in enumerate(UNITS)
    ]


def normalised(how: Callable[[np.ndarray], np.ndarray], data: Plain = DATA) -> Plain:
    """COINr turns a column round by its sign before it normalises it."""
    return {c: how(-v if c in DOWN else v) for c, v in data.items()}


def amean(x: np.ndarray, w: np.ndarray) -> float:
    return float((x * w).sum() / w.sum())


def gmean(x: np.ndarray, w: np.ndarray) -> float:
    return math.exp(float((w * np.log(x)).sum() / w.sum()))


def hmean(x: np.ndarray, w: np.ndarray) -> float:
    return float(w.sum() / (w / x).sum())


def genmean(x: np.ndarray, w: np.ndarray) -> float:
    return float(((w * x**0.5).sum() / w.sum()) ** 2)


def up(points: Plain, ways: list[Callable[..., float]], thresholds: tuple[float, ...] = (0, 0, 0)) -> Plain:
    """Level by level; what is missing is left out, and too little gives nothing."""
    made = dict(points)
    weights = WEIGHTS
    for level, way, least in zip((TREE, TOP, {"总": ("上", "下")}), ways, thresholds, strict=True):
        for parent, children in level.items():
            rows = np.column_stack([made[c] for c in children])
            own = np.array([weights[c] for c in children], dtype=float)
            made[parent] = np.array(
                [
                    way(row[ok], own[ok]) if (ok := ~np.isnan(row)).any() and ok.mean() >= least else N
                    for row in rows
                ]
            )
    return made


def agree(contest: racing.Contest, expected: Plain, data: Plain = DATA) -> None:
    for n, line in enumerate(contest.run(table(data)).lines):
        for code in ("总", *TOP, *TREE):
            have = line.score if code == "总" else line.branches[code]
            assert (have is None) == bool(np.isnan(expected[code][n])), (line.unit, code)
            assert have is None or float(have) == pytest.approx(expected[code][n], abs=1e-9), (
                line.unit,
                code,
            )


def ranks(x: np.ndarray) -> np.ndarray:
    """R's rank with ties.method = "min", na.last = "keep"."""
    return np.array([N if np.isnan(v) else 1 + (x < v).sum() for v in x])


LOW, HIGH = np.nanmin, np.nanmax
FORMULAS: list[tuple[str, Callable[[np.ndarray], np.ndarray]]] = [
    ("min_max, low: 1, high: 10", lambda x: (x - LOW(x)) / (HIGH(x) - LOW(x)) * 9 + 1),
    ("z_score, middle: 10, spread: 2", lambda x: (x - np.nanmean(x)) / np.nanstd(x, ddof=1) * 2 + 10),
    ("rank", ranks),
    ("borda", lambda x: ranks(x) - 1),
    ("percentile_low, full: 1", lambda x: (ranks(x) - 1) / ((~np.isnan(x)).sum() - 1)),
    ("reference, full: 1", lambda x: 1 - (HIGH(x) - x) / (HIGH(x) - LOW(x))),
    ("reference, full: 1, row: 7", lambda x: 1 - (x[6] - x) / (x[6] - LOW(x))),
    ("reference, full: 1, row: 7, cap: 1", lambda x: np.minimum(1 - (x[6] - x) / (x[6] - LOW(x)), 1)),
]


@pytest.mark.parametrize(("formula", "plain"), FORMULAS, ids=[f[0] for f in FORMULAS])
def test_normalisers(formula: str, plain: Callable[[np.ndarray], np.ndarray]) -> None:
    agree(rules(formula, "aggregation: arithmetic"), up(normalised(plain), [amean] * 3))


def test_formulas_with_numbers_of_their_own() -> None:
    """Goalposts, a target, a scale, a share of the largest: by one column, both ways round where COINr has it."""

    def points(formula: str, code: str) -> list[float]:
        way = "lower" if code in DOWN else "higher"
        head = "id: t\nversion: '1'\ntitle: t\neffective_from: 2026-01-01\nmissing: exclude\naggregation: arithmetic\n"
        text = f"{head}weights: relative\nindicators: [{{code: {code}, weight: 1, direction: {way}, normaliser: {formula}}}]"
        return [N if x.score is None else float(x.score) for x in racing.loads(text).run(table()).lines]

    for code in ("b", "c", "g"):
        x, sign = DATA[code], -1 if code in DOWN else 1
        posts = np.clip((x - 1.5) / 2.5, 0, 1)
        expected = {
            "min_max, floor: 1.5, ceiling: 4, low: 0, high: 7": 7 * (posts if sign > 0 else 1 - posts),
            f"linear, floor: {1.5 if sign > 0 else -4}, ceiling: {4 if sign > 0 else -1.5}": (sign * x - 1.5)
            / 2.5
            * 100,
            f"reference, full: 1, reference: {3}": 1
            - (sign * 3 - sign * x) / (sign * 3 - np.nanmin(sign * x)),
        }
        if sign > 0:
            expected["fraction, full: 1"] = x / np.nanmax(x)
        for formula, plain in expected.items():
            assert points(formula, code) == pytest.approx(list(plain), abs=1e-9, nan_ok=True), (formula, code)


def test_a_mean_for_each_level_and_a_threshold() -> None:
    points = normalised(lambda x: (x - LOW(x)) / (HIGH(x) - LOW(x)) * 99 + 1)
    formula = "min_max, low: 1, high: 100"
    contest = rules(formula, "aggregation: [geometric, harmonic, arithmetic]\ndata_threshold: [0.6, 1, 0.5]")
    expected = up(points, [gmean, hmean, amean], (0.6, 1, 0.5))
    assert np.isnan(expected["丙"][8]) and np.isnan(expected["下"][8]) and not np.isnan(expected["总"][8])
    agree(contest, expected)
    agree(rules(formula, "aggregation: generalised\npower: 0.5"), up(points, [genmean] * 3))
    both = rules(formula, "aggregation: arithmetic\ndata_threshold: 1")
    agree(both, up(points, [amean] * 3, (1, 1, 1)))


def skew(x: np.ndarray) -> float:
    d, n = x - x.mean(), len(x)
    return float(math.sqrt(n * (n - 1)) / (n - 2) * (d**3).mean() / (d**2).mean() ** 1.5)


def kurt(x: np.ndarray) -> float:
    d, n = x - x.mean(), len(x)
    r = n * (d**4).sum() / (d**2).sum() ** 2
    return float(((n + 1) * (r - 3) + 6) * (n - 1) / ((n - 2) * (n - 3)))


def fine(x: np.ndarray) -> bool:
    there = x[~np.isnan(x)]
    return abs(skew(there)) < 2 or kurt(there) < 3.5


def treat(x: np.ndarray, most: int) -> np.ndarray:
    pulled, high, low = x.copy(), 0, 0
    while not fine(pulled) and high + low < most:
        if skew(pulled[~np.isnan(pulled)]) >= 0:
            at = pulled == np.nanmax(pulled)
            pulled[at], high = np.nanmax(pulled[~at]), int(at.sum())
        else:
            at = pulled == np.nanmin(pulled)
            pulled[at], low = np.nanmin(pulled[~at]), int(at.sum())
    return pulled if fine(pulled) else np.log(x - LOW(x) + 0.01 * (HIGH(x) - LOW(x)))


@pytest.mark.parametrize("most", [1, 5])
@pytest.mark.parametrize("way", ["mean", "median", "group_mean", "group_median"])
def test_imputation_then_treatment(way: str, most: int) -> None:
    filled: Plain = {}
    reduce = np.nanmean if "mean" in way else np.nanmedian
    groups = np.array(GROUPS if way.startswith("group") else ["" for _ in GROUPS])
    for code, x in DATA.items():
        filled[code] = x.copy()
        for group in set(groups):
            filled[code][np.isnan(x) & (groups == group)] = reduce(x[groups == group])
    ready = {c: treat(x, most) for c, x in filled.items()}
    logged = {c for c in CODES if not np.isin(ready[c], filled[c]).all()}
    assert logged <= {"f"} and not np.array_equal(ready["a"], filled["a"])
    assert bool(logged) == (most == 1) or way == "group_mean"
    contest = rules(
        "min_max", "aggregation: arithmetic", f", treatment: {{impute: {way}, winsorise: {most}, log: true}}"
    )
    agree(contest, up(normalised(lambda x: (x - LOW(x)) / (HIGH(x) - LOW(x)) * 100, ready), [amean] * 3))


def copeland(rows: np.ndarray, own: np.ndarray) -> np.ndarray:
    """COINr's outranking matrix: the upper half compared, the lower half what is left of one."""
    n, w = len(rows), own / own.sum()
    made = np.zeros((n, n))
    for i in range(n):
        for j in range(i + 1, n):
            made[i, j] = w[rows[i] > rows[j]].sum() + w[rows[i] == rows[j]].sum() / 2
            made[j, i] = 1 - made[i, j]
    return made.sum(axis=1)


def test_copeland_as_coinr_has_it_within_each_level() -> None:
    points = normalised(lambda x: (x - LOW(x)) / (HIGH(x) - LOW(x)) * 100)
    made = dict(points)
    for level in (TREE, TOP, {"总": ("上", "下")}):
        for parent, children in level.items():
            own = np.array([WEIGHTS[c] for c in children], dtype=float)
            rows = np.column_stack([made[c] for c in children])
            made[parent] = copeland(np.round(rows, 9), own)  # equal scores are equal
    agree(rules("min_max", "aggregation: [coinr_copeland, coinr_copeland, coinr_copeland]"), made)
    whole = {c: np.nan_to_num(v, nan=2.5) for c, v in DATA.items()}
    one, two = (
        rules("min_max", f"aggregation: {how}").run(table(whole)) for how in ("outranking", "coinr_copeland")
    )
    assert [x.score for x in one.lines] == [x.score for x in two.lines]


def test_loadings_share_out_a_dimension() -> None:
    points = normalised(lambda x: (x - LOW(x)) / (HIGH(x) - LOW(x)) * 100)
    weights = dict(WEIGHTS)
    for codes in TREE.values():
        rows = np.column_stack([points[c] for c in codes])
        rows = rows[~np.isnan(rows).any(axis=1)]
        rows = (rows - rows.mean(axis=0)) / rows.std(
            axis=0, ddof=1
        )  # prcomp: scale, then the singular vectors
        weights |= dict(zip(codes, np.linalg.svd(rows)[2][0], strict=True))
    contest = rules("min_max", "aggregation: arithmetic\nweighting: loadings")
    plain = WEIGHTS.copy()
    try:
        WEIGHTS.update(weights)
        agree(contest, up(points, [amean] * 3))
    finally:
        WEIGHTS.update(plain)
    assert contest.run(table()).done[0] == "权重：各组第一主成分载荷，由本期数据求得"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("aggregation: [arithmetic, geometric]", "aggregation 写了2层，指标到总分共3层"),
        ("aggregation: [arithmetic, mean, geometric]", "“mean”不能用于一层"),
        ("aggregation: [sum, sum, sum]", "“sum”不能用于一层"),
        ("aggregation: arithmetic\ndata_threshold: 1.2", "data_threshold 应在 0 到 1 之间"),
        ("aggregation: arithmetic\ndata_threshold: [0.5]", "data_threshold 写了1层"),
        ("aggregation: arithmetic\ndata_threshold: [0.5, 2, 1]", "应是 0 到 1 之间的数"),
        ("aggregation: outranking\ndata_threshold: 0.5", "data_threshold 没有作用"),
        ("aggregation: arithmetic\nmissing: zero\ndata_threshold: 0.5", "data_threshold 没有作用"),
        ("aggregation: arithmetic\nweighting: loadings\nfull: 100", "full 只在"),
    ],
)
def test_what_cannot_apply_is_a_fault_with_its_line(more: str, said: str) -> None:
    with pytest.raises(racing.RaceError) as told:
        rules("min_max", more)
    fault = next(f for f in told.value.faults if said in f.what)
    assert 6 <= fault.line <= 10
