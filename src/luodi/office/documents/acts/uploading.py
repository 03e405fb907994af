"""Taking a file in. What may not be kept is refused before a byte of it is stored."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePath

from django.db import IntegrityError, transaction

from luodi.office.documents import checking
from luodi.office.documents.models import Document
from luodi.office.files import store
from luodi.office.files.models import StoredFile
from luodi.office.journal.clock import now
from luodi.office.journal.record import act, record, unchanged
from luodi.office.units.models import Person, Unit
from luodi.reading.errors import ReadError, SecretError
from luodi.reading.sources.names import printable


@dataclass(frozen=True)
class Upload:
    """The fate of one file: a document, new or known already, or the reason for refusal."""

    name: str
    document: Document | None = None
    known: bool = False
    secret: bool = False
    error: str = ""


def upload(actor: Person, unit: Unit, name: str, data: bytes) -> Upload:
    """Take a file in for a unit. A refusal is an answer, not an exception: it leaves its own entry.

    The same bytes in the same unit are the document that is there already.
    """
    actor.scope.require(unit.path, "office", doing="上传文件")
    name = PurePath(name.replace("\\", "/").replace("\x00", "")).name.strip()[-255:] or "未命名"
    known = _known(unit, data)
    if known is not None:
        return Upload(name, known, known=True)
    try:
        checking.check(name, data)
    except ReadError as error:
        secret = isinstance(error, SecretError)
        # The name and the reason are kept, never a word of the content.
        _refuse(actor, unit, printable(name), error.what)
        return Upload(name, secret=secret, error=str(error))
    try:
        return Upload(name, _store(actor, unit, name, data))
    except IntegrityError:  # somebody uploaded the same file in the same moment
        known = _known(unit, data)
        if known is None:
            raise
        return Upload(name, known, known=True)


def _known(unit: Unit, data: bytes) -> Document | None:
    digest = hashlib.sha256(data).hexdigest()
    return Document.objects.filter(unit=unit, file__sha256=digest).first()


@act
def _store(actor: Person, unit: Unit, name: str, data: bytes) -> Document:
    """The file, its document and the order to read it, all or nothing."""
    from luodi.office.documents.reading import order

    file, _new = store.put(data)
    StoredFile.objects.select_for_update().get(pk=file.pk)  # not swept away meanwhile
    with transaction.atomic():
        document = Document.objects.create(
            unit=unit, file=file, name=name, uploaded_by=actor, uploaded_at=now(), stage="等待阅读"
        )
    record(
        actor,
        "document.upload",
        document,
        {"name": name, "sha256": file.sha256, "size": file.size},
        unit_path=unit.path,
        name=name,
    )
    order(document)
    return document


@act
def _refuse(actor: Person, unit: Unit, name: str, reason: str) -> None:
    if not name:
        unchanged()
    record(
        actor, "document.refuse", None, {"name": name, "reason": reason}, unit_path=unit.path, name=name[:300]
    )
