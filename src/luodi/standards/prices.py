"""The price list of changes: what a firm can do to qualify, what it costs, how long it takes.

The list is the office's own estimate, in one YAML file an official can edit. Reading it names every fault
at once with its line. Amounts and prices are exact fractions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from luodi.standards.spec import Standard

HERE = Path(__file__).parent / "data" / "prices.yaml"

# Bulk routes count in int64: a hundred-millionth of 万元 holds two decimals of a price times a cent of money.
DECIMALS_OF_MONEY_PRICE = 2
DECIMALS_OF_WHOLE_PRICE = 6
HIGHEST_PRICE = 1_000_000
HIGHEST_MONEY_PRICE = 20


class PriceError(ValueError):
    """The price list cannot be used. `faults` has every fault, each with its line."""

    def __init__(self, path: str, faults: Iterable[tuple[int, str]]) -> None:
        self.path = path
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(f"{path} 第{line}行：{words}" for line, words in self.faults))


@dataclass(frozen=True, slots=True)
class Change:
    """One thing a firm can do. `adds`: by how much one unit moves each column of the newest year.

    `within`: afterwards the column may not pass the other column, or the number. `most_share`: at most this
    share of what is still missing to the other column (one in ten of those who are no tech staff yet).
    """

    name: str
    label: str
    says: str
    unit: str
    price: Fraction
    whole: bool
    months: int
    this_year: bool
    each_year: bool
    adds: Mapping[str, Fraction]
    why: str
    within: Mapping[str, str | Fraction] = field(default_factory=dict)
    most: int | None = None
    share: Fraction | None = None
    share_of: Mapping[str, str] = field(default_factory=dict)
    line: int = 0

    def soon(self, on: date) -> bool:
        """Whether it can count before the year is over, begun on that day."""
        return self.this_year and on.month + self.months <= 12

    def ready_in(self, on: date) -> int:
        """The year in which it counts, begun on that day."""
        if self.soon(on):
            return on.year
        return max(on.year + 1, on.year + (on.month - 1 + self.months) // 12)


@dataclass(frozen=True, slots=True)
class Prices:
    """The whole list, as of a day."""

    title: str
    as_of: date
    changes: Mapping[str, Change]
    remarks: tuple[str, ...] = ()
    path: str = ""

    def only(self, names: Iterable[str]) -> Prices:
        """The list with these changes alone."""
        wanted = set(names)
        return replace(self, changes={n: c for n, c in self.changes.items() if n in wanted})

    def without(self, *names: str) -> Prices:
        """The list as if these changes were not for sale."""
        return self.only(set(self.changes) - set(names))

    def priced(self, **prices: int | str | Fraction) -> Prices:
        """The list with other prices for some changes."""
        unknown = set(prices) - set(self.changes)
        if unknown:
            raise PriceError(self.path, [(0, f"价目表没有这一项：{'、'.join(sorted(unknown))}")])
        changed = {n: replace(self.changes[n], price=Fraction(p)) for n, p in prices.items()}
        return replace(self, changes={**self.changes, **changed})

    def soon(self, on: date) -> Prices:
        """What can still count this year."""
        return self.only(n for n, c in self.changes.items() if c.soon(on))


def load(path: Path | str = HERE) -> Prices:
    """Read a price list; PriceError names every fault at once."""
    text = Path(path).read_text("utf-8")
    return _Reader(str(path)).read(text)


def lint(prices: Prices, standards: Iterable[Standard]) -> list[str]:
    """What is odd though it can be read: a column that no standard asks for."""
    read = {column for s in standards for i in s.inputs.values() for column in i.columns}
    found = []
    for change in prices.changes.values():
        used = {*change.adds, *change.within, *(o for o in change.within.values() if isinstance(o, str))}
        for column in sorted(used - read):
            found.append(f"{prices.path} 第{change.line}行：{change.name}用到的{column}没有一个标准会看")
    return found


KEYS = {
    "label", "says", "unit", "price", "whole", "months", "this_year", "each_year", "adds", "why",
}  # fmt: skip
MAY = {"within", "most", "most_share"}


class _Reader:
    """Walks YAML nodes, not values, because a fault has to name its line and 0.1 has to stay 0.1."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.faults: list[tuple[int, str]] = []

    def fault(self, node: Node, words: str) -> None:
        self.faults.append((node.start_mark.line + 1, words))

    def read(self, text: str) -> Prices:
        try:
            root = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise PriceError(self.path, [(line, f"不是合格的YAML：{error.problem}")]) from error
        if not isinstance(root, MappingNode):
            raise PriceError(self.path, [(1, "价目表是空的，或最外层不是“名称: 内容”的形式")])
        parts = dict(self.pairs(root))
        for key in parts.keys() - {"title", "as_of", "remarks", "changes"}:
            self.fault(parts[key][0], f"不认识“{key}”；可以写title、as_of、remarks、changes")
        title, as_of = "", date.min
        changes: dict[str, Change] = {}
        remarks: tuple[str, ...] = ()
        if "title" in parts:
            title = self.text(parts["title"][1])
        if "as_of" in parts:
            as_of = self.day(parts["as_of"][1])
        else:
            self.fault(root, "缺as_of：这些价格是哪一天的")
        if "remarks" in parts:
            remarks = self.texts(parts["remarks"][1])
        if "changes" in parts and isinstance(parts["changes"][1], MappingNode):
            for name, (_, node) in self.pairs(parts["changes"][1]):
                change = self.change(name, node)
                if change:
                    changes[name] = change
        else:
            self.fault(root, "缺changes：一项补差办法都没有")
        if self.faults:
            raise PriceError(self.path, self.faults)
        return Prices(title, as_of, changes, remarks, self.path)

    def pairs(self, node: MappingNode) -> Iterator[tuple[str, tuple[Node, Node]]]:
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            if name in seen:
                self.fault(key, f"“{name}”写了两次")
            seen.add(name)
            yield name, (key, value)

    def change(self, name: str, node: Node) -> Change | None:
        if not isinstance(node, MappingNode):
            self.fault(node, f"{name}要写成“名称: 内容”的形式")
            return None
        before = len(self.faults)
        keyed = dict(self.pairs(node))
        parts = {key: value for key, (_, value) in keyed.items()}
        for key in parts.keys() - KEYS - MAY:
            self.fault(keyed[key][0], f"{name}：不认识“{key}”；可以写{'、'.join(sorted(KEYS | MAY))}")
        for key in sorted(KEYS - parts.keys()):
            self.fault(node, f"{name}：缺“{key}”")
        if len(self.faults) > before:
            return None
        whole = self.yes(parts["whole"])
        change = Change(
            name=name,
            label=self.text(parts["label"]),
            says=self.text(parts["says"]),
            unit=self.text(parts["unit"]),
            price=self.price(parts["price"], whole),
            whole=whole,
            months=self.count(parts["months"]),
            this_year=self.yes(parts["this_year"]),
            each_year=self.yes(parts["each_year"]),
            adds={k: self.number(v) for k, (_, v) in self.mapping(parts["adds"])},
            why=self.text(parts["why"]),
            within={k: self.limit(v) for k, (_, v) in self.mapping(parts.get("within"))},
            most=self.count(parts["most"]) if "most" in parts else None,
            line=node.start_mark.line,
        )
        if not change.adds or not any(change.adds.values()):
            self.fault(parts["adds"], f"{name}：adds没有写任何数，做了等于没做")
        for column, amount in change.adds.items():
            if amount.denominator != 1:
                self.fault(parts["adds"], f"{name}：{column}每单位的增减要是整数")
            if column.endswith(("_y1", "_y2")):
                self.fault(parts["adds"], f"{name}：{column}是往年的数，不能改")
        if "most_share" in parts:
            change = self.shared(change, parts["most_share"])
        return change if len(self.faults) == before else None

    def shared(self, change: Change, node: Node) -> Change:
        parts = {key: value for key, (_, value) in self.mapping(node)}
        if set(parts) != {"share", "of"}:
            self.fault(node, f"{change.name}：most_share要写share（百分比）和of（哪个数到哪个数）")
            return change
        share = self.number(parts["share"])
        if not 0 <= share <= 1:
            self.fault(parts["share"], f"{change.name}：share要在0%到100%之间")
        of = {k: self.text(v) for k, (_, v) in self.mapping(parts["of"])}
        return replace(change, share=share, share_of=of)

    def mapping(self, node: Node | None) -> Iterator[tuple[str, tuple[Node, Node]]]:
        if node is None:
            return iter(())
        if not isinstance(node, MappingNode):
            self.fault(node, "这里要写成{名称: 数}的形式")
            return iter(())
        return self.pairs(node)

    def text(self, node: Node) -> str:
        if not isinstance(node, ScalarNode) or not node.value.strip():
            self.fault(node, "这里要写一句话，不能空着")
            return ""
        return str(node.value)

    def texts(self, node: Node) -> tuple[str, ...]:
        if isinstance(node, SequenceNode):
            return tuple(self.text(one) for one in node.value)
        return (self.text(node),)

    def number(self, node: Node) -> Fraction:
        words = str(node.value).strip() if isinstance(node, ScalarNode) else ""
        try:
            value = Decimal(words.removesuffix("%"))
        except InvalidOperation:
            self.fault(node, f"“{words}”不是数")
            return Fraction(0)
        if not value.is_finite():
            self.fault(node, f"“{words}”不是数")
            return Fraction(0)
        return Fraction(value) / 100 if words.endswith("%") else Fraction(value)

    def price(self, node: Node, whole: bool) -> Fraction:
        value = self.number(node)
        decimals = DECIMALS_OF_WHOLE_PRICE if whole else DECIMALS_OF_MONEY_PRICE
        highest = HIGHEST_PRICE if whole else HIGHEST_MONEY_PRICE
        if value < 0:
            self.fault(node, "价格不能是负数")
        elif value > highest:
            self.fault(node, f"价格高于每单位{highest}万元，是不是把元写成了万元？")
        elif (value * 10**decimals).denominator != 1:
            self.fault(node, f"价格最多{decimals}位小数")
        return value

    def count(self, node: Node) -> int:
        value = self.number(node)
        if value.denominator != 1 or value < 0:
            self.fault(node, "这里要写不小于0的整数")
            return 0
        return int(value)

    def yes(self, node: Node) -> bool:
        value = node.value if isinstance(node, ScalarNode) else None
        if value not in ("true", "false"):
            self.fault(node, "这里要写true或false")
        return bool(value == "true")

    def limit(self, node: Node) -> str | Fraction:
        if isinstance(node, ScalarNode) and node.tag in ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float"):
            return self.number(node)
        return self.text(node)

    def day(self, node: Node) -> date:
        try:
            return date.fromisoformat(str(node.value))
        except ValueError:
            self.fault(node, f"“{node.value}”不是日期，要写成2026-11-01这样")
            return date.min
