"""What a firm lacks for a demand to hold, figure by figure, in the unit people use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from luodi.standards import expression as ex
from luodi.standards.saying import Saying, leading
from luodi.standards.words import bounds, plain


@dataclass(frozen=True, slots=True)
class Lack:
    """What is short: how much of which figure, in the unit people use. `over`: too much, not too little."""

    amount: Fraction
    unit: str
    input: str
    words: str
    back: int = 0
    over: bool = False


class Lacking:
    """What would have to change, by one judge's findings."""

    def __init__(self, say: Saying) -> None:
        self.at, self.say = say.at, say

    def of(self, tree: ex.Truth) -> Iterator[Lack]:
        """What would have to be more (or less) for the demand to hold, figure by figure."""
        if self.at.truth(tree, "worst"):
            return
        match tree:
            case ex.All(of):
                for part in of:
                    yield from self.of(part)
            case ex.Any(of):
                yield from self._either(of)
            case ex.Compare():
                yield from self._short(tree)
            case _:
                return

    def _either(self, of: tuple[ex.Truth, ...]) -> Iterator[Lack]:
        """What each way lacks, the second and further introduced by 或. A way barred by something no amount
        mends (it is for re-checks only) or by being too large for it (a smaller firm's rule) is none."""
        ways = [(way, tuple(self.of(way))) for way in of]
        kept = [lacks for way, lacks in ways if lacks and not self._barred(way)]
        kept = [lacks for lacks in kept if not any(k.over for k in lacks)] or kept
        for number, lacks in enumerate(kept):
            yield from (replace(k, words=f"或{k.words}") if number else k for k in lacks)

    def _barred(self, way: ex.Truth) -> bool:
        parts = way.of if isinstance(way, ex.All) else (way,)
        return any(
            isinstance(p, ex.Flag | ex.OneOf | ex.Not) and self.at.truth(p, "best") is False for p in parts
        )

    def _short(self, tree: ex.Compare) -> Iterator[Lack]:
        right = self.at.number(tree.right, "worst")
        more = tree.op in (">=", ">")
        if right is None or tree.op == "==":
            return
        if isinstance(tree.left, ex.Ratio):
            over, under = self.at.number(tree.left.over, "worst"), self.at.number(tree.left.under, "worst")
            if over is not None and under is not None and under > 0:
                yield from self._told(tree.left.over, right * under - over, more, tree.op)
        elif isinstance(tree.left, ex.Growth):
            need = self._growth_needs(tree.left, right)
            have = self.at.figure(tree.left.input)
            if need is not None and have is not None:
                yield from self._told(ex.Figure(tree.left.input), need - have, more, tree.op)
        elif isinstance(tree.left, ex.Score):
            low, _high = self.at.points(tree.left.name)
            if low is not None:
                short = right - low + (1 if tree.op == ">" else 0)
                label = self.say.items[tree.left.name].label
                yield Lack(
                    short,
                    "分",
                    "",
                    f"{label}还差{plain(short)}分（现为{bounds(self.at.points(tree.left.name))}分）",
                )
        else:
            have = self.at.number(tree.left, "worst")
            if have is not None:
                yield from self._told(tree.left, right - have, more, tree.op)

    def _growth_needs(self, tree: ex.Growth, rate: Fraction) -> Fraction | None:
        """The newest year's figure that gives the growth asked for."""
        y2, y1 = self.at.figure(tree.input, 1), self.at.figure(tree.input, 2)
        if tree.form == "cagr":
            return None if y1 is None or y1 <= 0 else y1 * (1 + rate) ** 2
        if y2 is None or y2 <= 0:
            return None
        short = tree.form == "last" or (
            tree.form == "hnte" and (self.at.years(tree.input) <= 2 or (y1 or 0) <= 0)
        )
        if short:
            return Fraction(y2 * (1 + rate))
        return None if y1 is None or y1 <= 0 else Fraction(y2 * (2 * (1 + rate) - y2 / y1))

    def _told(self, of: ex.Num, short: Fraction, more: bool, op: str) -> Iterator[Lack]:
        name, back = leading(of)
        spec = self.say.spec(name) if name else None
        amount = short if more else -short
        unit = spec.unit if spec else ""
        if spec is not None and spec.kind == "count":
            whole = -(-amount.numerator // amount.denominator)
            amount = Fraction(whole + (1 if op in (">", "<") and amount.denominator == 1 else 0))
        if amount < 0 or spec is None:
            return
        label = spec.label if isinstance(of, ex.SeriesSum) else self.say.name(name, back)
        words = f"{label}{'还差' if more else '超出'}{plain(amount)}{unit}"
        if op in (">", "<") and spec.kind != "count":
            words += "以上"
        yield Lack(amount, unit, name, words, back, not more)


def largest(lacks: Iterable[Lack]) -> Iterator[Lack]:
    """Of several amounts lacking of one figure, as for 100万元 and 3%, the largest."""
    kept: dict[tuple[str, int, bool, bool], Lack] = {}
    for lack in lacks:
        key = lack.input, lack.back, lack.over, lack.words.startswith("或")
        if not lack.input or key not in kept or kept[key].amount < lack.amount:
            kept[key if lack.input else (lack.words, 0, False, False)] = lack
    yield from kept.values()
