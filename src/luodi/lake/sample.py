"""An invented province's firms, so that everything can be tried before the first real return.

The same seed gives the same firms. Nothing here is anybody's: names, codes and figures are drawn; the area
codes begin with 99, which no place has.
"""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from luodi.lake import uscc
from luodi.lake.figures import SCALE, SCALED, registers

if TYPE_CHECKING:
    from luodi.lake.batches import Batch
    from luodi.lake.store import Lake

COUNTIES = {
    "990102": ("明水区", 16), "990121": ("石桥县", 11), "990202": ("望岭区", 12), "990221": ("松坪县", 7),
    "990302": ("双塔区", 13), "990321": ("临湾县", 8), "990421": ("柏岩县", 6), "990521": ("泉阳县", 8),
    "990522": ("桃溪县", 6), "990621": ("禾丰县", 5), "990721": ("长亭县", 5), "990821": ("雁门口县", 3),
}  # fmt: skip
"""Area code -> name and share of the firms."""

TRADES = (
    ("C", "3484", "industry", "精密机械", 10), ("C", "3670", "industry", "汽车零部件", 9),
    ("C", "2669", "industry", "化工新材料", 8), ("C", "3990", "industry", "电子科技", 8),
    ("C", "3032", "industry", "新型建材", 7), ("C", "1392", "industry", "食品", 6),
    ("C", "2770", "industry", "生物医药", 6), ("C", "3311", "industry", "金属制品", 6),
    ("C", "4090", "industry", "仪器仪表", 5), ("C", "1751", "industry", "纺织", 4),
    ("I", "6513", "software", "软件", 8), ("I", "6540", "software", "数字科技", 4),
    ("M", "7320", "other", "工程技术", 5), ("M", "7519", "other", "检测技术", 3),
    ("A", "0141", "agriculture", "农业科技", 3), ("B", "1019", "industry", "矿业", 2),
    ("D", "4415", "industry", "新能源", 2), ("E", "4790", "construction", "建设工程", 2),
    ("F", "5179", "wholesale", "贸易", 2),
)  # fmt: skip
_FIRST = "恒瑞华盛宏泰金鑫天诚德信嘉禾远景中科凯立同创博雅新锐润泽景明安达卓越博远元亨利贞"
_SECOND = "源达通和润泰兴旺丰隆昌盛邦国科创威特佳美康宁腾飞海纳川岳峰屹立信义诚光明辉耀"
_CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(slots=True)
class Firm:
    """One firm as it was drawn, before it is laid out in returns."""

    uscc: str
    name: str
    county: str
    sector: str
    industry: str
    size_industry: str
    registered: dt.date
    scale: float
    research: float
    """Share of revenue spent on research; 0 for a firm that does none."""
    staff: int
    growth: list[float]
    patents: list[dict[str, Any]] = field(default_factory=list)
    titles: list[dict[str, Any]] = field(default_factory=list)


def firms(count: int = 3000, seed: int = 2026, year: int = 2025) -> list[Firm]:
    """The firms; `year` is the last accounting year that is closed.

    >>> a, b = firms(3), firms(3)
    >>> [f.uscc for f in a] == [f.uscc for f in b], uscc.check(a[0].uscc).codes
    (True, ())
    """
    draw = random.Random(seed)
    areas, weights = list(COUNTIES), [share for _name, share in COUNTIES.values()]
    trades, heavy = list(TRADES), [t[4] for t in TRADES]
    names: set[str] = set()
    made = []
    for number in range(count):
        county = draw.choices(areas, weights)[0]
        sector, industry, size, trade, _ = draw.choices(trades, heavy)[0]
        name = ""
        while not name or name in names:
            brand = "".join(draw.sample(_FIRST, 2)) + draw.choice(_SECOND)
            name = f"{COUNTIES[county][0][:-1]}{brand}{trade}有限公司"
        names.add(name)
        age = min(38.0, draw.gammavariate(2.2, 5.0))
        registered = dt.date(year + 1, 3, 1) - dt.timedelta(days=int(age * 365) + 20)
        scale = math.exp(draw.gauss(7.5, 1.45))
        willing = {"C": 0.72, "I": 0.8, "M": 0.75}.get(sector, 0.3)
        research = math.exp(draw.gauss(-3.25, 0.6)) if draw.random() < willing else 0.0
        per_head = max(12.0, draw.lognormvariate(4.0, 0.45))
        staff = max(3, int(scale / per_head) + draw.randint(1, 6))
        eight = "MA" + "".join(draw.choice(_CODE) for _ in range(2)) + _base31(number, 4)
        growth = [draw.gauss(0.09, 0.16), draw.gauss(0.07, 0.15)]
        made.append(
            Firm(
                uscc.make(county, eight),
                name,
                county,
                sector,
                industry,
                size,
                registered,
                scale,
                research,
                staff,
                growth,
            )
        )
    for firm in made:
        firm.patents = list(_patents(firm, draw, year))
        firm.titles = list(_titles(firm, draw, year))
    return made


def _base31(number: int, width: int) -> str:
    digits = ""
    for _ in range(width):
        number, rest = divmod(number, 31)
        digits = _CODE[rest] + digits
    return digits


def _patents(firm: Firm, draw: random.Random, year: int) -> Iterator[dict[str, Any]]:
    if not firm.research:
        return
    size = min(3.0, math.log10(firm.scale + 10) / 2)
    wanted = {
        "invention": int(draw.expovariate(1 / (1.6 * size))),
        "utility": int(draw.expovariate(1 / (5 * size))),
        "software": int(draw.expovariate(1 / (6 if firm.sector == "I" else 1.2))),
        "design": int(draw.expovariate(2)),
    }
    opened = max(firm.registered.year, year - 14)
    for kind, count in wanted.items():
        for _ in range(count):
            applied = dt.date(draw.randint(opened, year), draw.randint(1, 12), draw.randint(1, 28))
            granted: dt.date | None = applied + dt.timedelta(
                days=draw.randint(120, 900 if kind == "invention" else 300)
            )
            pending = granted is not None and granted > dt.date(year + 1, 6, 30)
            bought = draw.random() < 0.12
            old = granted is not None and granted < dt.date(year - 9, 1, 1)
            lapsed = draw.random() < (0.25 if old else 0.04)
            digit = {"invention": 1, "utility": 2, "design": 3, "software": 9}[kind]
            yield {
                "uscc": firm.uscc, "name": firm.name, "type": kind,
                "number": f"{applied.year}{digit}{draw.randrange(10**7):07d}{draw.choice('0123456789X')}",
                "title": f"{draw.choice(('一种', '用于', '基于'))}{firm.industry}{draw.choice(('装置', '方法', '系统', '结构'))}",
                "applied": applied, "granted": None if pending else granted,
                "transferred": dt.date(year + 1, 1, 15) - dt.timedelta(days=draw.randint(1, 1500)) if bought else None,
                "ended": None, "source": "assigned" if bought else "self", "owner_rank": draw.choice((1, 1, 1, 1, 2, 4)),
                "status": "pending" if pending else "lapsed" if lapsed else "valid",
                "high_value": kind == "invention" and draw.random() < 0.12, "main_product": draw.random() < 0.93,
                "used_in_hnte_year": draw.choice((None, None, year - 1, year - 2)) if digit != 1 else None,
                "in_use_with_benefit": draw.random() < 0.6,
            }  # fmt: skip


def _titles(firm: Firm, draw: random.Random, year: int) -> Iterator[dict[str, Any]]:
    strong = firm.research > 0.03
    granted = sum(p["granted"] is not None and p["status"] == "valid" for p in firm.patents)
    number = 0

    def title(
        kind: str, issued: dt.date, until: dt.date | None = None, level: str | None = None
    ) -> dict[str, Any]:
        nonlocal number
        number += 1
        return {"uscc": firm.uscc, "name": firm.name, "type": kind, "number": f"{issued.year}{firm.uscc[8:16]}{number}",
                "issued": issued, "valid_to": until, "level": level}  # fmt: skip

    def three_years(kind: str, last: int) -> dict[str, Any]:
        issued = dt.date(last, draw.choice((10, 11, 12)), draw.randint(1, 28))
        return title(kind, issued, issued.replace(year=last + 3) - dt.timedelta(days=1))

    aged = firm.registered.year < year - 1
    if strong and granted >= 3 and aged and draw.random() < 0.62:
        yield three_years("hnte", draw.randint(year - 3, year))
    if firm.research and firm.staff <= 500 and draw.random() < 0.42:
        for entered in (year, year + 1) if draw.random() < 0.7 else (year,):
            yield title("tech_sme", dt.date(entered, 2 + draw.randint(0, 1), 20), dt.date(entered + 1, 3, 31))
    if strong and granted >= 2 and draw.random() < 0.5:
        yield three_years("innovative_sme", draw.randint(year - 2, year))
        if firm.scale > 1500 and aged and draw.random() < 0.45:
            yield three_years("srdi", draw.randint(year - 2, year))
            if firm.scale > 8000 and draw.random() < 0.3:
                yield three_years("little_giant", draw.randint(year - 2, year))
    if firm.research and firm.scale > 3000 and draw.random() < 0.35:
        level = draw.choices(("provincial", "municipal", "below", "national"), (20, 45, 33, 2))[0]
        yield title("rd_institution", dt.date(draw.randint(year - 6, year), 9, 1), None, level)
    if strong and granted >= 6 and draw.random() < 0.05:
        yield title("ip_advantage", dt.date(year - 1, 10, 20), dt.date(year + 2, 10, 19))


def returns(made: list[Firm], year: int = 2025, seed: int = 2026) -> dict[int, list[dict[str, Any]]]:
    """Yearly figures, in the units people use (万元, 人): year -> rows. Some firms leave cells empty."""
    draw = random.Random(seed + 1)
    told: dict[int, list[dict[str, Any]]] = {year - 2: [], year - 1: [], year: []}
    for firm in made:
        revenue = firm.scale
        assets = revenue * draw.uniform(0.6, 1.7)
        debt = min(0.97, max(0.08, draw.gauss(0.5, 0.18)))
        equity = assets * (1 - debt)
        main = min(1.0, max(0.3, draw.gauss(0.88, 0.12)))
        tech = min(0.9, max(0.01, draw.gauss(0.1 + firm.research * 1.8, 0.06)))
        spent = 0.0
        for back in (2, 1, 0):
            when = year - back
            if back < 2:
                revenue = max(1.0, revenue * (1 + firm.growth[back]))
                equity = max(5.0, equity * (1 + firm.growth[back] * 0.7 + 0.02))
            if firm.registered.year > when:
                continue
            research = round(revenue * firm.research * draw.uniform(0.9, 1.15), 2)
            hnte = round(research * draw.uniform(0.9, 1.05), 2)
            spent += hnte
            sales = round(revenue * draw.uniform(0.98, 1.0), 2)
            row: dict[str, Any] = {
                "uscc": firm.uscc, "name": firm.name, "year": when,
                "revenue_wan": round(revenue, 2), "sales_revenue_wan": sales,
                "main_revenue_wan": round(revenue * main, 2), "net_assets_wan": round(equity, 2),
                "rd_wan": research, "rd_hnte_wan": hnte,
            }  # fmt: skip
            if back < 2:
                row["dev_score"] = draw.randint(28, 78) if research else None
            if back == 0:
                row |= _newest(firm, draw, year, row, spent, tech, debt)
            for name in list(row)[3:]:
                if draw.random() < 0.012:
                    row[name] = None
            told[when].append(row)
    return told


def _newest(
    firm: Firm, draw: random.Random, year: int, row: dict[str, Any], spent: float, tech: float, debt: float
) -> dict[str, Any]:
    """What only the last year's return asks."""
    research, revenue = row["rd_wan"], row["revenue_wan"]
    doing = research > 0
    people = max(1, round(firm.staff * tech)) if doing else 0
    assets = round(row["net_assets_wan"] / (1 - debt), 2)
    awarded = doing and draw.random() < 0.02
    years = (dt.date(year + 1, 1, 1) - firm.registered).days / 365
    valued: dict[str, Any] = {}
    if doing and draw.random() < 0.5:  # firms that have tried their hand at the experts' sheet
        valued = {"ip_advanced": draw.choice("ABBC"), "ip_core_support": draw.choice("ABBC")}
        valued |= {"org_rules": draw.randint(2, 6), "org_institution": draw.randint(1, 6)}
        valued |= {"org_transfer": draw.randint(1, 4), "org_talent": draw.randint(1, 4)}
        valued = {name: str(points) for name, points in valued.items()}
    return {
        **valued,
        "total_income_wan": round(revenue * 1.01, 2),
        "hightech_income_wan": round(revenue * draw.choice((0.0, 0.45, 0.58, 0.6, 0.66, 0.8, 0.92)), 2) if doing else 0.0,
        "cost_expense_wan": round(revenue * draw.uniform(0.78, 0.98), 2),
        "total_assets_wan": assets, "liabilities_wan": round(assets - row["net_assets_wan"], 2),
        "net_profit_wan": round(revenue * draw.gauss(0.05, 0.06), 2),
        "equity_2y_wan": draw.choice((0, 0, 0, 0, 0, 800, 2000, 6000)) if doing else 0,
        "equity_3y_wan": draw.choice((0, 0, 0, 500, 3000)) if doing else 0,
        "rd_super_wan": round(research * draw.uniform(0.75, 0.95), 2), "rd_domestic_wan": round(spent * 0.97, 2),
        "rd_stat_wan": round(research * draw.uniform(0.85, 1.0), 2),
        "staff_total": firm.staff, "staff": firm.staff + draw.randint(0, 4), "tech_staff": people,
        "rd_staff": round(people * draw.uniform(0.5, 0.95)), "staff_avg": firm.staff - draw.choice((0, 0.5, 0.25)),
        "tech_staff_avg": max(0, people - draw.choice((0, 0.5, 0.25))),
        "years_in_niche": math.floor(years * draw.uniform(0.5, 1.0) * 2) / 2,
        "market_share_pct": round(draw.expovariate(0.2), 1) if doing else None,
        "conversions_total": draw.randint(0, 18) if doing else 0, "conversion_years": 3,
        "quality_items": draw.randint(0, 4), "digital_level": draw.choice((1, 1, 2, 2, 3)),
        "local_feature_score": draw.randint(4, 14),
        "owns_core_ip": any(p["granted"] for p in firm.patents), "tech_in_8_fields": doing and draw.random() < 0.85,
        "in_strategic_emerging": doing and draw.random() < 0.4, "restricted_industry": draw.random() < 0.01,
        "accident_2y": draw.random() < 0.004, "accident_365d": draw.random() < 0.003, "accident_3y": draw.random() < 0.006,
        "tax_evasion_3y": draw.random() < 0.004, "provincial_award_3y": awarded,
        "national_award_3y": awarded and draw.random() < 0.1, "led_standard_5y": doing and draw.random() < 0.04,
        "info_system_in_core_business": draw.random() < 0.7, "mgmt_or_product_cert": draw.random() < 0.75,
        "own_brand": draw.random() < 0.7, "rd_institution": doing and draw.random() < 0.45,
        "chain_key_link": doing and draw.random() < 0.5, "field_ok": doing and draw.random() < 0.6,
        "field_and_chain_ok": doing and draw.random() < 0.55, "market_position_ok": doing and draw.random() < 0.5,
        "field_grade": draw.choice("ABC") if doing else "C",
        "ip_source": "self" if firm.patents else None,
    }  # fmt: skip


def months(made: list[Firm], listed: set[str], until: dt.date, seed: int = 2026) -> list[dict[str, Any]]:
    """Monthly reports of the firms on the fixed list, up to the last full month."""
    draw = random.Random(seed + 2)
    rows = []
    for firm in made:
        if firm.uscc not in listed:
            continue
        institution, cooperation = draw.random() < 0.42, draw.random() < 0.38
        starts = draw.randint(1, 5) if firm.research else 99
        for month in range(1, until.month):
            if draw.random() < 0.04:  # not reported
                continue
            active = month >= starts
            cost = round(firm.scale * firm.research * month / 12, 2) if active else 0.0
            rows.append(
                {"uscc": firm.uscc, "name": firm.name, "month": dt.date(until.year, month, 1), "has_rd_cost": active,
                 "has_rd_institution": institution and firm.research > 0, "has_rd_people": active,
                 "has_cooperation": cooperation and active, "rd_cost_wan": cost,
                 "rd_people": max(1, firm.staff // 9) if active else 0}
            )  # fmt: skip
    return rows


def table(kind: str, rows: list[dict[str, Any]]) -> pa.Table:
    """Rows in people's units as a register's table: scaled, typed, complete."""
    arrays, names = [], []
    for figure in registers()[kind].columns:
        values = [row.get(figure.name) for row in rows]
        if figure.kind in SCALED:
            values = [None if v is None else round(v * SCALE) for v in values]
        arrays.append(pa.array(values, figure.type))
        names.append(figure.name)
    return pa.Table.from_arrays(arrays, names=names)


def fill(
    lake: Lake, today: dt.date, *, by: str = "演示数据", count: int = 3000, seed: int = 2026
) -> list[Batch]:
    """The whole province into an empty lake, as if it had come in over the last year.

    Two departments disagree on the revenue of some firms; one batch of returns was corrected since.
    """
    year = today.year - 1
    made = firms(count, seed, year)
    told = returns(made, year, seed)
    draw = random.Random(seed + 3)
    at = dt.datetime(today.year, 1, 5, 9, 0)

    def put(
        kind: str, rows: list[dict[str, Any]], day: int, name: str, department: str, **more: Any
    ) -> Batch:
        when = at + dt.timedelta(days=min(day, max(0, (today - at.date()).days)))
        source = {"name": name, "sha256": "", "sheet": "", "year": more.pop("year", None), "columns": []}
        return lake.put(kind, table(kind, rows), by=by, at=when, source=source, department=department, **more)

    register = [
        {"uscc": f.uscc, "name": f.name, "county": f.county, "sector": f.sector, "industry": f.industry,
         "size_industry": f.size_industry, "registered": f.registered}
        for f in made
    ]  # fmt: skip
    batches = [put("firms", register, 0, f"企业登记{today.year}.xlsx", "市场监管局", complete_for=["99"])]
    for when in (year - 2, year - 1):
        batches.append(put("figures", told[when], 1, f"企业年报{when}.xlsx", "统计局", year=when))
    wrong = [dict(row) for row in told[year]]
    for row in draw.sample(wrong, max(1, len(wrong) // 60)):
        row["revenue_wan"] = None if row["revenue_wan"] is None else round(row["revenue_wan"] / 10, 2)
    first = put("figures", wrong, 90, f"企业年报{year}.xlsx", "统计局", year=year)
    fixed = put(
        "figures", told[year], 110, f"企业年报{year}（更正）.xlsx", "统计局", year=year, replaces=[first.id],
        why="部分企业营业收入少写一位",
    )  # fmt: skip
    tax = []
    for row in draw.sample([r for r in told[year] if r["revenue_wan"]], max(1, count // 10)):
        differs = draw.random() < 0.12
        revenue = round(row["revenue_wan"] * draw.uniform(0.9, 1.08), 2) if differs else row["revenue_wan"]
        tax.append({"uscc": row["uscc"], "name": row["name"], "year": year, "revenue_wan": revenue})
    batches += [first, fixed, put("figures", tax, 120, f"汇算清缴{year}.csv", "税务局", year=year)]
    rights = [p for f in made for p in f.patents]
    batches.append(put("ip", rights, 60, "知识产权清单.xlsx", "市场监管局", complete_for=["99"]))
    titles = [t for f in made for t in f.titles]
    batches.append(put("qualifications", titles, 61, "资质清单.xlsx", "科技局、工信局", complete_for=["99"]))
    checked = dt.date(today.year, 2, 20) if today >= dt.date(today.year, 2, 20) else today
    bad = [
        {"uscc": f.uscc, "name": f.name, "type": draw.choice(("abnormal", "abnormal", "abnormal", "dishonest")),
         "listed": checked - dt.timedelta(days=draw.randint(10, 600)), "checked": checked, "reason": "未按期公示年度报告"}
        for f in draw.sample(made, max(2, count // 120))
    ]  # fmt: skip
    batches.append(put("lists", bad, 62, "名录核查.xlsx", "市场监管局", complete_for=["99"]))
    newest = {r["uscc"]: r for r in told[year - 1]}
    listed = sorted(
        f.uscc for f in made
        if f.sector in "BCD" and (newest.get(f.uscc, {}).get("main_revenue_wan") or 0) >= 2000
    )  # fmt: skip
    batches.append(lake.freeze(today.year, by=by, at=at + dt.timedelta(days=2), firms=listed))
    monthly = months(made, set(listed), today, seed)
    if monthly:
        batches.append(put("coverage", monthly, 300, "研发活动月报.xlsx", "科技局"))
    return batches


def workbook(path: Path, count: int = 40, seed: int = 7, year: int = 2025) -> dict[str, int]:
    """An Excel return as people have it: a title, a unit line, two-row heading, and rows that are wrong.

    Returns how many firms it lists and how many cells are wrong.
    """
    from xlsxwriter import Workbook

    made = firms(count, seed, year)
    told = {row["uscc"]: row for row in returns(made, year, seed)[year]}
    before = {row["uscc"]: row for row in returns(made, year, seed)[year - 1]}
    with Workbook(str(path)) as book:
        page = book.add_worksheet("填报表")
        bold = book.add_format({"bold": True, "align": "center"})
        page.merge_range(0, 0, 0, 9, f"{year}年度企业研发情况统计表", bold)
        page.write_string(1, 8, "单位：万元")
        for column, words in enumerate(("序号", "企业名称", "统一社会信用代码")):
            page.merge_range(2, column, 3, column, words, bold)
        page.merge_range(2, 3, 2, 4, "营业收入", bold)
        page.merge_range(2, 5, 2, 6, "研发费用", bold)
        for column, words in enumerate((f"{year}年", f"{year - 1}年", f"{year}年", f"{year - 1}年"), 3):
            page.write_string(3, column, words, bold)
        for column, words in ((7, "职工总数（人）"), (8, "研发人员（人）"), (9, "是否高新技术企业")):
            page.merge_range(2, column, 3, column, words, bold)
        for number, firm in enumerate(made):
            row, last = told.get(firm.uscc, {}), before.get(firm.uscc, {})
            cells: list[Any] = [
                number + 1, firm.name, firm.uscc, row.get("revenue_wan"), last.get("revenue_wan"), row.get("rd_wan"),
                last.get("rd_wan"), row.get("staff_total"), row.get("rd_staff"),
                "是" if any(t["type"] == "hnte" for t in firm.titles) else "否",
            ]  # fmt: skip
            if not row.get("rd_wan"):
                cells[5] = "—"
            if number % 5 == 1 and cells[3]:
                cells[3] = f"{cells[3]:,.2f}"
            cells = _spoilt(number, cells)
            page.write_row(4 + number, 0, cells)
        page.write_string(4 + count, 0, "合计")
        page.write_formula(4 + count, 3, f"=SUM(D5:D{4 + count})", None, 1)
        page.write_string(5 + count, 0, "填表人：")
    return {"firms": count, "wrong": 7}


def _spoilt(number: int, cells: list[Any]) -> list[Any]:
    """The mistakes of real tables, one to a row."""
    match number:
        case 3:
            cells[2] = cells[2][:17]  # a character is missing
        case 6:
            cells[2] = cells[2][:16] + "O" + cells[2][17]  # the letter O, which no code has
        case 9:
            cells[3] = "约1200"
        case 12:
            cells[7] = 35.5
        case 15:
            cells[9] = "已申报"
        case 18:
            cells[2] = 915101000000000000  # a number cell has swallowed the last digits
        case 21:
            cells[2] = None
        case 24:
            cells[5] = "(12.5)"  # right: an accountant's negative
        case 27:
            cells[3] = "１，２００．５"  # right: full width
    return cells
