"""The papers of the demonstration's year, as files of the kinds offices send: Word, saved pages, text.

Months in them are written {m1} … {m12}, counted from the plan's first: 2026年3月; {y3} and {n3} are
its year and its number. So the year in the papers is always the one just gone by.
"""

from __future__ import annotations

import datetime as dt
import html
import io
from dataclasses import dataclass

from luodi.office.demo.province import DATA


@dataclass(frozen=True)
class Paper:
    """A file as it came in: in which month after the start and on which day."""

    month: int
    day: int
    source: str
    name: str


PAPERS = (
    Paper(0, 7, "01-plan.txt", "河清省科技创新年度工作推进方案.docx"),
    Paper(1, 19, "02-minutes.txt", "第一次全体会议纪要.docx"),
    Paper(3, 13, "03-monthly.txt", "办公室月度例会纪要.txt"),
    Paper(4, 22, "04-speech.txt", "全省科技创新推进大会召开.html"),
    Paper(6, 10, "05-notice.txt", "关于开展规上工业企业研发活动全覆盖攻坚行动的通知.docx"),
)


def month_after(start: dt.date, months: int) -> dt.date:
    """The first of the month so many months on.

    >>> month_after(dt.date(2026, 11, 1), 3)
    datetime.date(2027, 2, 1)
    """
    count = start.year * 12 + start.month - 1 + months
    return dt.date(count // 12, count % 12 + 1, 1)


def text(paper: Paper, start: dt.date, day: int = 1) -> str:
    """The paper's text with its dates in the year that begins with `start`; {day} is a day of the month."""
    written = (DATA / "documents" / paper.source).read_text("utf-8").replace("{day}", str(day))
    for number in range(12, 0, -1):
        month = month_after(start, number - 1)
        written = written.replace(f"{{m{number}}}", f"{month.year}年{month.month}月")
        written = written.replace(f"{{y{number}}}", str(month.year)).replace(
            f"{{n{number}}}", str(month.month)
        )
    return written


def content(paper: Paper, start: dt.date, day: int = 1) -> bytes:
    """The bytes of the file."""
    lines = [line.strip() for line in text(paper, start, day).splitlines()]
    if paper.name.endswith(".docx"):
        return _word(lines)
    if paper.name.endswith(".html"):
        return _page(lines)
    return "\n".join(lines).encode("gb18030")  # as an old notepad saves it


def _word(lines: list[str]) -> bytes:
    from docx import Document

    document = Document()
    for line in lines:
        if line:
            document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _page(lines: list[str]) -> bytes:
    title, *rest = [line for line in lines if line]
    body = "".join(f"<p>　　{html.escape(line)}</p>" for line in rest)
    return (
        f"<!doctype html><html><head><meta charset='utf-8'><title>{html.escape(title)}_河清日报</title></head>"
        f"<body><div class='nav'><a href='/'>首页</a> <a href='/xw'>新闻</a></div><h1>{html.escape(title)}</h1>"
        f"<div class='article'>{body}</div><div class='footer'>版权所有 河清日报社</div></body></html>"
    ).encode()
