"""Keys for programs: made for oneself, shown once, taken back by their owner or a security administrator."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luodi.office.journal.clock import now
from luodi.office.journal.record import act, record, unchanged
from luodi.office.units.acts.ground import ADMINS, Actor, allowed, text
from luodi.office.units.models import ApiToken, Person
from luodi.office.units.scope import Refusal
from luodi.office.units.tokens import MARK, RIGHTS, digest

LONGEST_DAYS = 366
MOST = 20


@act
def create_token(actor: Person, *, name: str, rights: Sequence[str], days: int = 90) -> tuple[ApiToken, str]:
    """A key with some of one's own rights; the key itself is answered once and kept nowhere."""
    if actor.scope.has(*ADMINS):
        raise Refusal(_("三员账号不能设访问令牌。"))
    name = text(name, _("用途"), 60, need=True)
    wrong = [r for r in rights if r not in RIGHTS]
    if wrong or not rights:
        raise ValidationError(
            {"rights": _("请至少选一项权限。") if not rights else _("没有这些权限：%s。") % "、".join(wrong)}
        )
    if not 1 <= days <= LONGEST_DAYS:
        raise ValidationError({"days": _("有效期应在1到%s天之间。") % LONGEST_DAYS})
    Person.objects.select_for_update(of=("self",)).get(pk=actor.pk)
    if ApiToken.objects.filter(person=actor, revoked_at=None, expires_at__gt=now()).count() >= MOST:
        raise ValidationError(_("有效的令牌最多%s个，请先停用不用的。") % MOST)
    key = MARK + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        person=actor,
        name=name,
        digest=digest(key),
        prefix=key[:12],
        rights=sorted(set(rights)),
        expires_at=now() + dt.timedelta(days=days),
    )
    record(
        actor,
        "token.create",
        actor,
        {"token": name, "prefix": token.prefix, "rights": [RIGHTS[r] for r in token.rights], "days": days},
        unit_path=actor.unit.path,
    )
    return token, key


@act
def revoke_token(actor: Actor, token: ApiToken, *, why: str = "") -> ApiToken:
    token = ApiToken.objects.select_for_update(of=("self",)).select_related("person__unit").get(pk=token.pk)
    owner = token.person
    if not (isinstance(actor, Person) and actor.pk == owner.pk):
        allowed(actor, owner.unit.path, "security_admin", doing=_("停用他人的令牌"))
    if token.revoked_at is not None:
        unchanged()
        return token
    token.revoked_at = now()
    token.save(update_fields=["revoked_at"])
    record(
        actor,
        "token.revoke",
        owner,
        {"token": token.name, "prefix": token.prefix},
        unit_path=owner.unit.path,
        why=why,
    )
    return token
