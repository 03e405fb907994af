"""What the acts of this app share: who may, the round locked in a state, files that prove something."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luodi.office.figures.models import Region
from luodi.office.files import store
from luodi.office.files.models import StoredFile
from luodi.office.journal.record import System
from luodi.office.ledger.acts.evidence import LARGEST, PROGRAMS
from luodi.office.races.models import Race, Round
from luodi.office.units.models import Person
from luodi.office.units.scope import Refusal

Who = Person | System
State = Round.State


def require_office(actor: Who, race: Race, doing: str) -> None:
    """The office of the unit that runs the race, or one above it."""
    if not isinstance(actor, System):
        actor.scope.require(race.unit.path, "office", doing=doing)


def require_head(actor: Who, region: Region, doing: str) -> None:
    """The head of the participant itself: nobody confirms or appeals for somebody else."""
    if isinstance(actor, System):
        return
    if region.unit is None:
        raise Refusal(_("“%s”不是本域单位，没有人可以替它办理。") % region.name)
    actor.scope.require(region.unit.path, "head", doing=doing)


def person_of(actor: Who) -> Person | None:
    return None if isinstance(actor, System) else actor


def lock(round: Round, *states: str, doing: str) -> Round:
    """The round for changing, in one of the states; else why not."""
    row = (
        Round.objects.select_for_update(of=("self",), no_key=True)
        .select_related("race__unit", "rules")
        .get(pk=round.pk)
    )
    if row.state not in states:
        allowed = "、".join(str(State(s).label) for s in states)
        raise ValidationError(
            _("“%(round)s”现在是“%(state)s”阶段，不能%(doing)s（只在%(allowed)s阶段可以）。")
            % {"round": row.label, "state": row.get_state_display(), "doing": doing, "allowed": allowed}
        )
    return row


def words_needed(text: str, name: str, field: str = "why", most: int = 300) -> str:
    text = text.strip()
    if not text:
        raise ValidationError({field: _("请写明%s。") % name})
    if len(text) > most:
        raise ValidationError({field: _("%(name)s最多%(n)s字。") % {"name": name, "n": most}})
    return text


def kept_file(name: str, data: bytes | None, *, needed: bool) -> tuple[StoredFile | None, str]:
    """The file that proves something; programs and empty ones are refused."""
    if not data:
        if needed:
            raise ValidationError({"file": _("请上传佐证材料；不能是空文件。")})
        return None, ""
    name = re.sub(r".*[/\\]", "", name).strip()[-255:] or _("佐证")
    if PROGRAMS.search(name):
        raise ValidationError(
            {"file": _("“%s”是程序或网页，不能作佐证；请上传文档、表格、图片或压缩包。") % name}
        )
    if len(data) > LARGEST:
        raise ValidationError({"file": _("“%s”过大，请压缩或拆分后上传。") % name})
    return store.put(data)[0], name


def participant(race: Race, region: Region) -> Region:
    row = race.participants.filter(region=region).select_related("region__unit").first()
    if row is None:
        raise ValidationError({"region": _("“%s”没有参加这项赛马。") % region.name})
    return row.region


def listed(names: Iterable[str], most: int = 20) -> str:
    names = list(names)
    return "、".join(names[:most]) + (f"等{len(names)}个" if len(names) > most else "")
