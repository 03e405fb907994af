"""Synthetic firms: seeded, as unequal as real ones, one in twenty placed exactly on the edges of the bands.

A firm's figures hang together (staff follows revenue, R&D follows revenue), so that verdicts and scores come
out mixed as they do in a county. Money is stored in millionths of 万元, as the lake keeps it. The firms are made
in parts with a seed each: a smaller table is the beginning of a larger one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

WAN = 1_000_000
YUAN = 100
ROW_GROUP = 49_152
"""Small enough that two processors share a hundred thousand firms evenly: an engine takes a group at a time."""
PART = 10 * ROW_GROUP
EDGE_SHARE = 20
"""One firm in so many stands on edges."""
MISSING = 0.03
"""How often a figure is missing."""
REVIEWED = 0.1
"""How many firms experts have given points."""

COUNTIES = (
    340802, 340803, 340811, 340822, 340825, 340826, 340827, 340828, 340881, 340882,
    411202, 411203, 411221, 411224, 411281, 411282, 620102, 620103, 620104, 620105, 620402, 620403,
)  # fmt: skip

FEW = frozenset({
    "ip_tech_class1", "ip_hnte_class1", "ip_sme_class1", "ip_class1_applied", "ip_sme_class1_self",
    "ip_sme_class1_high_value", "ip_class1_self_applied",
})  # fmt: skip
"""Counts that are nought for most."""

LIKELY = frozenset({
    "resident_mainland", "independent_legal_person", "owns_core_ip", "tech_in_8_fields", "has_rd_cost",
    "has_rd_activity", "info_system_in_core_business", "own_brand", "mgmt_or_product_cert", "market_position_ok",
})  # fmt: skip
"""Flags most firms have; the others are rare."""

WORDS: dict[str, tuple[str, ...]] = {
    "county": tuple(map(str, COUNTIES)),
    "sector": tuple("CCCCCBDEFGIKLM"),
    "size_industry": (
        "industry",
        "industry",
        "industry",
        "wholesale",
        "retail",
        "software",
        "construction",
        "other",
    ),
    "rd_institution_level": ("none", "none", "none", "below", "municipal", "provincial"),
    "field_grade": tuple("CCBBA"),
    "ip_advanced": tuple("ABBCCDE"),
    "ip_core_support": tuple("ABBCCDE"),
    "ip_source": ("self", "self", "transfer"),
}
NEVER_MISSING = frozenset({"uscc", "county", "conflicts", "accounting_years"})

Array = np.ndarray[Any, Any]


class Part:
    """Some firms: what their figures hang on, and a column at a time."""

    def __init__(self, seed: int, number: int, firms: int) -> None:
        self.random = np.random.default_rng([seed, number])
        self.first, self.firms = number * PART, firms
        self.edge = np.arange(firms) % EDGE_SHARE == 0
        revenue = np.exp(11 + 9 * self._u() ** 1.6)  # 元: 6 万 to 4.8 亿
        self.y3 = revenue.astype(np.int64) // 100 * 100
        growth = self._or_edge(self._between(-0.15, 0.45), (0.0, 0.05, 0.15, 0.25, 0.35, -0.2))
        bent = 1 + growth * self._or_edge(self._between(0.3, 1.7), (1.0,))
        self.y2 = np.rint(self.y3 / (1 + growth)).astype(np.int64) // 100 * 100
        self.y1 = np.rint(self.y2 / bent).astype(np.int64) // 100 * 100
        self.staff = np.maximum(20, np.rint(self.y3 / self._between(3e5, 12e5)).astype(np.int64) // 20 * 20)
        self.intensity = self._or_edge(self._u() ** 3 * 0.18, (0.02, 0.03, 0.04, 0.05, 0.06, 0.0))
        self.tech = self._or_edge(self._between(0, 0.45), (0.1, 0.15, 0.2, 0.25, 0.3, 0.09))

    def _u(self) -> Array:
        return self.random.random(self.firms)

    def _between(self, low: float, high: float) -> Array:
        return low + (high - low) * self._u()

    def _below(self, stop: int) -> Array:
        return self.random.integers(0, stop, self.firms)

    def _or_edge(self, values: Array, edges: tuple[float, ...]) -> Array:
        return np.where(self.edge, np.array(edges)[self._below(len(edges))], values)

    @staticmethod
    def _money(yuan: Array) -> Array:
        """Whole 元 as millionths of 万元."""
        return np.rint(yuan).astype(np.int64) * YUAN

    def _years(self, name: str) -> tuple[Array, str]:
        for suffix, base in (("_y2", self.y1), ("_y1", self.y2)):
            if name.endswith(suffix):
                return base, name.removesuffix(suffix)
        return self.y3, name

    def values(self, name: str, kind: str) -> Array:
        """One column by its name, or by its kind where the name says nothing."""
        base, plain = self._years(name)
        known: dict[str, Callable[[], Array]] = {
            "registered_days": lambda: np.where(self.edge, 365, self._below(9000)),
            "accounting_years": lambda: np.where(self._u() < 0.9, 3, 1 + self._below(3)),
            "years_in_niche": lambda: np.where(self.edge, 3, self._below(20)) * WAN,
            "revenue_wan": lambda: self._money(base),
            "sales_revenue_wan": lambda: self._money(base),
            "main_revenue_wan": lambda: self._money(
                base * self._or_edge(self._between(0.4, 1), (0.7, 0.8, 0.9))
            ),
            "rd_wan": lambda: self._money(base * self.intensity),
            "rd_super_wan": lambda: self._money(base * self.intensity),
            "rd_hnte_wan": lambda: self._money(
                base * self.intensity * self._or_edge(self._between(0.8, 1.1), (1,))
            ),
            "net_assets_wan": lambda: self._money(base * self._or_edge(self._between(-0.01, 0.6), (0.5,))),
            "rd_domestic_wan": lambda: self._money(
                (self.y1 + self.y2 + self.y3) * self.intensity * self._between(0.4, 1)
            ),
            "total_income_wan": lambda: self._money(self.y3 * 1.02),
            "cost_expense_wan": lambda: self._money(self.y3 * self._between(0.6, 1.1)),
            "total_assets_wan": lambda: self._money(self.y3 * self._between(0.5, 2)),
            "liabilities_wan": lambda: self._money(self.y3 * self._between(0.1, 1)),
            "net_profit_wan": lambda: self._money(self.y3 * self._between(-0.08, 0.16)),
            "equity_2y_wan": lambda: self._money(np.where(self._u() < 0.03, 1e8 * self._u(), 0)),
            "equity_3y_wan": lambda: self._money(np.where(self._u() < 0.03, 1e8 * self._u(), 0)),
            "staff_total": lambda: self.staff,
            "staff": lambda: self.staff,
            "tech_staff": lambda: np.rint(self.staff * self.tech),
            "rd_staff": lambda: np.rint(self.staff * self.tech * 0.7),
            "staff_avg": lambda: self.staff * WAN,
            "tech_staff_avg": lambda: np.rint(self.staff * self.tech) * WAN,
            "market_share_pct": lambda: np.rint(40 * self._u() ** 3) * WAN,
            "local_feature_score": lambda: self._below(16) * WAN,
            "dev_score": lambda: self._below(101) * WAN,
            "conversions_total": lambda: np.rint(24 * self._u() ** 2),
            "conversion_years": lambda: np.full(self.firms, 3),
        }
        if plain in known:
            return known[plain]()
        if kind == "flag":
            return self._u() < (0.9 if name in LIKELY else 0.04)
        if kind == "count":
            return np.rint((4 if name in FEW else 8) * self._u() ** (4 if name in FEW else 2))
        if kind == "money":
            return self._money(base * self._between(0, 0.5))
        return self._below(20) * WAN

    def column(self, name: str, kind: str) -> pa.Array:
        rare = 1 - REVIEWED if kind == "graded" else MISSING
        missing = None if name in NEVER_MISSING else self._u() < rare
        if name == "uscc":
            return pa.array([f"91340800MA{self.first + i:08d}" for i in range(self.firms)])
        if name == "conflicts":
            quiet = self._u() >= 0.01
            return pa.DictionaryArray.from_arrays(
                pa.array(np.zeros(self.firms, np.int8), mask=quiet), pa.array(["rd_hnte_wan;staff_total"])
            ).cast(pa.string())
        if kind in ("choice", "text", "graded"):
            words = WORDS.get(name, tuple("012345") if kind == "graded" else ())
            if not words:
                return pa.nulls(self.firms, pa.string())
            codes = pa.array(self._below(len(words)).astype(np.int8), mask=missing)
            return pa.DictionaryArray.from_arrays(codes, pa.array(words)).cast(pa.string())
        values = self.values(name, kind)
        return pa.array(values if kind == "flag" else values.astype(np.int64), mask=missing)


def make(path: Path, firms: int, columns: dict[str, str], seed: int = 1) -> None:
    """Write so many firms with these columns (name -> kind of figure), a part at a time."""
    types = {"flag": pa.bool_(), "choice": pa.string(), "text": pa.string(), "graded": pa.string()}
    schema = pa.schema([(name, types.get(kind, pa.int64())) for name, kind in columns.items()])
    worded = [name for name, kind in columns.items() if kind in types and name != "uscc"]
    with pq.ParquetWriter(path, schema, use_dictionary=worded, compression="snappy") as writer:
        for part in _parts(firms, seed):
            arrays = [part.column(name, kind) for name, kind in columns.items()]
            writer.write_table(pa.table(arrays, schema=schema), row_group_size=ROW_GROUP)


def _parts(firms: int, seed: int) -> Iterable[Part]:
    for number, first in enumerate(range(0, firms, PART)):
        yield Part(seed, number, min(PART, firms - first))
