"""A file of returns as the lake reads it: the trial run, whose rows they may be, the marked workbook, the batch.

The lake proposes what each column means and tells every flaw; the office adds one rule of its own: a
county takes in only firms of its own.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luodi.office.files import store as files
from luodi.office.files.models import StoredFile
from luodi.office.firms import facts
from luodi.office.firms.models import Return
from luodi.office.firms.places import Places
from luodi.office.units.models import Unit
from luodi.reading.secrecy import secrecy

if TYPE_CHECKING:
    from luodi.lake.importing import Problem, Proposal, Reading

MOST_BYTES = 60 * 2**20
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".et", ".csv", ".txt")


@dataclass
class Trial:
    """What the file would bring."""

    reading: Reading
    proposal: Proposal
    missing: list[str]

    @property
    def read(self) -> int:
        return self.reading.read

    @property
    def rejected(self) -> int:
        return self.reading.rejected

    @property
    def good(self) -> int:
        return int(self.reading.rows.num_rows)

    @property
    def errors(self) -> list[Problem]:
        return self.reading.errors

    @property
    def warnings(self) -> list[Problem]:
        return self.reading.warnings

    @property
    def year(self) -> int | None:
        return self.reading.year


def clean_name(name: str) -> str:
    """
    >>> clean_name("C:\\\\报表\\\\2025年.xlsx")
    '2025年.xlsx'
    """
    return PurePath(name.replace("\\", "/").replace("\x00", "")).name.strip()[-200:] or "未命名.xlsx"


def check(name: str, data: bytes) -> None:
    """What may not be kept is refused before a byte of it is."""
    suffix = PurePath(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise ValidationError(
            {"file": _("请上传 .xlsx、.xls 或 .csv；这份文件的后缀是“%s”。") % (suffix[:12] or "无")}
        )
    if len(data) > MOST_BYTES:
        raise ValidationError({"file": _("文件超过%s MB，请按县区或年度拆开。") % (MOST_BYTES // 2**20)})
    if not data.strip():
        raise ValidationError({"file": _("文件是空的。请核对是否选错了文件。")})
    mark = secrecy(PurePath(name).stem)
    if mark:
        raise ValidationError({"file": _("文件名标有密级“%s”，不予接收，内容没有保留。") % mark})


@contextmanager
def laid_out(name: str, data: bytes) -> Iterator[Path]:
    """The lake reads files by path; ours lie under their SHA-256, without a suffix."""
    with tempfile.TemporaryDirectory(prefix="luodi-return-") as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        yield path


def trial(
    unit: Unit, *, kind: str, name: str, data: bytes, year: int | None, mapping: Mapping[str, str]
) -> Trial:
    """Read the file without storing anything: every row's fate."""
    from luodi.lake.errors import LakeError
    from luodi.lake.importing import inspect, read

    lake = facts.lake()
    with laid_out(name, data) as path:
        try:
            proposal = inspect(path, kind, year=year, lake=lake)
            _refuse_marked([proposal.headings])
            if mapping:
                proposal.use(mapping)
            reading = read(proposal, lake=lake)
        except LakeError as error:
            raise ValidationError({"file": str(error)}) from error
    return Trial(_fenced(reading, unit), proposal, proposal.missing())


def trial_of(row: Return) -> Trial:
    """The trial run of an upload that waits, or, for its page, of one that was taken in."""
    return trial(
        row.unit,
        kind=row.kind,
        name=row.name,
        data=files.read(kept_file(row)),
        year=row.year,
        mapping=row.mapping,
    )


def kept_file(row: Return) -> StoredFile:
    """The file as it came; batches taken in on the command line have none."""
    if row.file is None:
        raise ValidationError(_("这一批没有经过网页上传，没有原文件。"))
    return row.file


def _refuse_marked(rows: list[list[str]]) -> None:
    for row in rows:
        for text in row:
            mark = secrecy(text or "")
            if mark:
                raise ValidationError({"file": _("表中标有密级“%s”，不予接收，内容没有保留。") % mark})


def _fenced(reading: Reading, unit: Unit) -> Reading:
    """Rows of firms elsewhere are refused: a county takes in its own."""
    if unit.parent_id is None:
        return reading
    from luodi.lake.importing import Problem

    rows = reading.rows.select(
        [c for c in ("uscc", "county", "_row") if c in reading.rows.column_names]
    ).to_pylist()
    places, inside, known = Places(), {}, facts.counties_of({r["uscc"] for r in rows})
    bad: set[int] = set()
    told: list[Problem] = []
    for row in rows:
        county = row.get("county") or known.get(row["uscc"], "")
        if county not in inside:
            where = places.of(county)
            inside[county] = bool(county) and where is not None and where.path.startswith(unit.path)
        if not inside[county] and row["_row"] not in bad:
            bad.add(row["_row"])
            what = _("不是%s的企业") % unit.brief if county else _("没有区划代码，也不在企业登记表里")
            told.append(
                Problem(row["_row"], "", "", row["uscc"] or "", what, _("请删去这一行，或由上级导入"))
            )
    if not bad:
        return reading
    import pyarrow as pa
    import pyarrow.compute as pc

    kept = reading.rows.filter(pc.invert(pc.is_in(reading.rows["_row"], pa.array(sorted(bad), pa.int32()))))
    return replace(
        reading, rows=kept, problems=sorted([*reading.problems, *told], key=lambda p: p.row),
        rejected=reading.rejected + len(bad),
    )  # fmt: skip


def batches() -> list[Any]:
    """All batches of the lake, with their manifests."""
    return facts.lake().batches()


def store(done: Trial, *, by: str, replaces: str = "") -> str:
    """The rows as a batch of the lake; its id."""
    return facts.add(done.reading, by=by, replaces=replaces)


def marked(row: Return) -> bytes:
    """The file as it came, its flaws in red beside their cells."""
    from luodi.office.firms import markedbook

    return markedbook.marked(row.name, files.read(kept_file(row)), trial_of(row))
