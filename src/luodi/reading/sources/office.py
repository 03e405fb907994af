"""Old and foreign office formats, through LibreOffice if this machine has it.

LibreOffice turns a `.doc`, `.wps`, `.rtf` or `.odt` into a docx (and old tables into an xlsx),
which is then read like any other. It runs with a profile of its own that forbids macros and
links, in a temporary folder that is removed whatever happens.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from luodi.reading.document import Source
from luodi.reading.errors import ReadError
from luodi.reading.sources import sheets, word
from luodi.reading.sources.frequent import plausibility
from luodi.reading.sources.limits import MAX_BYTES
from luodi.reading.sources.sniff import sniff
from luodi.reading.sources.zips import Package

PROGRAMS = ("soffice", "libreoffice")
SECONDS = 60
TABLES = ("ods", "xls-xml")
# Which import to use: left to choose, LibreOffice reads what it cannot parse as plain text.
FILTERS = {
    "doc": "MS Word 97",
    "rtf": "Rich Text Format",
    "odt": "writer8",
    "ods": "calc8",
    "doc-xml": "MS Word 2003 XML",
    "xls-xml": "MS Excel 2003 XML",
}
NONSENSE = 0.05  # plausibility below which a conversion has read binary as text
# No macros, no fetching of what a document links to.
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>2</value></prop>
</item>
</oor:items>
"""


def program() -> str | None:
    """Where LibreOffice is, or None."""
    return next((path for name in PROGRAMS if (path := shutil.which(name))), None)


def read(name: str, data: bytes) -> Source:
    """A file LibreOffice knows. ReadError if it is not installed, fails or takes too long."""
    kind = sniff(name, data)
    if data.startswith(b"PK\x03\x04"):
        Package(name, data).verify()
    target = "xlsx" if kind in TABLES else "docx"
    shown = kind.removesuffix("-xml")
    converted = _convert(name, data, kind, target)
    source = sheets.read(name, converted) if target == "xlsx" else word.read(name, converted)
    if plausibility(source.raw) < NONSENSE:
        raise ReadError(name, *_failed(target))
    meta = {**source.meta, "converted_note": f"经 LibreOffice 由 {shown} 转换后读取"}
    return replace(source, format=shown, meta=meta)


def _convert(name: str, data: bytes, kind: str, target: str) -> bytes:
    """The file as docx or xlsx. Everything written stands in one folder, which is removed."""
    soffice = program()
    suffix = kind.removesuffix("-xml")
    if soffice is None:
        raise ReadError(
            name,
            f"读取 .{suffix} 需要 LibreOffice，本机未安装",
            f"请安装 LibreOffice，或用 Word/WPS 另存为 {target} 后再读",
        )
    with tempfile.TemporaryDirectory(prefix="luodi-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        profile = home / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(PROFILE, "utf-8")
        given, made = home / f"given.{suffix}", home / "out" / f"given.{target}"
        given.write_bytes(data)
        filters = [f"--infilter={FILTERS[kind]}"] if kind in FILTERS else []
        command = [
            soffice,
            f"-env:UserInstallation={(home / 'profile').as_uri()}",
            *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard"),
            *filters,
            *("--convert-to", target, "--outdir", str(made.parent), str(given)),
        ]
        _run(name, command, home)
        if not made.is_file() or made.stat().st_size > MAX_BYTES:
            raise ReadError(name, *_failed(target))
        return made.read_bytes()


def _failed(target: str) -> tuple[str, str]:
    return "LibreOffice 打不开该文件，文件可能已加密或损坏", f"请用 Word/WPS 打开后另存为 {target} 再读"


def _run(name: str, command: list[str], home: Path) -> None:
    """Run to the end or the time limit; then end the whole group: soffice is a script with a child."""
    environment = {**os.environ, "HOME": str(home), "TMPDIR": str(home)}
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        command, stdin=quiet, stdout=quiet, stderr=quiet, env=environment, start_new_session=True
    ) as process:
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired as error:
            raise ReadError(
                name, f"LibreOffice 转换超过{SECONDS}秒，已中止", "请用 Word/WPS 另存为 docx 后再读"
            ) from error
        finally:
            if process.poll() is None:
                if hasattr(os, "killpg"):
                    os.killpg(process.pid, signal.SIGKILL)
                else:
                    process.kill()
