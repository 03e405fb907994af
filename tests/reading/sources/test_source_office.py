"""Old formats through LibreOffice, and a clear word where it is missing."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import docx
import pytest
from source_makers import PARAGRAPH, compound

from luodi.reading.errors import ReadError
from luodi.reading.sources import load, load_bytes, office

installed = pytest.mark.skipif(
    office.program() is None, reason="LibreOffice is not installed (soffice not on PATH)"
)


@installed
@pytest.mark.parametrize("suffix", ["doc", "rtf", "odt"])
def test_old_formats(suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = tmp_path / "a.docx"
    made = docx.Document()
    made.add_paragraph("关于印发方案的通知")
    made.add_paragraph(PARAGRAPH)
    made.save(str(given))
    program = office.program()
    assert program is not None
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", suffix, "--outdir", str(tmp_path), str(given)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    scratch = tmp_path / "scratch"  # of this test alone: others convert at the same time
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    source = load(tmp_path / f"a.{suffix}")
    assert source.raw == f"关于印发方案的通知\n{PARAGRAPH}\n"
    assert source.format == suffix and "LibreOffice" in source.meta["converted_note"]
    assert str(source.place(source.raw.index("会议"))) == "第2段"
    assert not list(scratch.glob("luodi-*"))


@installed
def test_what_libreoffice_cannot_open() -> None:
    with pytest.raises(ReadError, match="打不开"):
        load_bytes("a.doc", compound("Root Entry", "WordDocument") + bytes(2000))


def test_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(ReadError, match="需要 LibreOffice，本机未安装"):
        load_bytes("a.doc", compound("Root Entry", "WordDocument"))


def test_too_slow(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    slow = tmp_path / "soffice"
    slow.write_text("#!/bin/sh\nsleep 30\n", "utf-8")
    slow.chmod(0o755)
    monkeypatch.setattr(office, "program", lambda: str(slow))
    monkeypatch.setattr(office, "SECONDS", 0.2)
    with pytest.raises(ReadError, match="已中止"):
        load_bytes("a.rtf", rb"{\rtf1 x}")
