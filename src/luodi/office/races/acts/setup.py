"""Setting a race up: its name and lists, who takes part, and each version of its rules."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from luodi import racing
from luodi.office.figures.models import Region
from luodi.office.journal.clock import now
from luodi.office.journal.record import act, record, unchanged
from luodi.office.races import inputs, searching
from luodi.office.races.acts.base import State, Who, listed, person_of, require_office
from luodi.office.races.models import Participant, Race, Rules
from luodi.office.units.models import Unit

SETTINGS = ("name", "red_top", "black_bottom", "praise_first", "confirm_days", "issuer", "addressee")


@act
def open_race(
    actor: Who, unit: Unit, *, participants: Sequence[tuple[Region, str]], text: str, **settings: Any
) -> Race:
    """A new race with its participants (region, group) and the first version of its rules."""
    race = Race(unit=unit)
    require_office(actor, race, _("设立赛马"))
    _set(race, settings)
    race.save()
    _take_part(race, participants)
    searching.put_race(race)
    record(
        actor,
        "races.open",
        race,
        {"units": len(participants), "names": listed(r.name for r, _g in participants)},
        unit_path=unit.path,
    )
    set_rules(actor, race, text=text, why=_("首次制定"))
    return race


def _set(race: Race, settings: dict[str, Any]) -> dict[str, list[Any]]:
    """Lay settings on the race; what changed, with the old and the new."""
    changed: dict[str, list[Any]] = {}
    for name in SETTINGS:
        if name in settings and settings[name] != getattr(race, name):
            changed[name] = [getattr(race, name), settings[name]]
            setattr(race, name, settings[name])
    race.name = race.name.strip()
    if not race.name:
        raise ValidationError({"name": _("请填写名称。")})
    if not 1 <= race.confirm_days <= 60:
        raise ValidationError({"confirm_days": _("期限应为1至60个工作日。")})
    if Race.objects.filter(unit=race.unit, name=race.name).exclude(pk=race.pk).exists():
        raise ValidationError({"name": _("已经有同名的赛马。")})
    return changed


def _take_part(race: Race, participants: Sequence[tuple[Region, str]]) -> bool:
    """Lay down who takes part; whether that changed anything."""
    seen: set[int] = set()
    for region, _group in participants:
        if region.pk in seen:
            raise ValidationError({"participants": _("“%s”写了两次。") % region.name})
        seen.add(region.pk)
        if region.unit is not None and not region.unit.path.startswith(race.unit.path):
            raise ValidationError(
                {"participants": _("“%(r)s”不在%(u)s范围内。") % {"r": region.name, "u": race.unit.name}}
            )
    if len(seen) < 2:
        raise ValidationError({"participants": _("至少要有两个单位参加。")})
    wanted = [(r.pk, group.strip()) for r, group in participants]
    if wanted == list(race.participants.order_by("order", "id").values_list("region_id", "group")):
        return False
    race.participants.all().delete()
    Participant.objects.bulk_create(
        Participant(race=race, region_id=pk, group=group, order=n) for n, (pk, group) in enumerate(wanted)
    )
    return True


@act
def change_race(
    actor: Who,
    race: Race,
    *,
    participants: Sequence[tuple[Region, str]] | None = None,
    why: str = "",
    **settings: Any,
) -> Race:
    """Change settings or who takes part. Versions already computed keep the participants they had."""
    row = Race.objects.select_for_update(of=("self",), no_key=True).select_related("unit").get(pk=race.pk)
    require_office(actor, row, _("修改赛马"))
    changed = _set(row, settings)
    if participants is not None:
        held = row.rounds.filter(state__in=(State.FROZEN, State.COMPUTED, State.MET)).first()
        if _take_part(row, participants):
            if held is not None:
                raise ValidationError(
                    {"participants": _("“%s”已经冻结还没有公布，这时不能改参赛单位。") % held.label}
                )
            changed["participants"] = [None, listed(r.name for r, _g in participants)]
    if not changed:
        unchanged()
        return row
    row.save()
    searching.put_race(row)
    words = {f.name: str(f.verbose_name) for f in Race._meta.concrete_fields} | {
        "participants": _("参赛单位")
    }
    told = "；".join(f"{words[k]}改为{new}" for k, (_old, new) in changed.items())
    record(actor, "races.change", row, {"changes": told, "values": changed}, unit_path=row.unit.path, why=why)
    return row


@act
def set_rules(actor: Who, race: Race, *, text: str, why: str = "") -> Rules:
    """Keep a version of the rules. Raises RaceError with every fault and its line; nothing is kept then.

    A version is never changed: rounds that use it stay as they are, the next one may use the new.
    """
    require_office(actor, race, _("制定规则"))
    race = Race.objects.select_for_update(of=("self",), no_key=True).select_related("unit").get(pk=race.pk)
    text = text.replace("\r\n", "\n").strip() + "\n"
    spec = racing.loads(text).race  # RaceError
    lost = inputs.fields_of(spec).lost
    if lost:
        raise ValidationError(
            {
                "text": _("指标目录里没有：%s。规则里指标的代码或列名要与指标目录一致，请先在“指标”中建立。")
                % "、".join(lost)
            }
        )
    digest = hashlib.sha256(text.encode()).hexdigest()
    last = race.rules.order_by("-number").first()
    if last is not None and last.digest == digest:
        unchanged()
        return last
    if last is not None and not why.strip():
        raise ValidationError({"why": _("请写明为什么修改规则。")})
    number = (race.rules.aggregate(n=Max("number"))["n"] or 0) + 1
    made = Rules.objects.create(
        race=race,
        number=number,
        key=spec.key[:80],
        title=spec.title[:200],
        text=text,
        digest=digest,
        why=why.strip()[:300],
        by=person_of(actor),
        made_at=now(),
    )
    entry = record(
        actor,
        "races.rules",
        made,
        {"number": number, "rules": spec.key, "digest": digest, "race": race.name},
        unit_path=race.unit.path,
        why=why,
        name=race.name,
    )
    made.entry = entry.number
    made.save(update_fields=["entry"])
    return made
