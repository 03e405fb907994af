"""Files as answers: workbooks and papers that leave the office."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from typing import Any

from django.http import FileResponse

from luodi.office.journal.clock import today

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def sent(write: Callable[[Any], Any], name: str, kind: str) -> FileResponse:
    """What `write` puts into a file, from disk: a long list is never whole in memory. `kind`: xlsx or docx."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it once it is sent)
    try:
        write(file)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{name}_{today():%Y%m%d}.{kind}",
        content_type=XLSX if kind == "xlsx" else DOCX,
    )
