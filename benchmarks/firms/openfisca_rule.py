"""科技型中小企业 as an OpenFisca rule, to be run by a Python of its own: OpenFisca is no part of Luodi.

    python openfisca_rule.py FIRMS.parquet VERDICTS.npy

Prints the seconds from the first byte read to the counts of each county. Written as OpenFisca's own guide
writes rules: variables with formulas over arrays, ratios in floats, a missing figure counted as nought.
"""

from __future__ import annotations

import json
import sys
import time

import numpy as np
import pyarrow.parquet as pq
from openfisca_core.entities import build_entity
from openfisca_core.periods import YEAR
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

Firm = build_entity(key="firm", plural="firms", label="firm", is_person=True)
WAN = 1e6

MONEY = ("sales_revenue_wan", "total_assets_wan", "rd_super_wan", "cost_expense_wan")
COUNTS = ("staff_total", "tech_staff", "ip_tech_class1", "ip_tech_class2")
BARS = ("restricted_industry", "accident_2y", "on_abnormal_list", "on_dishonest_list")
WAYS = ("hnte_valid", "national_award_5y", "provincial_institution", "led_standard_5y")


def figure(name: str, kind: type) -> type[Variable]:
    body = {"value_type": kind, "entity": Firm, "definition_period": YEAR}
    return type(name, (Variable,), body)


def banded(ratio: np.ndarray, edges: tuple[float, ...], points: tuple[int, ...]) -> np.ndarray:
    return np.select([ratio >= edge for edge in edges], points, 0)


def quotient(over: np.ndarray, under: np.ndarray) -> np.ndarray:
    return np.divide(over, under, out=np.zeros_like(over, dtype=np.float32), where=under > 0)


class staff_points(Variable):  # noqa: N801
    value_type, entity, definition_period = int, Firm, YEAR

    def formula(firm, period):  # type: ignore[no-untyped-def]  # noqa: N805
        ratio = quotient(firm("tech_staff", period), firm("staff_total", period))
        return banded(ratio, (0.30, 0.25, 0.20, 0.15, 0.10), (20, 16, 12, 8, 4))


class rd_points(Variable):  # noqa: N801
    value_type, entity, definition_period = int, Firm, YEAR

    def formula(firm, period):  # type: ignore[no-untyped-def]  # noqa: N805
        rd, points = firm("rd_super_wan", period), (50, 40, 30, 20, 10)
        sales = banded(
            quotient(rd, firm("sales_revenue_wan", period)), (0.06, 0.05, 0.04, 0.03, 0.02), points
        )
        cost = banded(quotient(rd, firm("cost_expense_wan", period)), (0.30, 0.25, 0.20, 0.15, 0.10), points)
        return np.maximum(sales, cost)


class ip_points(Variable):  # noqa: N801
    value_type, entity, definition_period = int, Firm, YEAR

    def formula(firm, period):  # type: ignore[no-untyped-def]  # noqa: N805
        second = np.minimum(firm("ip_tech_class2", period), 4) * 6
        return np.where(firm("ip_tech_class1", period) >= 1, 30, second)


class passes(Variable):  # noqa: N801
    value_type, entity, definition_period = bool, Firm, YEAR

    def formula(firm, period):  # type: ignore[no-untyped-def]  # noqa: N805
        size = (
            (firm("staff_total", period) <= 500)
            & (firm("sales_revenue_wan", period) <= 20000)
            & (firm("total_assets_wan", period) <= 20000)
        )
        barred = np.logical_or.reduce([firm(name, period) for name in BARS])
        direct = np.logical_or.reduce([firm(name, period) for name in WAYS])
        staff = firm("staff_points", period)
        total = staff + firm("rd_points", period) + firm("ip_points", period)
        return firm("resident_mainland", period) & size & ~barred & (direct | ((total >= 60) & (staff > 0)))


def main(source: str, out: str) -> None:
    began = time.perf_counter()
    system = TaxBenefitSystem([Firm])
    for name in MONEY:
        system.add_variable(figure(name, float))
    for name in COUNTS:
        system.add_variable(figure(name, int))
    for name in (*BARS, *WAYS, "resident_mainland"):
        system.add_variable(figure(name, bool))
    for variable in (staff_points, rd_points, ip_points, passes):
        system.add_variable(variable)
    table = pq.read_table(source, columns=[*MONEY, *COUNTS, *BARS, *WAYS, "resident_mainland", "county"])
    simulation = SimulationBuilder().build_default_simulation(system, count=table.num_rows)
    for name in MONEY:
        values = table[name].fill_null(0).to_numpy() / WAN
        simulation.set_input(name, "2025", values.astype(np.float32))
    for name in COUNTS:
        simulation.set_input(name, "2025", table[name].fill_null(0).to_numpy())
    for name in (*BARS, *WAYS):
        simulation.set_input(name, "2025", table[name].fill_null(False).to_numpy())
    simulation.set_input("resident_mainland", "2025", table["resident_mainland"].fill_null(True).to_numpy())
    passed = simulation.calculate("passes", "2025")
    codes = table["county"].combine_chunks().dictionary_encode()
    counties = np.bincount(codes.indices.to_numpy(), weights=passed)
    seconds = time.perf_counter() - began
    if out:
        np.save(out, passed)
    print(json.dumps({"seconds": seconds, "passed": int(counties.sum())}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "")
