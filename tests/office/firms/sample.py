"""A city's firms as other tests need them: a register, two years' figures, titles, months; judged, one frozen list."""

from __future__ import annotations

import datetime as dt
from typing import Any

from luodi.lake import uscc
from luodi.lake.sample import table
from luodi.office.firms import acts, facts
from luodi.office.firms.assessing import assess_firms
from luodi.office.firms.models import Firm
from luodi.office.journal.clock import now, today
from luodi.office.journal.record import SYSTEM
from luodi.office.units.models import Person, Unit

FIRM = f"{uscc.make('990121', 'MA000009')},联合攻关新企业有限公司,990121\n"
"""A row of the register, for uploads."""


def code(county: str, number: int) -> str:
    return uscc.make(county, f"MA{number:06d}")


def figures(number: int, year: int, **own: Any) -> dict[str, Any]:
    """A firm of middling size that is one software copyright short of 科技型 where `number` is odd."""
    row: dict[str, Any] = {
        "year": year, "revenue_wan": 3000 + number, "sales_revenue_wan": 3000, "main_revenue_wan": 2800,
        "total_income_wan": 3000, "hightech_income_wan": 2000, "cost_expense_wan": 2500, "total_assets_wan": 4000,
        "liabilities_wan": 1500, "net_assets_wan": 2500, "net_profit_wan": 300, "rd_wan": 150, "rd_super_wan": 150,
        "rd_hnte_wan": 150, "rd_domestic_wan": 440, "rd_stat_wan": 150, "staff_total": 60, "tech_staff": 10, "staff": 60,
        "staff_avg": 60, "tech_staff_avg": 10, "rd_staff": 8, "ip_tech_class1": 0, "ip_tech_class2": 2 + number % 2,
        "above_scale": True,
    }  # fmt: skip
    return row | own


def put(kind: str, rows: list[dict[str, Any]], name: str) -> str:
    """Rows straight into the lake."""
    batch = facts.lake().put(
        kind, table(kind, rows), by="测试", at=now(), source={"name": name, "columns": []}
    )
    return batch.id


def fill(county: str, mark: str, count: int = 3) -> list[str]:
    """The lake's batches of a county: register, two years, titles, coverage by month; the firms' codes."""
    codes = [code(county, n) for n in range(1, count + 1)]
    names = {c: f"{mark}联合攻关企业{n}" for n, c in enumerate(codes, 1)}
    year = today().year - 1
    base = [
        {"uscc": c, "name": names[c], "county": county, "sector": "C", "industry": "3500", "size_industry": "industry",
         "registered": dt.date(2015, 3, 1)}
        for c in codes
    ]  # fmt: skip
    put("firms", base, f"{mark}登记.xlsx")
    for y in (year - 1, year):
        put(
            "figures",
            [{"uscc": c, "name": names[c], **figures(n, y)} for n, c in enumerate(codes)],
            f"{mark}{y}.xlsx",
        )
    titles = [{"uscc": codes[0], "type": "hnte", "number": f"GR{mark}", "issued": dt.date(year, 11, 1),
               "valid_to": dt.date(year + 3, 10, 31)}]  # fmt: skip
    put("qualifications", titles, f"{mark}资质.xlsx")
    flags = dict.fromkeys(("has_rd_cost", "has_rd_institution", "has_rd_people", "has_cooperation"), True)
    put(
        "coverage",
        [{"uscc": c, "month": dt.date(today().year, 5, 1), **flags} for c in codes],
        f"{mark}月报.xlsx",
    )
    return codes


def judge(unit: Unit, *standards: str, actor: Any = SYSTEM) -> Any:
    """A whole run, worked out here and now."""
    run = acts.order_run(
        actor, unit=unit, on=today(), year=today().year - 1, standards=standards or ("tech-sme", "zero-and-raise"),
        queue=False,
    )  # fmt: skip
    assert assess_firms.func(run.pk) == "done"
    run.refresh_from_db()
    return run


def make_firms(office: Person, city: Unit, mark: str, letter: str) -> dict[str, Any]:
    """What the walk needs of a branch."""
    county = {"a": "990121", "b": "990221"}[letter]
    codes = fill(county, mark)
    run = judge(city, actor=office)
    frozen = acts.freeze(office, city, today().year)
    acts.set_doubling(office, city, measure="high_tech", base_year=2024, base=1, target_year=2027)
    head = "统一社会信用代码,企业名称,区划代码\n"
    data = f"{head}{code(county, 77)},{mark}联合攻关待导入企业,{county}\n".encode()
    waiting = acts.take_in(office, city, kind="firms", name=f"{mark}名单.csv", data=data)
    assert Firm.objects.filter(uscc__in=codes).count() == len(codes)
    return {"uscc": codes[1], "run": run.pk, "denominator": frozen.pk, "return": waiting.pk}
