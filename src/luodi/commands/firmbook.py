"""The answers of `luodi assess` for people: one sheet for each standard, in words, with what is lacking."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from luodi.commands.firmfile import Firms
from luodi.lake.figures import figure_of
from luodi.papers.safe import fitted, formula_like, visible
from luodi.papers.sheetnames import unique_names
from luodi.standards import Standard
from luodi.standards.compiling import prefix
from luodi.standards.compiling.shortfalls import lacking
from luodi.standards.judgement import WORDS

WHO = (("uscc", "统一社会信用代码", 21), ("name", "企业名称", 34), ("county", "区划代码", 10))
SAID = (("结论", 16), ("得分", 9), ("未达到的条件", 60), ("还差", 50), ("缺少或有矛盾的数据", 40))
MOST_ROWS = 1_048_570


def told(standard: Standard, answers: pa.Table) -> Iterator[dict[str, Any]]:
    """Each firm's answer in plain words, under plain names."""
    start = f"{prefix(standard)}_"
    labels = {c.code: c.label for c in standard.conditions}
    lacks = lacking(standard)
    words = {**WORDS, **standard.verdict_words}
    names = {c: _name(standard, c) for spec in standard.inputs.values() for c in spec.columns}
    for row in answers.to_pylist():
        own = {k.removeprefix(start): v for k, v in row.items() if k.startswith(start)}
        failed = [c for c in own["failed"].split(";") if c]
        yield {
            **{key: row.get(key) for key, _, _ in WHO},
            "verdict": own["verdict"],
            "words": words[own["verdict"]],
            "total": None if own.get("total_lo") is None else [own["total_lo"], own["total_hi"]],
            "failed": failed,
            "failed_words": [labels[c] for c in failed],
            "lacks": [
                f"{lack.label}{'还差' if lack.more else '超出'}{_amount(own[lack.column], lack.scale)}{lack.unit}"
                for lack in lacks
                if lack.condition.code in failed and own.get(lack.column) is not None
            ],
            "missing": [names[c] for c in own["missing"].split(";") if c],
        }


def _name(standard: Standard, column: str) -> str:
    """A column by the label of its input, and which year's it is."""
    spec = next(s for s in standard.inputs.values() if column in s.columns)
    found = figure_of(column)
    back = found[1] if found else 0
    return spec.label + (f"（前{back}年）" if back else "")


def _amount(stored: int, scale: int) -> str:
    value = Decimal(stored) / scale
    return format(value.normalize(), "f") if value else "0"


def workbook(
    standards: list[Standard], answers: list[pa.Table], found: Firms, source: str, day: date
) -> bytes:
    """One sheet a standard, then the rows that were not judged and how the file was understood."""
    from xlsxwriter import Workbook

    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    titles = [f"{s.title}{s.version}" for s in standards]
    names = unique_names([*titles, "未评价的行", "说明"])
    for standard, table, name in zip(standards, answers, names, strict=False):
        heads = [(title, width) for _, title, width in WHO] + list(SAID)
        _sheet(book, name, heads, (_line(row) for row in told(standard, table)))
    flaws = [
        (str(p.row), p.letter, p.column, p.value, p.what, p.do, "错误" if p.level == "error" else "提示")
        for p in found.problems
    ]
    heads = [("行", 7), ("列", 6), ("列名", 26), ("内容", 26), ("问题", 34), ("怎么办", 40), ("程度", 8)]
    _sheet(book, names[-2], heads, flaws)
    _sheet(book, names[-1], [("项目", 24), ("内容", 90)], _notes(standards, found, source, day))
    book.close()
    return buffer.getvalue()


def _line(row: dict[str, Any]) -> list[Any]:
    total = row["total"]
    score = None if total is None else total[0] if total[0] == total[1] else f"{total[0]}～{total[1]}"
    listed = ("；".join(row[key]) for key in ("failed_words", "lacks", "missing"))
    return [*(row[key] for key, _, _ in WHO), row["words"], score, *listed]


def _notes(standards: list[Standard], found: Firms, source: str, day: date) -> Iterator[tuple[str, str]]:
    yield "企业表", source
    yield "评价日期", day.isoformat()
    yield "读到、评价的企业", f"{found.read} 家，{found.table.num_rows} 家"
    for standard in standards:
        yield (
            standard.key,
            f"{standard.title}，{standard.document}，自 {standard.effective_from.isoformat()} 起施行",
        )
    for taken in found.taken:
        yield (
            f"列“{taken.heading}”",
            f"读作 {taken.figure.label}（{taken.column}）" + (f"，单位{taken.unit}" if taken.unit else ""),
        )
    for name in found.ignored:
        yield f"列“{name}”", "没有用到"
    for note in found.notes:
        yield "提示", note
    yield (
        "怎么读",
        "缺数据的指标不按 0 算；“待专家评分”表示只差专家打分；还差的数按精确计算，向上取到最小单位",
    )


def _sheet(book: Any, name: str, heads: list[tuple[str, int]], rows: Any) -> None:
    page = book.add_worksheet(name)
    head = book.add_format(
        {"bold": True, "bg_color": "#F2F2F2", "border": 1, "align": "center", "text_wrap": True}
    )
    text = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
    quoted = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True, "quote_prefix": True})
    plain_number = book.add_format({"valign": "top"})
    for index, (title, width) in enumerate(heads):
        page.set_column(index, index, width)
        page.write_string(0, index, title, head)
    last = 0
    for last, row in enumerate(rows, 1):
        if last > MOST_ROWS:
            raise ValueError("超过 Excel 的行数上限，请改写成 .parquet")
        for index, value in enumerate(row):
            if isinstance(value, int):
                page.write_number(last, index, value, plain_number)
            elif value:
                shown = fitted(visible(str(value)))
                page.write_string(last, index, shown, quoted if formula_like(shown) else text)
    page.freeze_panes(1, 2 if len(heads) > len(SAID) else 0)
    page.autofilter(0, 0, max(last, 1), len(heads) - 1)
    page.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def plain(standards: list[Standard], answers: list[pa.Table], found: Firms, day: date) -> dict[str, Any]:
    """The answers as JSON: a list of firms for each standard, and every flaw of the file."""
    return {
        "on": day.isoformat(),
        "read": found.read,
        "judged": found.table.num_rows,
        "standards": [
            {"standard": s.key, "title": s.title, "firms": list(told(s, t))}
            for s, t in zip(standards, answers, strict=True)
        ],
        "problems": [
            {
                "row": p.row,
                "column": p.column,
                "letter": p.letter,
                "value": p.value,
                "what": p.what,
                "do": p.do,
                "level": p.level,
            }
            for p in found.problems
        ],
    }


def parquet(answers: list[pa.Table]) -> bytes:
    """All answers side by side, one row a firm."""
    columns: dict[str, Any] = {}
    for table in answers:
        columns |= dict(zip(table.column_names, table.columns, strict=True))
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer)
    return buffer.getvalue()
