"""Values of a sheet to rows of a batch: years laid out, keys checked, dates filled in, oddities told."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from luodi.lake.figures import IDENTITY, MOST, SCALE, Register
from luodi.lake.headings import Mapped

if TYPE_CHECKING:
    from luodi.lake.importing import Problem, Proposal
    from luodi.lake.store import Lake

TERMS = {"hnte": 3, "innovative_sme": 3, "srdi": 3, "little_giant": 3, "champion": 3}
"""Years a title holds from its issue, when the list does not say until when."""

GIVEN_AWAY = ("assigned", "gifted", "merged")


class Sheet:
    """The values of one sheet on their way to rows. Problems are added to the list it was given."""

    def __init__(
        self,
        proposal: Proposal,
        values: dict[int, pa.Array],
        numbers: pa.Array,
        problems: list[Problem],
        flawed: set[int],
    ) -> None:
        self.proposal, self.values, self.numbers = proposal, values, numbers
        self.problems, self.flawed = problems, flawed
        self.columns = [c for c in proposal.columns if c.target]
        self.at: dict[str, Mapped] = {}
        for column in self.columns:
            self.at.setdefault(column.target, column)

    @property
    def register(self) -> Register:
        return self.proposal.register

    def rows(self, lake: Lake | None) -> pa.Table:
        """The rows that may be stored, in the register's own order of columns."""
        self._required()
        tables = [t for t in self._by_year() if t.num_rows]
        tables = [self._filled_in(t) for t in tables]
        for table in tables:
            self._doubles(table)
        if lake is not None:
            for table in tables[:1]:
                self._against(table, lake)
        for table in tables:
            self._odd(table)
        schema = self.register.schema()
        whole = pa.concat_tables(tables) if tables else schema.empty_table().drop_columns(["_batch"])
        if self.flawed:
            wrong = pc.is_in(whole["_row"], pa.array(sorted(self.flawed), pa.int32()))
            whole = whole.filter(pc.invert(wrong))
        return whole

    # ---- problems ----------------------------------------------------------------------------

    def tell(self, row: int, name: str, value: object, what: str, do: str, *, error: bool = True) -> None:
        from luodi.lake.importing import Problem

        column = self.at.get(name)
        heading, letter = (column.heading, column.letter) if column else (self.register[name].label, "")
        text = "" if value is None else str(value)
        self.problems.append(Problem(row, heading, letter, text, what, do, "error" if error else "warning"))
        if error:
            self.flawed.add(row)

    def _required(self) -> None:
        from luodi.lake.importing import REQUIRED

        told = {(p.row, p.letter) for p in self.problems if p.level == "error"}
        for name in REQUIRED[self.proposal.kind]:
            column = self.at.get(name)
            if column is None:
                continue
            empty = pc.indices_nonzero(pc.is_null(self.values[column.index]))
            for row in self.numbers.take(empty).to_pylist():
                if (row, column.letter) not in told:
                    self.tell(row, name, None, f"没有{self.register[name].label}", "请补填，或删去这一行")

    # ---- rows --------------------------------------------------------------------------------

    def _by_year(self) -> list[pa.Table]:
        """One table for each year the columns speak of; one in all for what has no years."""
        if self.proposal.kind != "figures":
            return [self._table(self.columns, None)]
        identity = [c for c in self.columns if c.target in (*IDENTITY, "uscc")]
        groups: dict[tuple[str, int], list[Mapped]] = defaultdict(list)
        default = self.proposal.year
        by_row = "year" in self.at
        for column in self.columns:
            if column in identity or column.target == "year":
                continue
            if column.year is not None:
                groups["year", column.year].append(column)
            elif by_row or default is None:
                groups["back", column.back or 0].append(column)
            else:
                groups["year", default - (column.back or 0)].append(column)
        tables = []
        for (how, number), columns in sorted(groups.items(), key=lambda g: (g[0][0], -g[0][1])):
            if how == "year":
                years = pa.repeat(pa.scalar(number, pa.int64()), len(self.numbers))
            else:
                years = pc.subtract(self.values[self.at["year"].index], number)
            said = pa.repeat(False, len(self.numbers))
            for column in columns:
                said = pc.or_(said, pc.is_valid(self.values[column.index]))
            tables.append(self._table([*identity, *columns], years).filter(said))
        return tables

    def _table(self, columns: list[Mapped], years: pa.Array | None) -> pa.Table:
        by_name = {c.target: self.values[c.index] for c in columns}
        if years is not None:
            by_name["year"] = years
        count = len(self.numbers)
        given = {"month": self.proposal.month, "checked": self.proposal.checked}
        if self.proposal.kind == "frozen":
            given |= {"year": self.proposal.year}  # type: ignore[dict-item]
        arrays = []
        for figure in self.register.columns:
            if figure.name in by_name:
                arrays.append(by_name[figure.name].cast(figure.type))
            elif given.get(figure.name) is not None:
                arrays.append(pa.repeat(pa.scalar(given[figure.name], figure.type), count))
            else:
                arrays.append(pa.nulls(count, figure.type))
        arrays.append(self.numbers.cast(pa.int32()))
        return pa.Table.from_arrays(arrays, names=[*(c.name for c in self.register.columns), "_row"])

    def _filled_in(self, table: pa.Table) -> pa.Table:
        """What a list leaves out because everybody knows it: how long a title holds."""
        if self.proposal.kind != "qualifications":
            return table
        ends = []
        for row in table.select(["type", "issued", "valid_to", "_row"]).to_pylist():
            until = row["valid_to"]
            if until is None and row["issued"] is not None:
                until = valid_until(row["type"], row["issued"])
                if until is not None:
                    what = f"没有有效期，按 {until.isoformat()} 止"
                    self.tell(row["_row"], "valid_to", None, what, "如不对请补填有效期至", error=False)
            ends.append(until)
        return table.set_column(table.column_names.index("valid_to"), "valid_to", pa.array(ends, pa.date32()))

    # ---- the whole -----------------------------------------------------------------------------

    def _doubles(self, table: pa.Table) -> None:
        """Rows with one key: the same figures twice are told, different ones are refused, both of them."""
        key = list(self.register.key)
        counted = table.select(key).group_by(key, use_threads=False).aggregate([([], "count_all")])
        twice = counted.filter(pc.greater(counted["count_all"], 1))
        if not twice.num_rows:
            return
        wanted = pc.is_in(table["uscc"], twice["uscc"].combine_chunks())
        groups: dict[tuple[object, ...], list[dict[str, object]]] = defaultdict(list)
        for row in table.filter(wanted).to_pylist():
            groups[tuple(row[k] for k in key)].append(row)
        for same in groups.values():
            if len(same) < 2 or same[0]["uscc"] is None:
                continue
            rows = [int(str(r.pop("_row"))) for r in same]
            label = "、".join(self.register[k].label for k in key)
            if all(r == same[0] for r in same[1:]):
                for row in rows[1:]:
                    self.tell(
                        row,
                        "uscc",
                        same[0]["uscc"],
                        f"与第 {rows[0]} 行完全重复",
                        "只导入第一行",
                        error=False,
                    )
                    self.flawed.add(row)
            else:
                for row in rows:
                    others = "、".join(str(r) for r in rows if r != row)
                    what = f"与第 {others} 行的{label}相同而内容不同"
                    self.tell(row, "uscc", same[0]["uscc"], what, "请只留正确的一行")

    def _against(self, table: pa.Table, lake: Lake) -> None:
        """Codes and names beside the register of firms."""
        known = lake.register_names()
        if not known.num_rows or self.proposal.kind == "firms":
            return
        places = pc.index_in(table["uscc"], known["uscc"].combine_chunks())
        places = places.combine_chunks() if isinstance(places, pa.ChunkedArray) else places
        usccs, rows = table["uscc"].combine_chunks(), table["_row"].combine_chunks()
        strange = pc.indices_nonzero(pc.and_(pc.is_null(places), pc.is_valid(usccs)))
        for code, row in zip(usccs.take(strange).to_pylist(), rows.take(strange).to_pylist(), strict=True):
            self.tell(row, "uscc", code, "不在企业登记表里", "请核对代码，或先导入企业登记", error=False)
        if "name" in self.at:
            said = table["name"].combine_chunks()
            registered = known["name"].combine_chunks().take(places)
            differs = pc.indices_nonzero(pc.fill_null(pc.not_equal(said, registered), False))
            triples = (a.take(differs).to_pylist() for a in (said, registered, rows))
            for name, other, row in zip(*triples, strict=True):
                self.tell(row, "name", name, f"登记的名称是“{other}”", "请核对代码是否填错", error=False)

    def _odd(self, table: pa.Table) -> None:
        """Figures that contradict each other or look like another unit. Told, not refused."""
        if self.proposal.kind == "figures":
            for small, large, what in PAIRS:
                if {small, large} <= set(self.at):
                    over = pc.fill_null(pc.greater(table[small], table[large]), False)
                    for row, value in _taken(table, over, small):
                        self.tell(
                            row, small, _shown(self.register, small, value), what, "请核对", error=False
                        )
            for column in self.columns:
                if (
                    self.register[column.target].kind == "money"
                    and not column.unit
                    and not self.proposal.unit
                ):
                    self._unit(table, column)
        if self.proposal.kind == "ip":
            away = pc.is_in(table["source"], pa.array(GIVEN_AWAY))
            for row, value in _taken(table, pc.and_(away, pc.is_null(table["transferred"])), "number"):
                what = "不是自主研发而没有转让日"
                self.tell(
                    row, "number", value, what, "优质中小企业口径按转让不满一年不计，请补填", error=False
                )
            valid = pc.fill_null(pc.equal(table["status"], "valid"), True)
            for row, value in _taken(table, pc.and_(valid, pc.is_null(table["granted"])), "number"):
                self.tell(row, "number", value, "没有授权日", "没有授权日的不计数，请补填", error=False)

    def _unit(self, table: pa.Table, column: Mapped) -> None:
        """Half of the firms above 100 亿元: the column is in 元."""
        values = table[column.target].drop_null()
        if len(values) >= 5 and pc.quantile(pc.abs(values), 0.5)[0].as_py() >= MOST // 1000 * SCALE:
            first = self.numbers[0].as_py()
            what = "没有写明单位，按万元读则一半企业超过 100 亿元，像是以元填报"
            self.tell(first, column.target, None, what, "请在列名里写明单位，或用 --unit 元", error=False)


PAIRS = (
    ("tech_staff", "staff_total", "科技人员多于职工总数"),
    ("tech_staff_avg", "staff_avg", "科技人员多于职工总数"),
    ("main_revenue_wan", "revenue_wan", "主营业务收入大于营业收入"),
    ("hightech_income_wan", "total_income_wan", "高新技术产品收入大于总收入"),
    ("rd_wan", "revenue_wan", "研发费用大于营业收入"),
)


def _taken(table: pa.Table, mask: pa.ChunkedArray, name: str) -> list[tuple[int, object]]:
    found = table.select(["_row", name]).filter(mask)
    return list(zip(found["_row"].to_pylist(), found[name].to_pylist(), strict=True))


def _shown(register: Register, name: str, value: object) -> object:
    scaled = register[name].kind in ("money", "number")
    return f"{int(str(value)) / SCALE:g}" if scaled and value is not None else value


def valid_until(kind: str, issued: dt.date) -> dt.date | None:
    """The last day of a title whose list does not say it; None for what holds until it is taken away.

    >>> valid_until("hnte", dt.date(2023, 11, 28)), valid_until("tech_sme", dt.date(2025, 6, 1))
    (datetime.date(2026, 11, 27), datetime.date(2026, 3, 31))
    """
    if kind == "tech_sme":
        return dt.date(issued.year + 1, 3, 31)
    if kind in TERMS:
        return years_after(issued, TERMS[kind]) - dt.timedelta(days=1)
    return None


def years_after(day: dt.date, years: int) -> dt.date:
    """The same day some years on; the 29th of February becomes the 1st of March.

    >>> years_after(dt.date(2024, 2, 29), -1)
    datetime.date(2023, 3, 1)
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 3, 1)
