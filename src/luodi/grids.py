"""Files as people have them, as columns of text: Excel old and new, CSV of any charset, Parquet.

Everything is read as text, so that a code of digits keeps its zeros and a figure its digits; what a text
means is decided by who asks: the lake in `cells`, a race in `reading`. Row and column numbers are those the
person sees in Excel.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

EXCEL = {".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ods"}
KNOWN = EXCEL | {".csv", ".txt", ".tsv", ".parquet"}
MOST_BYTES = 2**30
_ERROR_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"(?=[^>]*\bt="e")[^>]*>.*?</c>', re.S)
_ERROR_TEXT = re.compile(rb"<v>(.*?)</v>")
_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*>')
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_STYLE = re.compile(rb'\bs="(\d+)"')
_NUMBER_FORMAT = re.compile(rb'<numFmt [^>]*?numFmtId="(\d+)"[^>]*?formatCode="([^"]*)"')


class FileUnusable(Exception):
    """A whole file or act that cannot be done, for people: what happened, where, what to do."""

    def __init__(self, where: str, what: str, do: str = "") -> None:
        super().__init__(where, what, do)
        self.where, self.what, self.do = where, what, do

    def __str__(self) -> str:
        return f"{self.where}：{self.what}" + (f"。{self.do}" if self.do else "") + "。"


@dataclass(frozen=True, slots=True)
class File:
    """A source file by what it is: name and content."""

    name: str
    sha256: str
    bytes: int


@dataclass(slots=True)
class Grid:
    """A sheet as columns of text. `first` is the number of its first row, as Excel counts."""

    columns: list[pa.Array]
    sheet: str = ""
    first: int = 1
    header: bool = False
    """The first row is certainly the heading (Parquet)."""
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    """(row, column from 0) -> #DIV/0! and its like, which read as nothing."""

    @property
    def rows(self) -> int:
        return len(self.columns[0]) if self.columns else 0

    def head(self, count: int) -> list[list[str | None]]:
        return [list(row) for row in zip(*(c.slice(0, count).to_pylist() for c in self.columns), strict=True)]


def file_of(path: Path) -> File:
    """Name, SHA-256 and size of a file; a folder or a missing file is told."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise FileUnusable(path.name, "文件超过 1 GB", "请按县区或年度拆开")
        with path.open("rb") as stream:
            return File(path.name, hashlib.file_digest(stream, "sha256").hexdigest(), size)
    except OSError as error:
        raise FileUnusable(path.name, f"打不开（{error.strerror}）", "请核对路径和权限") from error


def sheets(path: Path) -> list[str]:
    """The names of the sheets; one empty name for a file without sheets."""
    return list(_excel(path).sheet_names) if path.suffix.lower() in EXCEL else [""]


_HIDDEN = re.compile(rb'\sstate="(?:very)?[hH]idden"')


def hidden(path: Path) -> set[str]:
    """The names of the sheets a person does not see in Excel: old copies and lists of choices stand there."""
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        return set()
    names = sheets(path)
    try:
        with zipfile.ZipFile(path) as book:
            listed = re.findall(rb"<sheet\s[^>]*>", book.read("xl/workbook.xml"))
    except (OSError, KeyError, zipfile.BadZipFile):
        return set()
    if len(listed) != len(names):
        return set()
    return {name for name, said in zip(names, listed, strict=True) if _HIDDEN.search(said)}


def read(path: Path, sheet: str = "", most: int | None = None) -> Grid:
    """A sheet as text; `most` rows are enough to look at it."""
    suffix = path.suffix.lower()
    if suffix not in KNOWN:
        raise FileUnusable(
            path.name, f"不认识的文件类型 {suffix or '（没有后缀）'}", "请用 xlsx、xls、csv 或 parquet"
        )
    if suffix in EXCEL:
        return _sheet(path, sheet, most)
    if suffix == ".parquet":
        return _parquet(path, most)
    return _csv(path, most)


def _excel(path: Path):  # type: ignore[no-untyped-def]
    import fastexcel

    if not path.is_file():
        raise FileUnusable(path.name, "文件不存在", "请核对路径")
    try:
        return fastexcel.read_excel(str(path))
    except Exception as error:
        raise FileUnusable(
            path.name, "不是能读的 Excel 文件，或者加了密码", "请用 Excel 打开，另存为不加密的 .xlsx"
        ) from error


def _sheet(path: Path, sheet: str, most: int | None) -> Grid:
    book = _excel(path)
    if not book.sheet_names:
        raise FileUnusable(path.name, "没有工作表")
    name = sheet or book.sheet_names[0]
    if name not in book.sheet_names:
        raise FileUnusable(path.name, f"没有工作表“{name}”", f"有 {'、'.join(book.sheet_names)}")
    try:
        loaded = book.load_sheet(name, header_row=None, skip_rows=0, n_rows=most, dtypes="string")
        batch = loaded.to_arrow()
    except Exception as error:
        raise FileUnusable(path.name, f"工作表“{name}”读不出", "请用 Excel 打开后另存为 .xlsx") from error
    left = loaded.available_columns()[0].absolute_index if batch.num_columns else 0
    columns = [
        pa.nulls(batch.num_rows, pa.string())
    ] * left  # a table that begins in column C keeps its letters
    columns += [c if pa.types.is_string(c.type) else c.cast(pa.string()) for c in batch.columns]
    errors = _error_cells(path, book.sheet_names.index(name)) if path.suffix.lower() == ".xlsx" else {}
    return Grid(columns, name, errors=errors)


def percent_cells(path: Path, sheet: str = "") -> set[tuple[int, int]]:
    """(row, column from 0) of the cells an .xlsx shows as per cent: 0.0345 stands there for 3.45%.

    Only a reader who cares asks: the formats are looked up in the workbook's own parts. Other kinds of file do
    not tell their formats, and give none.
    """
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        return set()
    names = sheets(path)
    data, styles = _parts(path, names.index(sheet) if sheet in names else 0)
    shares = _percent_styles(styles)
    found = set()
    for cell in _CELL.finditer(data) if shares else ():
        style = _STYLE.search(cell[0])
        if style and int(style[1]) in shares:
            found.add((int(cell[2]), _column(cell[1])))
    return found


def merged_down(path: Path, sheet: str = "") -> list[tuple[int, int, int]]:
    """(column from 0, first row, last row) of the cells an .xlsx merges over several rows: what stands in the
    first is meant for all of them, and the others read as empty."""
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        return []
    names = sheets(path)
    data, _styles = _parts(path, names.index(sheet) if sheet in names else 0)
    found = [(_column(m[1]), int(m[2]), int(m[4])) for m in _MERGED.finditer(data) if m[1] == m[3]]
    return [(column, first, last) for column, first, last in found if last > first]


def _percent_styles(styles: bytes) -> set[int]:
    """Numbers of the cell formats that show per cent: 9 and 10 by themselves, others by their code."""
    codes = {int(m[1]) for m in _NUMBER_FORMAT.finditer(styles) if b"%" in m[2]} | {9, 10}
    block = re.search(rb"<cellXfs.*?</cellXfs>", styles, re.S)
    formats = re.findall(rb"<xf [^>]*>", block[0]) if block else []
    ids = [re.search(rb'numFmtId="(\d+)"', f) for f in formats]
    return {n for n, found in enumerate(ids) if found and int(found[1]) in codes}


def _error_cells(path: Path, number: int) -> dict[tuple[int, int], str]:
    """Cells whose formula failed: the reader gives nothing for them, and nothing would mean unknown."""
    data, _styles = _parts(path, number)
    if b't="e"' not in data:
        return {}
    found = {}
    for match in _ERROR_CELL.finditer(data):
        said = _ERROR_TEXT.search(match[0])
        found[int(match[2]), _column(match[1])] = said[1].decode() if said else "错误值"
    return found


def _parts(path: Path, number: int) -> tuple[bytes, bytes]:
    """A sheet of a workbook and its styles as they are stored; nothing where the file is no such workbook."""
    try:
        with zipfile.ZipFile(path) as book:
            there = book.namelist()
            parts = sorted(
                (n for n in there if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", n)),
                key=lambda n: int(re.sub(r"\D", "", n)),
            )
            data = book.read(parts[number]) if number < len(parts) else b""
            return data, book.read("xl/styles.xml") if "xl/styles.xml" in there else b""
    except (OSError, zipfile.BadZipFile):
        return b"", b""


def _column(letters: bytes) -> int:
    column = 0
    for char in letters.decode():
        column = column * 26 + ord(char) - 64
    return column - 1


def _parquet(path: Path, most: int | None) -> Grid:
    try:
        table = pq.read_table(path)
        table = table if most is None else table.slice(0, most)
        texts = [c.cast(pa.string()).combine_chunks() for c in table.columns]
    except (OSError, pa.ArrowException) as error:
        raise FileUnusable(path.name, "不是能读的 Parquet 文件", "列应为文字、数、日期或是非") from error
    columns = [
        pa.concat_arrays([pa.array([name], pa.string()), text])
        for name, text in zip(table.column_names, texts, strict=True)
    ]
    return Grid(columns, header=True)


def _csv(path: Path, most: int | None) -> Grid:
    try:
        text = decode(path.read_bytes())
    except OSError as error:
        raise FileUnusable(path.name, f"打不开（{error.strerror}）", "请核对路径和权限") from error
    except UnicodeDecodeError as error:
        raise FileUnusable(
            path.name, "不是 UTF-8，也不是 GB18030", "请在 Excel 里另存为 xlsx 或 UTF-8 的 CSV"
        ) from error
    head = text[:4096].partition("\n")[0]
    delimiter = max("\t,;，", key=head.count)
    if delimiter == "，":
        delimiter, text = ",", text.replace("，", ",")
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise FileUnusable(path.name, f"CSV 格式有误（{error}）", "请在 Excel 里另存为 xlsx") from error
    rows = rows if most is None else rows[:most]
    if not any(rows):
        raise FileUnusable(path.name, "是空的")
    columns = [pa.array(column, pa.string()) for column in zip_longest(*rows)]
    return Grid(columns)


def decode(data: bytes) -> str:
    """Text of a CSV: by its mark, else UTF-8, else GB18030, which Excel in China writes."""
    for mark, charset in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(charset)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030")
