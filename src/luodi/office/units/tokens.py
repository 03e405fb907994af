"""Programs' keys: `token_person` finds whose rights a request to the API has."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac

from luodi.office.journal.clock import now
from luodi.office.units.models import ApiToken, Person

MARK = "luodi_"  # so that a key is known for one when it turns up in a file
RIGHTS = {
    "documents:read": "读取文件",
    "documents:write": "上传文件",
    "findings:read": "读取发现",
    "findings:write": "审核发现",
    "tasks:read": "读取任务",
    "tasks:write": "办理任务",
    "reports:read": "读取月报",
    "reports:write": "填报月报",
    "figures:read": "读取指标",
    "figures:write": "填报指标",
    "races:read": "读取赛马",
    "races:write": "确认和申诉",
    "units:read": "读取单位和人员",
}


def digest(token: str) -> str:
    """What is kept of a token. It is 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def token_person(header: str) -> tuple[Person, frozenset[str]] | None:
    """Whose key the Authorization header holds, and which rights; None if it is not in force.

    Looked up by its digest: how long that takes says nothing about the key.
    """
    scheme, _space, token = header.strip().partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token.startswith(MARK) or len(token) > 200:
        return None
    wanted = digest(token)
    row = ApiToken.objects.filter(digest=wanted, revoked_at=None).select_related("person__unit").first()
    if row is None or not hmac.compare_digest(row.digest, wanted):
        return None
    moment = now()
    person = row.person
    if (
        (row.expires_at is not None and row.expires_at <= moment)
        or not person.is_active
        or person.must_change
    ):
        return None
    if row.used_at is None or moment - row.used_at >= dt.timedelta(minutes=1):
        ApiToken.objects.filter(pk=row.pk).update(used_at=moment)
    return person, frozenset(row.rights)
