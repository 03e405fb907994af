"""Expression strings of a standard's file to the tree of `expression`.

The language is what an official writes on a blackboard: `tech_staff / staff_total >= 10%`,
`sum(rd_wan) / sum(sales_revenue_wan) >= need`, `not recheck and years_in_niche >= 3`. Names are those of the
standard's own inputs, named numbers, scores and alternatives; everything else is a fault that says what is
known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from typing import NoReturn, cast

from luodi.standards import expression as ex
from luodi.standards.spec import Input

TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)(?P<percent>%)?|(?P<name>[^\W\d]\w*)|(?P<op>>=|<=|==|[-+*/<>()\[\],]))",
)
WORDS = {"and", "or", "not", "in"}
MOST_DEEP = 40
"""So that no text exhausts the stack: each bracket, `not` or minus goes a level down."""
FORMS = ("hnte", "mean", "cagr", "last")


class Misread(ValueError):
    """What cannot be understood in an expression, and what to write instead."""


@dataclass
class Names:
    """What an expression may speak of. `lets` and `alternatives` are trees already read."""

    inputs: Mapping[str, Input]
    lets: dict[str, ex.Num] = field(default_factory=dict)
    scores: set[str] = field(default_factory=set)
    alternatives: dict[str, ex.Truth] = field(default_factory=dict)

    def known(self) -> list[str]:
        return [*self.inputs, *self.lets, *sorted(self.scores), *self.alternatives]


def truth(text: str, names: Names) -> ex.Truth:
    """A demand. Raises Misread."""
    reader = _Reader(text, names)
    made = reader.any()
    reader.end()
    if not isinstance(made, _TRUTHS):
        raise Misread(f"“{text}”是一个数，不是条件；请写出与什么比较")
    return made


def measure(text: str, names: Names) -> ex.Measure:
    """What score bands are laid on: a number, a ratio or a growth. Raises Misread."""
    reader = _Reader(text, names)
    made = reader.ratio()
    reader.end()
    if isinstance(made, _TRUTHS):
        raise Misread(f"“{text}”是条件，不是可以分档的数")
    return made


def number(text: str, names: Names) -> ex.Num:
    """A number. Raises Misread."""
    made = measure(text, names)
    if isinstance(made, (ex.Ratio, ex.Growth)):
        raise Misread(f"“{text}”是比率，只能出现在比较或分档中")
    return made


def constant(text: object) -> Fraction:
    """A bare number: 500, 1.5, 10%, 1/3. Raises Misread.

    >>> constant("10%"), constant(1.5), constant("1/3")
    (Fraction(1, 10), Fraction(3, 2), Fraction(1, 3))
    """
    words = str(text).strip()
    found = re.fullmatch(r"(-?\d+(?:\.\d+)?)(%?)(?:/(\d+))?", words)
    if not found or found[3] == "0":
        raise Misread(f"“{words}”不是数")
    value = Fraction(Decimal(found[1]))
    if found[2]:
        value /= 100
    return value / int(found[3]) if found[3] else value


_TRUTHS = (ex.Compare, ex.Flag, ex.OneOf, ex.Given, ex.All, ex.Any, ex.Not)
Part = ex.Measure | ex.Truth


def _depth(words: Iterable[str]) -> int:
    """How deep brackets and rows of `not` and minus signs stand in each other, at most."""
    deepest = level = row = 0
    for word in words:
        level += {"(": 1, ")": -1}.get(word, 0)
        row = row + 1 if word in ("not", "-") else 0
        deepest = max(deepest, level, row)
    return deepest


class _Reader:
    """A reader that goes down one level of precedence a method: or, and, not, comparison, sum, product, atom."""

    def __init__(self, text: str, names: Names) -> None:
        self.text, self.names = text, names
        self.tokens: list[tuple[str, str]] = []
        place = 0
        text = text.rstrip()
        while place < len(text):
            found = TOKEN.match(text, place)
            if not found or not found.group().strip():
                raise Misread(f"“{text}”第{place + 1}个字符“{text[place:].strip()[:6]}”看不懂")
            if found["number"]:
                self.tokens.append(("number", found["number"] + (found["percent"] or "")))
            elif found["name"]:
                kind = "word" if found["name"] in WORDS else "name"
                self.tokens.append((kind, found["name"]))
            else:
                self.tokens.append(("op", found["op"]))
            place = found.end()
        self.at = 0
        if _depth(word for _kind, word in self.tokens) > MOST_DEEP:
            raise Misread(f"“{text[:20]}…”括号、not 或负号套得太深，最多{MOST_DEEP}层；请用 lets 分开写")

    def fail(self, what: str) -> NoReturn:
        raise Misread(f"“{self.text}”：{what}")

    def peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def take(self, *words: str) -> str:
        """The next token if it is one of these."""
        if self.peek() in words and self.at < len(self.tokens):
            self.at += 1
            return self.tokens[self.at - 1][1]
        return ""

    def need(self, word: str) -> None:
        if not self.take(word):
            self.fail(f"这里应有“{word}”" + (f"，写的是“{self.peek()}”" if self.peek() else ""))

    def end(self) -> None:
        if self.at < len(self.tokens):
            self.fail(f"“{self.peek()}”起多余")

    def any(self) -> Part:
        return self.joined("or", self.all, ex.Any)

    def all(self) -> Part:
        return self.joined("and", self.denied, ex.All)

    def joined(self, word: str, below: Callable[[], Part], made: type[ex.Any] | type[ex.All]) -> Part:
        parts = [below()]
        while self.take(word):
            parts.append(below())
        if len(parts) == 1:
            return parts[0]
        return made(tuple(self.true(p) for p in parts))

    def true(self, part: Part) -> ex.Truth:
        if not isinstance(part, _TRUTHS):
            self.fail("and、or、not 只能连接条件")
        return part

    def denied(self) -> Part:
        if self.take("not"):
            return ex.Not(self.true(self.denied()))
        return self.compared()

    def compared(self) -> Part:
        left = self.ratio()
        if self.take("in"):
            return self.one_of(left)
        op = self.take(">=", "<=", "==", ">", "<")
        if not op:
            return left
        if isinstance(left, _TRUTHS):
            self.fail("条件不能再与数比较")
        right = self.ratio()
        if isinstance(right, (ex.Ratio, ex.Growth, *_TRUTHS)):
            self.fail("比率和增长率写在比较号左边，右边写数")
        return ex.Compare(left, cast("ex.Op", op), right)

    def one_of(self, left: Part) -> ex.Truth:
        if not isinstance(left, ex.Figure) or self.names.inputs[left.input].kind != "choice":
            self.fail("in 的左边应是可选项（choice）")
        self.need("(")
        words = [self.word()]
        while self.take(","):
            words.append(self.word())
        self.need(")")
        known = self.names.inputs[left.input].words
        wrong = [w for w in words if known and w not in known]
        if wrong:
            self.fail(f"“{left.input}”没有“{'、'.join(wrong)}”这一项，可用：{'、'.join(known)}")
        return ex.OneOf(left.input, tuple(words))

    def word(self) -> str:
        if self.at >= len(self.tokens):
            self.fail("括号没有写完")
        self.at += 1
        return self.tokens[self.at - 1][1]

    def ratio(self) -> Part:
        """A sum, or one sum over another."""
        left = self.sum()
        if self.take("/"):
            right = self.sum()
            over, under = self.plain(left), self.plain(right)
            if under == ex.Number(Fraction(0)):
                self.fail("除数为0")
            if isinstance(over, ex.Number) and isinstance(under, ex.Number):
                return ex.Number(over.value / under.value)
            return ex.Ratio(over, under)
        return left

    def plain(self, part: Part) -> ex.Num:
        if isinstance(part, (ex.Ratio, ex.Growth, *_TRUTHS)):
            self.fail("比率、增长率和条件不能再参加运算")
        return part

    def sum(self) -> Part:
        first = self.product()
        terms: list[ex.Num] = []
        while sign := self.take("+", "-"):
            if not terms:
                terms.append(self.plain(first))
            term = self.plain(self.product())
            terms.append(term if sign == "+" else ex.Scaled(Fraction(-1), term))
        return ex.Sum(tuple(terms)) if terms else first

    def product(self) -> Part:
        first = self.atom()
        while self.take("*"):
            left, right = self.plain(first), self.plain(self.atom())
            if isinstance(right, ex.Number) and not isinstance(left, ex.Number):
                left, right = right, left
            if not isinstance(left, ex.Number):
                self.fail("乘号一边应是数：两个指标相乘没有写法")
            first = (
                ex.Number(left.value * right.value)
                if isinstance(right, ex.Number)
                else ex.Scaled(left.value, right)
            )
        return first

    def atom(self) -> Part:
        if self.at >= len(self.tokens):
            self.fail("没有写完")
        kind, word = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            return ex.Number(constant(word))
        if word == "-":
            inner = self.plain(self.atom())
            return ex.Number(-inner.value) if isinstance(inner, ex.Number) else ex.Scaled(Fraction(-1), inner)
        if word == "(":
            inner_part = self.any()
            self.need(")")
            return inner_part
        if kind != "name":
            self.fail(f"“{word}”不该在这里")
        if self.take("("):
            return self.called(word)
        return self.named(word)

    def called(self, word: str) -> Part:
        made: Part
        if word in ("sum", "years"):
            name = self.series()
            made = ex.SeriesSum(name) if word == "sum" else ex.Years(name)
        elif word == "growth":
            name = self.series()
            self.need(",")
            form = self.word()
            if form not in FORMS:
                self.fail(f"growth 没有“{form}”这种算法，可用：{'、'.join(FORMS)}")
            made = ex.Growth(name, form)  # type: ignore[arg-type]
        elif word == "given":
            figure = self.named(self.word())
            if isinstance(figure, ex.Flag):
                made = ex.Given(figure.input)
            elif isinstance(figure, ex.Figure):
                made = ex.Given(figure.input, figure.back)
            else:
                self.fail("given 里应是一个指标")
        elif word in ("least", "greatest"):
            of = [self.plain(self.sum())]
            while self.take(","):
                of.append(self.plain(self.sum()))
            made = ex.Least(tuple(of)) if word == "least" else ex.Greatest(tuple(of))
        else:
            self.fail(f"没有“{word}( )”这种写法，可用：sum、years、growth、given、least、greatest")
        self.need(")")
        return made

    def series(self) -> str:
        name = self.word()
        if name not in self.names.inputs:
            self.unknown(name)
        if not self.names.inputs[name].series:
            self.fail(f"“{name}”不是多年的指标")
        return name

    def named(self, word: str) -> Part:
        names = self.names
        if word in names.inputs:
            given = names.inputs[word]
            if given.kind == "flag":
                return ex.Flag(word)
            back = self.index(word, len(given.columns) if given.series else 1)
            return ex.Figure(word, back)
        if word in names.lets:
            return names.lets[word]
        if word in names.scores:
            return ex.Score(word)
        if word in names.alternatives:
            return names.alternatives[word]
        self.unknown(word)

    def index(self, word: str, length: int) -> int:
        """`x[-1]` newest, `x[0]` oldest; a plain input has none."""
        if not self.take("["):
            if length > 1:
                self.fail(
                    f"“{word}”有{length}个数，请写明哪一个，如 {word}[-1]（最近一年），或用 sum、growth"
                )
            return 0
        minus = bool(self.take("-"))
        number_ = self.word()
        self.need("]")
        if not number_.isdecimal():
            self.fail(f"“{word}[ ]”里应是整数")
        back = int(number_) - 1 if minus else length - 1 - int(number_)
        if not 0 <= back < length:
            self.fail(f"“{word}”只有{length}个数")
        return back

    def unknown(self, word: str) -> NoReturn:
        near = get_close_matches(word, self.names.known(), 3)
        self.fail(
            f"不认识“{word}”"
            + (f"，是不是“{'”“'.join(near)}”？" if near else "：不是本标准的指标、数、得分或替代条件")
        )
