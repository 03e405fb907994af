"""`luodi verify`: the journal's chain, and on request the files against their names."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field

from luodi.office.journal.verify import Anchor, Progress, Result, verify
from luodi.office.operations.troubles import Trouble


@dataclass
class Files:
    """What checking the stored files found."""

    checked: int = 0
    missing: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)

    @property
    def intact(self) -> bool:
        return not self.missing and not self.damaged


def chain(expect: tuple[str, ...] = (), progress: Progress | None = None) -> Result:
    """The journal's chain, against anchors `NUMBER:HASH` if there are any."""
    try:
        anchors = tuple(Anchor.read(text) for text in expect)
    except ValueError as error:
        raise Trouble(str(error)) from error
    return verify(anchors, progress)


def files(progress: Progress | None = None) -> Files:
    """Recompute the SHA-256 of every stored file."""
    from luodi.office.files.models import StoredFile

    found = Files()
    total = StoredFile.objects.count()
    for file in StoredFile.objects.order_by("pk").iterator(chunk_size=500):
        try:
            with file.path.open("rb") as source:
                size, digest = (
                    os.fstat(source.fileno()).st_size,
                    hashlib.file_digest(source, "sha256").hexdigest(),
                )
        except OSError:
            found.missing.append(file.sha256)
        else:
            if digest != file.sha256 or size != file.size:
                found.damaged.append(file.sha256)
        found.checked += 1
        if progress:
            progress(found.checked, total)
    return found
