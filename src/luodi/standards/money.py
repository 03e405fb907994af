"""What a qualification is worth in tax: an estimate with its citation and its day, never advice.

All amounts in 万元, exact. Sources: 企业所得税法第四条、第二十八条; 财政部 税务总局公告2023年第12号 (small low-profit
firms, to 2027-12-31); 财政部公告2020年第23号 (western encouraged industries, 2021 to 2030); 财政部 税务总局公告2023年
第7号 (R&D super-deduction of 100 %, open to all).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from luodi.standards.firms import FigureError

AS_OF = date(2026, 11, 1)
"""The day the rules below were last looked up."""
STANDARD_RATE, HIGH_TECH_RATE, WESTERN_RATE, SMALL_RATE = (Fraction(n, 100) for n in (25, 15, 15, 5))
SMALL_TAXABLE, SMALL_STAFF, SMALL_ASSETS = 300, 300, 5000
SMALL_UNTIL, WESTERN_UNTIL = date(2027, 12, 31), date(2030, 12, 31)
SUPER_DEDUCTION = Fraction(1)
CITATIONS = (
    "企业所得税法第四条、第二十八条",
    "财政部 税务总局公告2023年第12号（小型微利企业，至2027年12月31日）",
    "财政部公告2020年第23号（西部鼓励类产业，至2030年12月31日）",
    "财政部 税务总局公告2023年第7号（研发费用加计扣除100%）",
)
ALSO = dict.fromkeys(
    ("western_encouraged_industry", "western_encouraged_firm", "is_western_encouraged", "western"),
    "western_encouraged",
) | {"staff_total": "staff", "total_assets_wan": "assets_wan"}
"""Other names a worked case may use."""
INPUTS = ("profit_before_super_wan", "rd_eligible_wan", "staff", "assets_wan", "western_encouraged")


@dataclass(frozen=True, slots=True)
class Saving:
    """An estimate: what would be taxed, the tax without and with the certificate, why."""

    taxable: Fraction
    without: Fraction
    with_high_tech: Fraction
    base_rate: Fraction
    why: str
    citations: tuple[str, ...] = CITATIONS
    as_of: date = AS_OF

    @property
    def saving(self) -> Fraction:
        return self.without - self.with_high_tech


def high_tech_saving(
    profit: Fraction,
    rd: Fraction,
    staff: Fraction,
    assets: Fraction,
    *,
    western_encouraged: bool = False,
    on: date = AS_OF,
) -> Saving:
    """Enterprise income tax a year with and without a 高企 certificate.

    `profit` before the super-deduction, `rd` what qualifies for it, `staff` and `assets` as yearly means. A
    small low-profit firm pays 5 % and gains nothing; a western encouraged firm pays 15 % anyhow.
    """
    taxable = max(Fraction(0), profit - rd * SUPER_DEDUCTION)
    small = taxable <= SMALL_TAXABLE and staff <= SMALL_STAFF and assets <= SMALL_ASSETS and on <= SMALL_UNTIL
    if small:
        rate, why = SMALL_RATE, "小型微利企业已按实际5%计税，高企税率没有再优惠"
    elif western_encouraged and on <= WESTERN_UNTIL:
        rate, why = WESTERN_RATE, "西部鼓励类产业企业已按15%计税"
    else:
        rate, why = STANDARD_RATE, "一般企业25%，高新技术企业15%"
    without = taxable * rate
    return Saving(taxable, without, min(without, taxable * HIGH_TECH_RATE), rate, why)


def from_figures(figures: dict[str, object], on: date = AS_OF) -> Saving:
    """The same from named figures. Raises FigureError for missing or unknown names."""
    figures = {ALSO.get(name, name): value for name, value in figures.items()}
    faults = [f"不用“{name}”，可用：{'、'.join(INPUTS)}" for name in figures if name not in INPUTS]
    numbers: list[Fraction] = []
    for name in INPUTS[:4]:
        if figures.get(name) is None:
            faults.append(f"缺少 {name}")
            continue
        try:
            numbers.append(Fraction(str(figures[name])))
        except (ValueError, ZeroDivisionError):
            faults.append(f"{name} {figures[name]!r}：应填数")
    western = figures.get("western_encouraged")
    if not isinstance(western, bool | None):
        faults.append(f"western_encouraged {western!r}：应填 true 或 false")
    if faults:
        raise FigureError(faults)
    profit, rd, staff, assets = numbers
    return high_tech_saving(profit, rd, staff, assets, western_encouraged=bool(western), on=on)
