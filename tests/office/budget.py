"""How many queries each page takes: a stored baseline, changed on purpose only, and never above fifteen.

`LUODI_BASELINES=write pytest …` records what is measured.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

FILE = Path(__file__).with_name("baselines.json")
MOST = 15


def get(client: Any, path: str, page: str, status: int = 200) -> Any:
    """GET the page and hold it to its baseline; `page` is its key in baselines.json."""
    with CaptureQueriesContext(
        connection,
    ) as caught:
        response = client.get(path)
    assert response.status_code == status, (path, response.status_code)
    taken = len([q for q in caught.captured_queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))])
    held = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}
    if os.environ.get("LUODI_BASELINES") == "write":
        held[page] = max(taken, held.get(page, 0))
        FILE.write_text(json.dumps(held, ensure_ascii=False, indent=2, sort_keys=True) + "\n", "utf-8")
    sql = "\n".join(q["sql"][:160] for q in caught.captured_queries)
    assert taken <= MOST, f"{page}: {taken} queries\n{sql}"
    assert page in held, f"{page} has no baseline; record it with LUODI_BASELINES=write"
    assert taken <= held[page], f"{page}: {taken} queries, the baseline is {held[page]}\n{sql}"
    return response
