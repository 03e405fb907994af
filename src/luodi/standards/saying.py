"""Chinese for what a judge finds: figures, measures and demands in words."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from luodi.standards import expression as ex
from luodi.standards.judging import Judge
from luodi.standards.spec import Input
from luodi.standards.words import bounds, percent, plain

OPS = {">=": "≥", ">": "＞", "<=": "≤", "<": "＜", "==": "＝"}


class Saying:
    """A judge's findings in words."""

    def __init__(self, at: Judge) -> None:
        self.at, self.standard = at, at.standard
        self.items = {i.name: i for i in at.standard.items}

    def spec(self, name: str) -> Input:
        return self.standard.inputs[name]

    def name(self, name: str, back: int = 0) -> str:
        spec = self.spec(name)
        if spec.series == "years":
            return spec.label + ("（最近一年）" if back == 0 else f"（前{back}年）")
        return spec.label if not spec.series else f"{spec.label}（第{len(spec.columns) - back}项）"

    def value(self, name: str, back: int = 0) -> str:
        found = self.at.figure(name, back)
        spec = self.spec(name)
        if found is None:
            return "缺" if name not in self.at.firm.conflicts else "来源矛盾"
        return f"{plain(found)}{spec.unit}" if isinstance(found, Fraction) else str(found)

    def number(self, tree: ex.Num) -> str:
        """A number with its name and value: 研发费用580万元."""
        match tree:
            case ex.Number(value):
                return plain(value)
            case ex.Figure(name, back):
                return f"{self.name(name, back)}{self.value(name, back)}"
            case ex.SeriesSum(name):
                whole = self.at.number(tree, "worst")
                said = "缺" if whole is None else f"{plain(whole)}{self.spec(name).unit}"
                return f"{self.spec(name).label}{self.at.years(name)}年合计{said}"
            case ex.Years(name):
                return f"经营会计年度{self.at.years(name)}年"
            case ex.Score(name):
                return f"{self.items[name].label}{bounds(self.at.points(name))}分"
            case ex.Sum(terms):
                return "、".join(self.number(t) for t in terms)
            case ex.Scaled(by, of):
                return self.number(of) if by == -1 else f"{plain(by)}×{self.number(of)}"
            case ex.Least(of) | ex.Greatest(of):
                return ("、".join(self.number(t) for t in of)) + (
                    "中较小" if isinstance(tree, ex.Least) else "中较大"
                )
            case ex.Pick():
                picked = self.at.number(tree, "worst")
                return "待定" if picked is None else percent(picked) if 0 < picked < 1 else plain(picked)

    def measure(self, tree: ex.Measure, edge: Fraction | None = None) -> str:
        """A measure with its value; beside an edge with as many decimals as show on which side it is."""
        if isinstance(tree, ex.Ratio):
            rate = self.at.rate(tree, "worst")
            units = {self.spec(n).unit for n, _back in (leading(tree.over), leading(tree.under)) if n}
            share = len(units) < 2  # 项 a year is no share
            result = "缺数据" if rate is None else "无法计算"
            if isinstance(rate, Fraction):
                result = percent(rate, edge) if share else plain(rate)
            return f"{self.number(tree.over)} ÷ {self.number(tree.under)} = {result}"
        if isinstance(tree, ex.Growth):
            rate = self.at.growth(tree)
            names = {
                "hnte": "平均增长率",
                "mean": "两年平均增长率",
                "cagr": "两年复合增长率",
                "last": "增长率",
            }
            if tree.form == "cagr" and isinstance(rate, Fraction) and rate >= 0:
                root = Decimal(rate.numerator) / Decimal(rate.denominator)
                near = (1 + edge) ** 2 != rate if edge is not None else False
                yearly = percent(Fraction(root.sqrt() - 1), beside=edge if near else None)
                return f"{self.spec(tree.input).label}{names[tree.form]}约{yearly}"
            said = "无法计算（基数为零或负）" if rate == "none" else "缺数据"
            if isinstance(rate, Fraction):
                said = "无法计算（最近一年为负）" if tree.form == "cagr" else percent(rate, edge)
            return f"{self.spec(tree.input).label}{names[tree.form]}{said}"
        return self.number(tree)

    def truth(self, tree: ex.Truth) -> str:
        match tree:
            case ex.Compare(left, op, right):
                rate = isinstance(left, ex.Ratio | ex.Growth)
                value = self.at.number(right, "worst")
                edge = "待定" if value is None else percent(value) if rate else self.edge(left, value)
                said = self.measure(left, value if rate else None)
                held = self.at.truth(tree, "worst")
                sign = (
                    OPS[op]
                    if held or held is None
                    else {">=": "＜", ">": "≤", "<=": "＞", "<": "≥", "==": "≠"}[op]
                )
                if held is None or (held is False and self.at.truth(tree, "best")):
                    return f"{said}，要求{OPS[op]}{edge}"
                return f"{said} {sign} {edge}"
            case ex.Flag(name):
                found = self.at.figure(name)
                return f"{self.spec(name).label}：{'缺' if found is None else '是' if found else '否'}"
            case ex.OneOf(name, words):
                return f"{self.spec(name).label}为{self.value(name)}，要求 {'、'.join(words)}"
            case ex.Given(name, back):
                return f"{self.name(name, back)}{'已填' if self.at.truth(tree, 'worst') else '未填'}"
            case ex.All(of):
                return "；".join(self.truth(t) for t in of)
            case ex.Any(of):
                first = next((t for t in of if self.at.truth(t, "worst")), None)
                return self.truth(first) if first is not None else "，或".join(self.truth(t) for t in of)
            case ex.Not(of):
                return self.truth(of)

    def edge(self, left: ex.Measure, value: Fraction) -> str:
        unit = ""
        if isinstance(left, ex.Figure | ex.SeriesSum):
            unit = self.spec(left.input).unit
        elif isinstance(left, ex.Score):
            unit = "分"
        return f"{plain(value)}{unit}"


def leading(tree: ex.Num) -> tuple[str, int]:
    """The figure a number is mainly about, for saying what to add to."""
    match tree:
        case ex.Figure(name, back):
            return name, back
        case ex.SeriesSum(name):
            return name, 0
        case ex.Sum(terms):
            return leading(terms[0])
        case ex.Scaled(_, of):
            return leading(of)
        case _:
            return "", 0
