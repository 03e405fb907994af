"""Two sets of rules over the same table: scores and places side by side, and in what the rules differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction

from luodi.racing.checking.rules import Rule
from luodi.racing.combine import TITLES
from luodi.racing.exact import Value
from luodi.racing.normalise import NORMALISERS
from luodi.racing.running import Result, run
from luodi.racing.spec import (
    MISSING_WORDS,
    Branch,
    Extra,
    Grade,
    Indicator,
    Node,
    Publish,
    Race,
    Treatment,
    Veto,
)
from luodi.racing.values import Values

WORDS = {
    "name": "名称",
    "weight": "权重",
    "unit": "计量单位",
    "higher": "方向",
    "normaliser": "计分公式",
    "options": "公式参数",
    "column": "取数的列",
    "target_column": "目标值的列",
    "base_column": "基期值的列",
    "cap": "上限",
    "floor": "下限",
    "missing": "缺报规则",
    "treatment": "数据处理",
    "aggregation": "合成方法",
    "weights": "权重写法",
    "full": "满分",
    "power": "广义平均的幂",
    "threshold": "数据量门槛",
    "weighting": "赋权方法",
    "judgements": "判断矩阵",
    "extras": "加分和扣分",
    "extras_cap": "加分合计上限",
    "vetoes": "一票否决",
    "groups": "分组",
    "group_column": "分组的列",
    "normalise_within": "计分范围",
    "rank_within": "排名范围",
    "ties": "同分排定",
    "grades": "等次",
    "publish": "公布",
    "checks": "核对关系",
}
"""What of the rules touches scores, places, checks and print, and how it is called."""


Listed = Extra | Veto | Grade
LISTS = {"extras", "vetoes", "grades"}
"""Told thing by thing."""
CHOICES: dict[str, Mapping[str, str]] = {
    "aggregation": TITLES,
    "missing": {str(k): v for k, v in MISSING_WORDS.items()},
    "weights": {"points": "权重就是分值", "shares": "各层加起来等于1", "relative": "只看比例"},
    "weighting": {
        "given": "规则给定",
        "equal": "等权",
        "entropy": "熵权",
        "pca": "主成分",
        "loadings": "各组主成分载荷",
        "expert": "专家判断",
    },
    "normalise_within": {"all": "全体", "group": "同类"},
    "rank_within": {"all": "全体", "group": "类内", "both": "全体和类内"},
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which two sets of rules differ; `code` is the indicator's or dimension's, or empty."""

    code: str
    name: str
    what: str
    one: str
    two: str

    def __str__(self) -> str:
        return f"{self.name or '全部'}：{self.what} {self.one or '无'} → {self.two or '无'}"


@dataclass(frozen=True, slots=True)
class Pair:
    """One unit under both; `rise`: places gained under the second."""

    unit: str
    scores: tuple[Value, Value]
    places: tuple[int | None, int | None]

    @property
    def rise(self) -> int | None:
        a, b = self.places
        return None if a is None or b is None else a - b

    @property
    def gain(self) -> Value:
        a, b = self.scores
        return None if a is None or b is None else b - a


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both results, every unit under both in the order of the table, and the differences of the rules."""

    one: Result
    two: Result
    pairs: list[Pair]
    differences: list[Difference]


def compare(one: Race, two: Race, values: Values) -> Comparison:
    """Run both. Raises ValueError where a heading one of them needs is not in the table."""
    a, b = run(one, values), run(two, values)
    pairs = [
        Pair(x.unit, (x.score, y.score), (x.place, y.place)) for x, y in zip(a.lines, b.lines, strict=True)
    ]
    return Comparison(a, b, pairs, differences(one, two))


def differences(one: Race, two: Race) -> list[Difference]:
    """Everything in the rules that bears on scores and places and is not the same in both."""
    found = _fields("", "", one, two)
    first, second = _nodes(one.tree), _nodes(two.tree)
    for code in dict.fromkeys([*first, *second]):
        a, b = first.get(code), second.get(code)
        if a is None or b is None:
            node = a or b
            kind = "指标" if isinstance(node, Indicator) else "维度"
            found.append(Difference(code, node.name if node else "", kind, _whole(a), _whole(b)))
        elif type(a) is type(b):
            found += _fields(code, b.name, a, b)
        else:
            kinds = ["指标" if isinstance(n, Indicator) else "维度" for n in (a, b)]
            found.append(Difference(code, b.name, "层级", *kinds))
    return found


def _whole(node: Node | None) -> str:
    """A node that only one set of rules has."""
    if node is None:
        return ""
    how = f"，{NORMALISERS[node.normaliser].title}" if isinstance(node, Indicator) else ""
    return f"有（权重{float(node.weight):g}{how}）"


def _nodes(tree: tuple[Node, ...]) -> dict[str, Node]:
    made: dict[str, Node] = {}
    for node in tree:
        made[node.code] = node
        if isinstance(node, Branch):
            made |= _nodes(node.children)
    return made


def _fields(code: str, name: str, one: object, two: object) -> list[Difference]:
    made: list[Difference] = []
    for f in fields(one):  # type: ignore[arg-type]
        a, b = getattr(one, f.name), getattr(two, f.name)
        if f.name not in WORDS or _bare(a) == _bare(b):
            continue
        if f.name in LISTS:
            made += _listed(WORDS[f.name], a, b)
        elif isinstance(a, Mapping) and isinstance(b, Mapping):
            changed = [k for k in dict.fromkeys([*a, *b]) if a.get(k) != b.get(k)]
            sides = [{k: m[k] for k in changed if k in m} for m in (a, b)]
            made.append(Difference(code, name, WORDS[f.name], *(_shown("", side) for side in sides)))
        else:
            made.append(Difference(code, name, WORDS[f.name], _shown(f.name, a), _shown(f.name, b)))
    return made


def _listed(what: str, one: Sequence[Listed], two: Sequence[Listed]) -> list[Difference]:
    """Bonus, deduction, veto, class: which came, which went, whose numbers changed."""
    first, second = ({_key(x): x for x in side} for side in (one, two))
    made = []
    for key in dict.fromkeys([*first, *second]):
        a, b = first.get(key), second.get(key)
        if a is None or b is None or _bare(a) != _bare(b):
            there = b or a
            sides = ["" if x is None else _item(x) for x in (a, b)]
            made.append(Difference(key, there.name if there else "", what, *sides))
    if not made:  # the same things in another order
        made.append(Difference("", "", f"{what}的顺序", _shown("", one), _shown("", two)))
    return made


def _key(item: Listed) -> str:
    return item.name if isinstance(item, Grade) else item.code


def _item(item: Listed) -> str:
    if isinstance(item, Grade):
        return "其余" if item.low is None else f"{float(item.low):g}分以上"
    if isinstance(item, Veto):
        effects = {"unranked": "不参加排名", "last_class": "降为末类", "no_commendation": "不予表扬"}
        return f"{effects[item.effect]}（看“{item.column}”一列）"
    cap = "不限" if item.cap is None else f"最多{float(item.cap):g}分"
    return f"每项{'扣' if item.deducts else '加'}{float(item.each):g}分，{cap}（看“{item.column}”一列）"


def _bare(value: object) -> object:
    """Without the lines of the file, which are no rule."""
    if isinstance(value, tuple):
        return tuple(_bare(v) for v in value)
    if hasattr(value, "line"):
        return tuple(getattr(value, f.name) for f in fields(value) if f.name != "line")  # type: ignore[arg-type]
    return value


def _shown(what: str, value: object) -> str:
    if what in CHOICES and value is not None:
        return CHOICES[what].get(str(value), str(value))
    if what == "normaliser":
        return NORMALISERS[str(value)].title
    if what == "higher":
        return "越高越好" if value else "越低越好"
    if isinstance(value, Fraction):
        return f"{float(value):g}"
    if isinstance(value, Mapping):
        return "、".join(f"{k}={_shown('', v)}" for k, v in value.items())
    if isinstance(value, tuple):
        return "、".join(_shown("", getattr(v, "name", v)) for v in value)
    if isinstance(value, Rule):
        return f"{value.kind} {value.column}（{'、'.join(value.parts)}）"
    if isinstance(value, Treatment | Publish):
        default = type(value)()
        changed = [f.name for f in fields(value) if getattr(value, f.name) != getattr(default, f.name)]
        return "、".join(f"{name}={getattr(value, name)}" for name in changed)
    return "" if value is None else str(value)
