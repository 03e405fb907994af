"""Which standards there are, and which version holds on a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from luodi.standards.loading import read
from luodi.standards.spec import Standard

DATA = Path(__file__).parent / "data"
NOT_STANDARDS = {"prices"}


class NoStandard(LookupError):
    """No standard of that name, or none in force on that day; says which there are."""


def files(folders: Iterable[Path] = ()) -> list[Path]:
    """Files of standards: ours, and those of further folders, which come after ours."""
    return [
        path
        for folder in (DATA, *folders)
        for path in sorted(folder.glob("*.yaml"))
        if path.stem not in NOT_STANDARDS
    ]


@cache
def _read(path: Path, _changed: int) -> Standard:
    return read(path)


def open_standard(path: Path) -> Standard:
    """The standard of a file, read once until the file changes. Raises StandardError."""
    return _read(path, path.stat().st_mtime_ns)


def catalogue(folders: Iterable[Path] = ()) -> list[Standard]:
    """All versions of all standards, by rung and name, older versions first. A version in a later folder
    takes the place of the same one in an earlier: an office may correct what we ship."""
    found = {(s := open_standard(path)).key: s for path in files(folders)}
    return sorted(found.values(), key=lambda s: (s.rung or 99, s.id, s.effective_from, s.version))


def in_force(standards: Iterable[Standard], on: date) -> list[Standard]:
    """Those that hold on a day."""
    return [
        s for s in standards if s.effective_from <= on and (s.effective_to is None or on <= s.effective_to)
    ]


def load(name: str | Path, on: date | None = None, *, folders: Sequence[Path] = ()) -> Standard:
    """A standard by its id and the day (`load("high-tech", on=date(2026, 5, 1))`), by id and version
    (`load("high-tech@2016")`), by the name its worked cases use, or from a file of one's own.

    Without a day the newest version. Raises NoStandard, StandardError.
    """
    if isinstance(name, Path) or str(name).endswith((".yaml", ".yml")):
        path = Path(name)
        if not path.exists():
            raise NoStandard(f"没有这个文件：{path}")
        return open_standard(path)
    known = catalogue(folders)
    for standard in known:
        if name in (standard.key, standard.case_id):
            return standard
    versions = [s for s in known if s.id == name]
    if not versions:
        ids = sorted({s.id for s in known})
        near = get_close_matches(str(name), [*ids, *(s.key for s in known)], 3)
        raise NoStandard(
            f"没有标准“{name}”。" + (f"是不是 {'、'.join(near)}？" if near else f"现有：{'、'.join(ids)}。")
        )
    if on is None:
        return versions[-1]
    held = in_force(versions, on)
    if not held:
        spans = "；".join(f"{s.key} {span(s)}" for s in versions)
        raise NoStandard(f"{on}没有施行中的“{name}”版本。已知：{spans}。")
    return held[-1]


def span(standard: Standard) -> str:
    """When a version holds, in words."""
    until = f"至{standard.effective_to}" if standard.effective_to else "起施行"
    return f"{standard.effective_from}{until}"
