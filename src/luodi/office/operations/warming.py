"""What the first visit of a page would wait for, made ready behind the first answers.

Each worker does it after it was forked, on a thread of its own: an answer asked for meanwhile is not held up
by more than the share of the processor it takes.
"""

from __future__ import annotations

import logging
import time
from importlib import import_module
from pathlib import Path

LAZY = (
    "luodi.papers",
    "luodi.office.documents.engine",
    "luodi.office.ledger.exportrows",
    "luodi.office.units.importing.workbook",
)
"""Read when first needed otherwise: what writes papers, reads files, takes lists in."""

FIRST = ("web", "ledger", "units", "documents")

BREATH = 0.005
"""Seconds between two templates, so that an answer in the making gets its turn."""


def warm() -> int:
    """Compile every page, read what is read late. How many pages; whatever fails says so when it is needed."""
    from django.template import engines

    from luodi.office.web.jinja import Templates

    engine = next(e for e in engines.all() if isinstance(e, Templates))
    done = 0
    for folder in sorted(engine.template_dirs, key=_asked_first):
        for path in sorted(Path(folder).rglob("*.html")):
            try:
                engine.env.get_template(path.relative_to(folder).as_posix())
                done += 1
            except Exception:
                logging.getLogger(__name__).exception("page %s", path.name)
            time.sleep(BREATH)
    for name in LAZY:
        import_module(name)
    return done


def _asked_first(folder: Path | str) -> int:
    """The rooms people open first, first."""
    room = Path(folder).parent.name
    return FIRST.index(room) if room in FIRST else len(FIRST)
