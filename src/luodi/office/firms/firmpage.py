"""What one firm's pages show: its row of the lake as of the run, each standard judged anew with its reasons.

Judging one firm takes milliseconds, so reasons are not stored: they are worked out from the very batches,
versions and day of the run whose verdict is shown, and come out the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from luodi.office.firms import facts, rules
from luodi.office.firms.assessing import holds
from luodi.office.firms.models import Firm, Prices, Run
from luodi.office.firms.words import COLOURS, TITLES
from luodi.office.journal.clock import today

if TYPE_CHECKING:
    from luodi.standards.spec import Standard

SERIES = (
    ("revenue_wan", "营业收入"),
    ("rd_wan", "研发费用"),
    ("rd_hnte_wan", "高企口径研发费用"),
    ("main_revenue_wan", "主营业务收入"),
    ("net_assets_wan", "净资产"),
)
"""Figures shown over three years, newest last."""

PLAIN = (
    ("net_profit_wan", "净利润"),
    ("total_assets_wan", "资产总额"),
    ("liabilities_wan", "负债总额"),
    ("staff_total", "职工总数"),
    ("tech_staff", "科技人员"),
    ("rd_staff", "研发人员"),
    ("ip_tech_class1", "Ⅰ类知识产权"),
    ("ip_tech_class2", "Ⅱ类知识产权"),
)
"""Figures of the newest year alone."""

TRIED = (
    "revenue_wan", "sales_revenue_wan", "main_revenue_wan", "rd_super_wan", "rd_hnte_wan", "rd_wan", "cost_expense_wan",
    "hightech_income_wan", "total_income_wan", "total_assets_wan", "liabilities_wan", "staff_total", "tech_staff",
    "staff_avg", "tech_staff_avg", "ip_tech_class1", "ip_tech_class2", "ip_hnte_class1", "ip_sme_class1",
    "conversions_total",
)  # fmt: skip
"""Figures that may be changed in a what-if."""

TITLE_WORDS = {
    "hnte": "高新技术企业",
    "tech_sme": "科技型中小企业",
    "innovative_sme": "创新型中小企业",
    "srdi": "专精特新中小企业",
    "little_giant": "专精特新“小巨人”",
    "champion": "制造业单项冠军",
    "rd_institution": "研发机构",
}


@dataclass
class Title:
    """One title a firm holds or held."""

    name: str
    number: str
    level: str
    since: dt.date | None
    until: dt.date | None
    valid: bool
    colour: str
    word: str


@dataclass
class Short:
    """One figure that is short (or too large), as a bar."""

    words: str
    share: float | None


@dataclass
class Lacking:
    """One demand as judged: whether met, why, and what is lacking."""

    code: str
    label: str
    met: bool | None
    why: str
    shorts: list[Short]
    clause: Any
    waived: str = ""
    applies: bool = True
    review: bool = False

    @property
    def colour(self) -> str:
        if not self.applies:
            return "grey"
        return "green" if self.met else "grey" if self.met is None else "red"

    @property
    def word(self) -> str:
        if not self.applies:
            return "不适用"
        if self.waived:
            return "免于考核"
        return "符合" if self.met else "不能判定" if self.met is None else "不符合"


@dataclass
class Judged:
    """One standard's word on the firm, with its reasons."""

    standard: Standard
    verdict: str
    word: str
    colour: str
    low: Any
    high: Any
    findings: list[Lacking]
    reasons: tuple[Any, ...]
    missing: list[str]
    conflicts: list[str]
    assumed: list[str]
    remarks: list[str]

    @property
    def lacks(self) -> list[Lacking]:
        return [f for f in self.findings if not f.met]


class FirmFacts:
    """One firm as the lake knew it when a run judged it; by default the run that last did."""

    def __init__(self, firm: Firm, run: Run | None = None):
        run = run or firm.run
        self.firm = firm
        self.on = run.on if run else today()
        self.year = run.year if run else self.on.year - 1
        self.known = run.at if run else None
        self.row = facts.one(firm.uscc, firm.county, self.on, self.year, self.known)

    def plain(self, column: str) -> Any:
        return facts.word(column, facts.plain(column, self.row.get(column)))

    @property
    def user_row(self) -> dict[str, Any]:
        return {c: facts.plain(c, v) for c, v in self.row.items()}

    @property
    def conflicts(self) -> list[str]:
        return [c for c in (self.row.get("conflicts") or "").split(";") if c]

    def series(self) -> list[dict[str, Any]]:
        """Each figure over three years, with its change against the year before."""
        lines = []
        for column, label in SERIES:
            values = [self.plain(c) for c in (f"{column}_y2", f"{column}_y1", column)]
            if any(v is not None for v in values):
                lines.append(
                    {"column": column, "label": label, "values": values, "change": change(*values[1:])}
                )
        return lines

    def figures(self) -> list[tuple[str, str, Any, str]]:
        return [(c, label, self.plain(c), facts.unit(c)) for c, label in PLAIN if self.row.get(c) is not None]

    def chart(self) -> dict[str, Any]:
        """R&D and its share of revenue over the years."""
        years = [self.year - 2, self.year - 1, self.year]
        rd = [self.plain(c) for c in ("rd_wan_y2", "rd_wan_y1", "rd_wan")]
        revenue = [self.plain(c) for c in ("revenue_wan_y2", "revenue_wan_y1", "revenue_wan")]
        share = [
            round(float(r) * 100 / float(v), 2) if r is not None and v else None
            for r, v in zip(rd, revenue, strict=True)
        ]
        return {
            "money": {"x": years, "unit": "万元", "series": [
                {"name": "研发费用", "values": [None if v is None else float(v) for v in rd]}]},
            "share": {"x": years, "unit": "%", "series": [
                {"name": "研发费用占营业收入", "values": share, "colour": "blue"}]},
            "any": any(v is not None for v in rd),
        }  # fmt: skip

    def titles(self) -> list[Title]:
        """Every title with its validity, those that hold first, the first to end on top."""
        day = today()
        found = []
        for row in facts.rows_of("qualifications", [self.firm.uscc], self.known):
            valid = holds(row, day)
            until = row["valid_to"]
            left = (until - day).days if until else None
            if valid:
                near = left is not None and left <= 90
                colour, word = ("yellow", f"还有{left}天到期") if near else ("green", "有效")
            else:
                colour, word = "grey", "已撤销" if row["revoked"] and row["revoked"] <= day else "已过期"
            name = TITLE_WORDS.get(row["type"], row["type"] or "")
            found.append(
                Title(
                    name, row["number"] or "", row["level"] or "", row["issued"], until, valid, colour, word
                )
            )
        return sorted(found, key=lambda t: (not t.valid, t.until or dt.date.max, t.name))


def change(before: Any, after: Any) -> Any:
    """By how many per cent a figure moved; None where that says nothing."""
    if before is None or after is None or not before or before < 0:
        return None
    return round((Decimal(after) - Decimal(before)) * 100 / Decimal(before), 1)


def judge(standard: Standard, row: Mapping[str, Any]) -> Judged:
    """The judgement of one firm by one standard; `row` as the lake keeps it."""
    from luodi.standards.judgement import judge_row

    said = judge_row(standard, row)
    low, high = said.total if said.total is not None else (None, None)
    return Judged(
        standard=standard,
        verdict=said.verdict,
        word=rules.verdict_word(standard.key, said.verdict),
        colour=COLOURS[said.verdict],
        low=low,
        high=high,
        findings=[_lacking(standard, f, row) for f in said.conditions],
        reasons=said.reasons,
        missing=said.missing,
        conflicts=said.conflicts,
        assumed=said.assumed,
        remarks=said.remarks,
    )


def _lacking(standard: Standard, found: Any, row: Mapping[str, Any]) -> Lacking:
    return Lacking(
        code=found.code,
        label=found.label,
        met=found.met,
        why=found.why,
        shorts=[Short(lack.words, _share(standard, lack, row)) for lack in found.lacks],
        clause=found.clause,
        waived=found.waived,
        applies=found.applies,
        review=found.review,
    )


def _share(standard: Standard, lack: Any, row: Mapping[str, Any]) -> float | None:
    """How much of what is needed the firm has, in per cent; nothing to draw where a figure is too large."""
    spec = standard.inputs.get(lack.input)
    if spec is None or lack.over or lack.back >= len(spec.columns):
        return None
    have = facts.plain(spec.columns[-1 - lack.back], row.get(spec.columns[-1 - lack.back]))
    if have is None or isinstance(have, bool | str) or have < 0 or lack.amount <= 0:
        return None
    return round(float(have) * 100 / (float(have) + float(lack.amount)), 1)


def route(standard: Standard, row: Mapping[str, Any], version: int, on: dt.date) -> Any:
    """The cheapest route under the price list of the run."""
    from luodi.standards.routes.route import router

    own = Prices.objects.filter(version=version).values_list("data", flat=True).first()
    return router(standard, rules.price_list(own), on).route(dict(row))


def title_of(standard: str) -> str:
    return TITLES.get(standard, rules.title(standard))
