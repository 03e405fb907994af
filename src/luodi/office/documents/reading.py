"""The worker's task: read a document, tell how far it is, store what was found.

A reading gives signs of life. One that gave none for a while died with its worker: `requeue_stale`,
called when a worker starts and by the tick, begins it anew. Only the reading that holds the claim may
store its result, so that a slow one thought dead does no harm.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

from django.core.exceptions import ValidationError
from django.db import OperationalError, close_old_connections, connection
from django_tasks import task

from luodi.office.documents import acts, engine, limits, near
from luodi.office.documents.acts.reading import Lost
from luodi.office.documents.models import Document
from luodi.office.files import store
from luodi.office.journal.clock import now
from luodi.office.journal.record import SYSTEM
from luodi.reading.errors import ReadError, SecretError

log = logging.getLogger(__name__)


@task()
def read_document(pk: int) -> str:
    """Read one document; how it ended, in a word."""
    document = acts.begin_reading(SYSTEM, pk)
    if document is None:
        return "not waiting"
    try:
        with _alive(document):
            return _read(document)
    except Lost:
        return "lost"


def order(document: Document) -> None:
    """Queue a reading. The queue stands in our database: inside an act the order is kept or lost with it."""
    read_document.enqueue(document.pk)


def requeue_stale() -> int:
    """Begin readings anew whose worker died; how many. Harmless to call at any time."""
    return len(acts.requeue(SYSTEM, now() - dt.timedelta(seconds=limits.STALE_SECONDS)))


def _read(document: Document) -> str:
    try:
        data = store.read(document.file)
        reading = engine.read(document.name, data, lambda percent, stage: _tell(document, percent, stage))
        acts.store_reading(SYSTEM, document, reading)
    except SecretError as error:
        acts.refuse_after_reading(SYSTEM, document, error.what)
        return "refused"
    except (ReadError, OSError) as error:
        acts.fail_reading(SYSTEM, document, str(error))
        return "failed"
    except ValidationError as error:
        acts.fail_reading(SYSTEM, document, "；".join(error.messages))
        return "kept"
    except Lost:
        raise
    except Exception:
        # A fault of ours must not leave a document reading for ever; its place goes to the log.
        log.exception("reading of document %s failed", document.pk)
        acts.fail_reading(
            SYSTEM, document, "阅读程序出错，未能读出；请重读一次，仍不成功时把文件另存为 Word 或文本再传。"
        )
        return "error"
    near.prepare(document.pk)
    return "read"


def _tell(document: Document, percent: int, stage: str) -> None:
    """How far it is. Not an act: forgotten as soon as the reading ends."""
    mine = Document.objects.filter(pk=document.pk, claim=document.claim)
    if not mine.update(progress=percent, stage=stage, beat_at=now()):
        raise Lost(f"document {document.pk} is read by another")


@contextmanager
def _alive(document: Document) -> Iterator[None]:
    """Signs of life from beside, while the engine is at work on a long text."""
    over = Event()

    def beat() -> None:
        while not over.wait(limits.BEAT_SECONDS):
            close_old_connections()
            # Who cannot write now, because another writes for long, is alive all the same: next time.
            with suppress(OperationalError):
                Document.objects.filter(pk=document.pk, claim=document.claim).update(beat_at=now())
        connection.close()

    thread = Thread(target=beat, name=f"reading-{document.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(5)
