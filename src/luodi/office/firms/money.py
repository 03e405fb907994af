"""What a title is worth in tax, as an estimate: every figure with its source and the day it was looked up.

Never advice: taxable income is taken to be the profit a firm reported, nobody's books were seen, and
whether a relief applies is the tax office's to say.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

LOOKED_UP = dt.date(2026, 11, 1)
"""The day on which the cited papers were last checked to be in force."""

STANDARD, REDUCED, SMALL = Decimal("0.25"), Decimal("0.15"), Decimal("0.05")
SMALL_INCOME, SMALL_STAFF, SMALL_ASSETS = 300, 300, 5000
NO_SUPER = {"F": "批发和零售业", "H": "住宿和餐饮业", "K": "房地产业", "L": "租赁和商务服务业"}
SMALL_UNTIL = dt.date(2027, 12, 31)


@dataclass(frozen=True, slots=True)
class Fact:
    """One relief: what it comes to, how that was reckoned, which paper says so."""

    name: str
    amount: Decimal | None
    words: str
    citation: str

    @property
    def line(self) -> str:
        """One line for a printed page."""
        return f"{self.name}：{self.words}（{self.citation}，{LOOKED_UP.isoformat()}查）"


def facts(row: Mapping[str, Any], held: set[str], on: dt.date) -> list[Fact]:
    """The reliefs a firm could reckon with, from its figures in 万元; what is unknown is said to be."""
    return [
        f for f in (_super(row, on), _rate(row, held, on), _losses(row, held), _input_tax(row, held, on)) if f
    ]


def base_rate(taxable: Decimal, row: Mapping[str, Any], on: dt.date) -> tuple[Decimal, str]:
    """The rate without the high-tech title, and why."""
    staff, assets = row.get("staff"), row.get("total_assets_wan")
    staff = row.get("staff_total") if staff is None else staff
    if (
        on <= SMALL_UNTIL
        and taxable <= SMALL_INCOME
        and staff is not None
        and staff <= SMALL_STAFF
        and assets is not None
        and assets <= SMALL_ASSETS
    ):
        return SMALL, "小型微利企业实际税负5%"
    return STANDARD, "法定税率25%"


def _taxable(row: Mapping[str, Any]) -> Decimal | None:
    """Profit less the extra deduction; nobody knows it without the profit."""
    profit, rd = row.get("net_profit_wan"), row.get("rd_super_wan")
    if profit is None:
        return None
    extra = Decimal(0) if rd is None or row.get("sector") in NO_SUPER else Decimal(rd)
    return Decimal(profit) - extra


def _super(row: Mapping[str, Any], on: dt.date) -> Fact | None:
    cited = "财政部 税务总局公告2023年第7号"
    rd = row.get("rd_super_wan")
    sector = row.get("sector") or ""
    if sector in NO_SUPER:
        return Fact("研发费用加计扣除", None, f"{NO_SUPER[sector]}属于不适用的行业", "财税〔2015〕119号")
    if rd is None:
        return Fact("研发费用加计扣除", None, "没有加计扣除口径的研发费用，算不出", cited)
    if not rd:
        return None
    taxable = _taxable(row)
    rate, why = base_rate(taxable, row, on) if taxable is not None else (STANDARD, "法定税率25%")
    room = Decimal(rd) if taxable is None else max(min(Decimal(rd), taxable + Decimal(rd)), Decimal(0))
    saving = _cents(room * rate)
    words = f"按100%加计{_plain(rd)}万元、{why}，约可少缴{_plain(saving)}万元；各类企业都可享受，请核对是否应享未享"
    return Fact("研发费用加计扣除", saving, words, cited)


def _rate(row: Mapping[str, Any], held: set[str], on: dt.date) -> Fact | None:
    cited = "企业所得税法第二十八条；小微税负见财政部 税务总局公告2023年第12号"
    taxable = _taxable(row)
    if taxable is None:
        return Fact("高新技术企业15%税率", None, "没有利润数，算不出", cited)
    base, why = base_rate(taxable, row, on)
    saving = (
        max(Decimal(0), taxable * base - min(taxable * base, taxable * REDUCED))
        if taxable > 0
        else Decimal(0)
    )
    saving = _cents(saving)
    if taxable <= 0:
        words = "本年无应纳税所得，当年没有少缴"
    elif not saving:
        words = f"已按{why}，取得高企资格当年不再少缴"
    else:
        words = f"现按{why}，改按15%约可少缴{_plain(saving)}万元；西部地区鼓励类产业企业本已按15%的，不再另得"
    return Fact("高新技术企业15%税率" + ("（已有资格）" if "high-tech" in held else ""), saving, words, cited)


def _losses(row: Mapping[str, Any], held: set[str]) -> Fact | None:
    profit = row.get("net_profit_wan")
    if profit is None or profit >= 0:
        return None
    words = "有高企或科技型资格的年度，此前五年未弥补完的亏损可结转十年（一般为五年）"
    return Fact(
        "亏损结转年限" + ("（已有资格）" if held & {"high-tech", "tech-sme"} else ""),
        None,
        words,
        "财税〔2018〕76号",
    )


def _input_tax(row: Mapping[str, Any], held: set[str], on: dt.date) -> Fact | None:
    if row.get("sector") != "C" or on > SMALL_UNTIL:
        return None
    words = "制造业高新技术企业可按当期可抵扣进项税额加计5%抵减应纳增值税；没有进项数据，不估金额"
    return Fact("先进制造业增值税加计抵减", None, words, "财政部 税务总局公告2023年第43号")


def _cents(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"))


def _plain(value: Any) -> str:
    return f"{Decimal(value).quantize(Decimal('0.01')).normalize():,f}"
