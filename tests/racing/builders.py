"""Small races and tables for tests, made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from luodi.racing.exact import Value
from luodi.racing.normalise import NORMALISERS, Column
from luodi.racing.spec import Indicator, Race
from luodi.racing.values import Values


def leaf(code: str, normaliser: str = "attainment", weight: int = 100, **more: Any) -> Indicator:
    """An indicator whose column, and target and base columns where its formula needs them, follow its code."""
    how = NORMALISERS[normaliser]
    given = {k: Fraction(v) for k, v in more.pop("options", {}).items()}
    options = {k: v for k, v in how.options.items() if v is not None} | given
    return Indicator(
        code,
        code,
        Fraction(weight),
        "",
        more.pop("higher", True),
        normaliser,
        options,
        code,
        f"{code}目标" if "targets" in how.needs else "",
        f"{code}基期" if "bases" in how.needs else "",
        **more,
    )


def race(*nodes: Any, **more: Any) -> Race:
    return Race("test", "1", "测试赛马", "", date(2026, 1, 1), tuple(nodes), **more)


def values(units: Sequence[str], **columns: Sequence[object]) -> Values:
    figures = {k: [None if v is None else Fraction(str(v)) for v in c] for k, c in columns.items()}
    return Values(list(units), figures)


def scores(normaliser: str, figures: Sequence[Value], **more: Any) -> list[Value]:
    """Points by one formula alone."""
    how = NORMALISERS[normaliser]
    options = {k: v for k, v in how.options.items() if v is not None} | more.pop("options", {})
    return how.run(Column(figures, options=options, **more))
