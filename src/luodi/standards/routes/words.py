"""A route in Chinese: what to do, what it costs, when, and why not."""

from __future__ import annotations

import typing
from datetime import date
from fractions import Fraction

from luodi.standards.prices import Change
from luodi.standards.spec import Condition, Standard

if typing.TYPE_CHECKING:
    from luodi.standards.routes.route import Route


def number(value: Fraction) -> str:
    """The number with as many decimals as it has, at most six.

    >>> number(Fraction(5, 2)), number(Fraction(6)), number(Fraction(1, 3))
    ('2.5', '6', '0.333333')
    """
    if value.denominator == 1:
        return str(value.numerator)
    return f"{float(round(value, 6)):.6f}".rstrip("0").rstrip(".")


def money(value: Fraction) -> str:
    """A cost as one says it: to the hundredth, because it is an estimate.

    >>> money(Fraction(72)), money(Fraction(1, 3)), money(Fraction(1, 1000))
    ('约72万元', '约0.33万元', '不到0.01万元')
    """
    if 0 < value < Fraction(1, 100):
        return "不到0.01万元"
    return f"约{number(round(value, 2))}万元"


def step(change: Change, by: Fraction, cost: Fraction, when: int | None) -> str:
    said = change.says.format(amount=number(by))
    year = f"{when}年：" if when else ""
    return f"{year}{said}（{money(cost)}）"


def blocked(condition: Condition, unbought: bool) -> str:
    if unbought:
        return f"{condition.label}：价目表里没有能补的办法"
    return f"{condition.label}：用价目表里的办法都补不到"


def told(standard: Standard, route: Route, on: date) -> str:
    """The whole route in a few sentences."""
    name = standard.title
    if route.cost is None:
        if route.missing:
            return f"{name}：先补{'、'.join(route.missing)}，才能算最省的办法。"
        return f"{name}：没有可行的办法。{'；'.join(route.blocked)}。"
    said = []
    if route.steps:
        said.append(f"{name}：最省的办法是{'；'.join(s.words for s in route.steps)}")
        if len(route.steps) > 1:
            said[-1] += f"，合计{money(route.cost)}"
        said[-1] += "。"
    elif route.waits_until is None and route.points_needed == 0:
        said.append(f"{name}：已经符合条件，不用再补。")
    else:
        said.append(f"{name}：各项数据不用再补。")
    if route.waits_until is not None:
        said.append(f"今年来不及，按这样办最早{route.waits_until}年达标。")
        if route.sooner:
            cost = money(route.sooner_cost or Fraction(0))
            said.append(f"若要今年办成：{'；'.join(s.words for s in route.sooner)}，合计{cost}。")
    elif route.steps:
        said.append("今年内可以办成。")
    if route.points_needed:
        said.append(f"另需专家在可给的最低分之外再给{route.points_needed}分以上，分数不能花钱补。")
    if route.missing:
        said.append(f"还缺{'、'.join(route.missing)}，补上后可能更省。")
    said += [f"{r}。" for r in route.remarks]
    return "".join(said)
