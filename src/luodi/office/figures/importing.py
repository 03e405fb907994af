"""Figures from a workbook: places down, indicators across. Every cell is judged before anything is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luodi.office.figures import periods
from luodi.office.figures.acts.base import millionths
from luodi.office.figures.acts.recording import Row
from luodi.office.figures.models import Indicator, Line, Region, Submission, Value
from luodi.office.units.importing.columns import Column, bare
from luodi.office.units.importing.plan import BAD, CHANGED, CREATED, SAME, Fault, Plan
from luodi.office.units.importing.plan import Line as PlanLine
from luodi.office.units.importing.reading import LOST, Table, read
from luodi.racing.values import BLANK

PLACE = Column(
    "name",
    ("地区", "单位", "县区", "区县", "县市区", "市县", "地区名称", "单位名称", "填报单位", "名称"),
    "系统里的地区名称；也认得单位全称和区划码",
    True,
    "石桥县",
    18,
)
PERIOD = Column(
    "period", ("期", "时期", "报告期", "期间", "年份", "年度", "季度"), "如2026年三季度、2026Q3、2026；不填按所选的期", False,
    "2026年三季度", 14,
)  # fmt: skip
SOURCE = Column("source", ("出处", "来源", "数据来源"), "文件名称、文号；可不填", False, "2025年统计年鉴", 24)


@dataclass
class Judged:
    """What a file would do: for people line by line, for the act as rows or as fields of a form."""

    plan: Plan
    rows: list[Row] = field(default_factory=list)
    fields: dict[int, tuple[str, str]] = field(default_factory=dict)
    cells: dict[int, str] = field(default_factory=dict)


def columns(indicators: Iterable[Indicator], *, dated: bool = True) -> tuple[Column, ...]:
    """The table's columns. An indicator is known by its name, with or without its unit, and by its code."""
    indicators = list(indicators)
    told: dict[str, int] = defaultdict(int)
    for one in indicators:
        told[bare(one.name)] += 1
    made = [PLACE, *((PERIOD, SOURCE) if dated else ())]
    for one in indicators:
        # Names that differ in brackets alone: a heading without them means the plain one.
        twins = told[bare(one.name)] > 1 and any(c in one.name for c in "(（")
        title = f"{one.titled}[{one.code}]" if twins else one.titled
        names = (title, bare(title), one.code, *(() if twins else (bare(one.name),)))
        hint = one.definition or one.formula or _("只填数字，单位%s") % (one.unit_word or _("无"))
        made.append(Column(f"i:{one.code}", tuple(dict.fromkeys(names)), hint, False, "", 16))
    return tuple(made)


def judge_values(
    data: bytes, name: str, indicators: Sequence[Indicator], regions: Iterable[Region], period: str
) -> Judged:
    """An office's own table: each row a place and a period."""
    by_code = {i.code: i for i in indicators}
    table = read(data, name, columns(indicators))
    _needs_indicator(table)
    known, names = _named(regions), []
    made = Judged(Plan("figures", table, [PlanLine(row) for row in table.rows]))
    latest = _latest(by_code.values(), known)
    seen: dict[tuple[int, str], int] = {}
    for line in made.plan.lines:
        region = _place(line, known)
        when = _when(line, period)
        if region is None or when is None:
            line.outcome = BAD
            continue
        if (other := seen.setdefault((region.pk, when), line.row.number)) != line.row.number:
            line.faults.append(
                Fault(PLACE.title, _("与第%s行重复（同一地区同一期）") % other, _("删去其中一行"), "name")
            )
        found = []
        for code, indicator in by_code.items():
            text = _figure_text(line, code)
            if text is None:
                continue
            amount = _amount(line, indicator, text)
            if amount is None:
                continue
            old = latest.get((indicator.pk, region.pk, when))
            if old is None or old.amount != amount:
                line.changes[indicator.name] = (old.shown if old else "", text)
                found.append((code, text, old))
        if line.faults:
            line.outcome = BAD
            continue
        line.outcome = SAME if not found else CHANGED if any(o for _c, _t, o in found) else CREATED
        names += [
            Row(code, region, when, text, source_word=line.row.cells.get("source") or name,
                cell=cell_of(table, line, f"i:{code}"), where=_("第%s行") % line.row.number)
            for code, text, _old in found
        ]  # fmt: skip
    made.rows = names
    return made


def judge_submission(data: bytes, name: str, submission: Submission) -> Judged:
    """A unit's filled-in table: each row a place it is asked about."""
    lines = list(submission.lines.select_related("indicator", "region__unit"))
    at = {(line.indicator.code, line.region_id): line for line in lines}
    by_code = {line.indicator.code: line.indicator for line in lines}
    table = read(data, name, columns(by_code.values(), dated=False))
    _needs_indicator(table)
    known = _named({line.region_id: line.region for line in lines}.values())
    made = Judged(Plan("figures", table, [PlanLine(row) for row in table.rows]))
    seen: dict[int, int] = {}
    for row in made.plan.lines:
        region = _place(row, known)
        if region is None:
            row.outcome = BAD
            continue
        if (other := seen.setdefault(region.pk, row.row.number)) != row.row.number:
            row.faults.append(Fault(PLACE.title, _("与第%s行重复") % other, _("删去其中一行"), "name"))
        found: dict[int, tuple[str, str]] = {}
        for code, indicator in by_code.items():
            text, line = _figure_text(row, code), at.get((code, region.pk))
            if text is None or line is None:
                continue
            amount = _amount(row, indicator, text)
            if amount is not None and amount != line.amount:
                row.changes[indicator.name] = (line.typed, text)
                found[line.pk] = (text, "")
                made.cells[line.pk] = cell_of(table, row, f"i:{code}")
        row.outcome = BAD if row.faults else CHANGED if found else SAME
        if not row.faults:
            made.fields |= found
    return made


def rows_of(lines: Iterable[Line]) -> list[list[str]]:
    """The lines of a submission as the rows of its table, in the order of `columns`."""
    lines = list(lines)
    codes = list(dict.fromkeys(line.indicator.code for line in lines))
    at = {(line.indicator.code, line.region_id): line for line in lines}
    places = {line.region_id: line.region for line in lines}
    return [[r.name, *(at[c, k].typed if (c, k) in at else "" for c in codes)] for k, r in places.items()]


def cell_of(table: Table, line: PlanLine, key: str) -> str:
    """Where a cell stands, as the spreadsheet calls it: Sheet1!C5."""
    number, letters = table.places[key] + 1, ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{table.sheet}!{letters}{line.row.number}" if table.sheet else f"{letters}{line.row.number}"


def _needs_indicator(table: Table) -> None:
    if not any(key.startswith("i:") for key in table.places):
        raise ValidationError(_("没有一列是认得的指标。请照模板的列名填写，或用指标的代码作列名。"))


def _named(regions: Iterable[Region]) -> dict[str, list[Region]]:
    """Regions by all they may be written as."""
    found: dict[str, list[Region]] = defaultdict(list)
    for region in regions:
        words = [region.name, region.code]
        if region.unit is not None:
            words += [region.unit.name, region.unit.short_name]
        for word in dict.fromkeys(w for w in words if w):
            found[word].append(region)
    return found


def _place(line: PlanLine, known: dict[str, list[Region]]) -> Region | None:
    written = line.row.cells.get("name", "")
    found = known.get(written, [])
    if len(found) == 1:
        return found[0]
    what, do = _("没有填写"), _("请填写")
    if len(found) > 1:
        what, do = _("有%s个地区叫这个名称") % len(found), _("写区划码")
    elif written:
        what, do = _("没有“%s”，或不在这次的范围内") % written[:40], _("核对名称，或写区划码")
    line.faults.append(Fault(PLACE.title, what, do, "name"))
    return None


def _when(line: PlanLine, otherwise: str) -> str | None:
    text = line.row.cells.get("period", "")
    if not text:
        if otherwise:
            return otherwise
        line.faults.append(Fault(PERIOD.title, _("没有填写"), _("请填写"), "period"))
        return None
    when = periods.read(text)
    if when is None:
        line.faults.append(
            Fault(PERIOD.title, _("“%s”不是期") % text[:20], _("写成2026年三季度、2026Q3或2026"), "period")
        )
    return when


def _figure_text(line: PlanLine, code: str) -> str | None:
    """What stands in the cell; None where there is nothing, which changes nothing."""
    text = line.row.cells.get(f"i:{code}", "").strip()
    return None if text in BLANK else text


def _amount(line: PlanLine, indicator: Indicator, text: str) -> int | None:
    key = f"i:{indicator.code}"
    if text == LOST:
        line.faults.append(
            Fault(indicator.name, _("数字超过15位，末几位已经丢失"), _("把单元格设为文本后重新输入"), key)
        )
        return None
    if text.endswith(("%", "％")) and indicator.unit_word == "%":
        text = text[:-1]
    try:
        return millionths(text)
    except ValidationError as error:
        line.faults.append(Fault(indicator.name, error.messages[0], _("只填数字，没有的留空"), key))
        return None


def _latest(
    indicators: Iterable[Indicator], known: dict[str, list[Region]]
) -> dict[tuple[int, int, str], Value]:
    places = {r.pk for found in known.values() for r in found}
    rows = Value.objects.filter(indicator__in=list(indicators), region__in=places).select_related("indicator")
    return {(v.indicator_id, v.region_id, v.period): v for v in rows.order_by("vintage")}
