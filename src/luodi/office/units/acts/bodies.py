"""Steering bodies: who sat where and when. A change of person closes one term and opens the next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luodi.office.journal.record import act, record, unchanged
from luodi.office.units.acts.ground import Actor, allowed, period, text
from luodi.office.units.models import Seat, SteeringBody, Unit, holding


@act
def create_body(
    actor: Actor, unit: Unit, *, name: str, since: dt.date | None = None, until: dt.date | None = None
) -> SteeringBody:
    allowed(actor, unit.path, "system_admin", "office", doing=_("设立领导小组"))
    period(since, until)
    body = SteeringBody.objects.create(
        unit=unit, name=text(name, _("名称"), 100, need=True), since=since, until=until
    )
    record(actor, "body.create", body, {"since": since}, unit_path=unit.path)
    return body


@act
def rename_body(actor: Actor, body: SteeringBody, *, name: str, why: str = "") -> SteeringBody:
    allowed(actor, body.unit.path, "system_admin", "office", doing=_("修改领导小组"))
    former, name = body.name, text(name, _("名称"), 100, need=True)
    if name == former:
        unchanged()
        return body
    body.name = name
    body.save(update_fields=["name"])
    record(actor, "body.rename", body, {"name": name}, unit_path=body.unit.path, why=why, name=former)
    return body


@act
def open_seat(
    actor: Actor,
    body: SteeringBody,
    *,
    post: str,
    person_name: str = "",
    unit: Unit | None = None,
    since: dt.date | None = None,
    order: int = 0,
) -> Seat:
    """A seat and who takes it: a person, a unit, or a person for a unit."""
    allowed(actor, body.unit.path, "system_admin", "office", doing=_("调整席位"))
    if post not in Seat.Post.values:
        raise ValidationError(_("没有“%s”这个席位。") % post)
    person_name = text(person_name, _("姓名"), 60)
    if not person_name and unit is None:
        raise ValidationError(_("席位要写明单位或姓名。"))
    seat = Seat.objects.create(
        body=body, post=post, person_name=person_name, unit=unit, since=since, order=order
    )
    record(
        actor,
        "seat.open",
        body,
        {"post": seat.get_post_display(), "holder": _holder(seat), "since": since, "seat": seat.pk},
        unit_path=body.unit.path,
    )
    return seat


@act
def change_seat(
    actor: Actor, seat: Seat, *, on: dt.date, person_name: str = "", unit: Unit | None = None, why: str = ""
) -> Seat:
    """From `on` somebody else sits there; the former holder keeps the term that ended the day before."""
    seat = Seat.objects.select_for_update().select_related("body__unit").get(pk=seat.pk)
    allowed(actor, seat.body.unit.path, "system_admin", "office", doing=_("调整席位"))
    last = on - dt.timedelta(days=1)
    if seat.until is not None and seat.until < on:
        raise ValidationError(_("该席位%s已经结束任期，请为新任者另设席位。") % seat.until)
    period(seat.since, last)
    person_name = text(person_name, _("姓名"), 60)
    new = Seat(
        body=seat.body,
        post=seat.post,
        order=seat.order,
        person_name=person_name,
        unit=unit or seat.unit,
        since=on,
        until=seat.until,
    )
    if (new.person_name, new.unit_id) == (seat.person_name, seat.unit_id):
        unchanged()
        return seat
    if not person_name and new.unit_id is None:
        raise ValidationError(_("席位要写明单位或姓名。"))
    seat.until = last
    seat.save(update_fields=["until"])
    new.save()
    record(
        actor,
        "seat.change",
        seat.body,
        {
            "post": seat.get_post_display(),
            "from": _holder(seat),
            "to": _holder(new),
            "on": on,
            "seat": new.pk,
        },
        unit_path=seat.body.unit.path,
        why=why,
    )
    return new


@act
def close_seat(actor: Actor, seat: Seat, *, until: dt.date, why: str = "") -> Seat:
    allowed(actor, seat.body.unit.path, "system_admin", "office", doing=_("调整席位"))
    period(seat.since, until)
    seat.until = until
    seat.save(update_fields=["until"])
    record(
        actor,
        "seat.close",
        seat.body,
        {"post": seat.get_post_display(), "holder": _holder(seat), "until": until, "seat": seat.pk},
        unit_path=seat.body.unit.path,
        why=why,
    )
    return seat


def seats_on(body: SteeringBody, day: dt.date) -> Sequence[Seat]:
    """Who sat in the body on a day, chair first: what minutes of that day print."""
    rank = {post: n for n, post in enumerate(Seat.Post.values)}
    seats = body.seats.filter(holding(day)).select_related("unit")
    return sorted(seats, key=lambda s: (rank[s.post], s.order, s.pk))


def _holder(seat: Seat) -> str:
    unit = seat.unit.name if seat.unit else ""
    return f"{unit} {seat.person_name}".strip()
