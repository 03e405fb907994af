"""The tags of the house: what tasks of all plans are sliced by (operations A7, A12)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from luodi.office.journal.record import SYSTEM, System, record, unchanged
from luodi.office.ledger.acts.base import Who, act
from luodi.office.ledger.models import Tag
from luodi.office.units.scope import Refusal
from luodi.office.web.filters import unhidden

DIMENSIONS = ("改革", "政策", "平台", "人才", "合作", "绿色", "环境")


def may_keep(actor: Who) -> bool:
    """The office of the whole house: tags are everybody's."""
    return isinstance(actor, System) or actor.scope.everything("office")


@act
def add_tag(actor: Who, kind: str, name: str) -> Tag:
    """A new tag; one that was retired under the same name comes back."""
    _require(actor)
    if kind not in Tag.Kind.values:
        raise ValidationError({"kind": _("请选择标签的种类。")})
    name = _name(name)
    tag = Tag.objects.select_for_update().filter(kind=kind, name=name).first()
    if tag is not None and not tag.retired:
        raise ValidationError({"name": _("“%s”已经有了。") % name})
    if tag is None:
        last = Tag.objects.filter(kind=kind).order_by("-order").values_list("order", flat=True).first() or 0
        tag = Tag(kind=kind, name=name, order=last + 1)
    tag.retired = False
    tag.save()
    record(actor, "tag.add", tag, {"kind": tag.get_kind_display()})
    return tag


@act
def rename_tag(actor: Who, tag: Tag, name: str) -> Tag:
    """Tasks that carry the tag carry it on under its new name."""
    _require(actor)
    tag = Tag.objects.select_for_update().get(pk=tag.pk)
    name, former = _name(name), tag.name
    if name == former:
        unchanged()
        return tag
    if Tag.objects.filter(kind=tag.kind, name=name).exists():
        raise ValidationError({"name": _("“%s”已经有了。") % name})
    tag.name = name
    tag.save(update_fields=["name"])
    record(actor, "tag.rename", tag, {"kind": tag.get_kind_display(), "to": name}, name=former)
    return tag


@act
def retire_tag(actor: Who, tag: Tag) -> Tag:
    """The tag is offered no more; tasks that carry it keep it, and can still be sought by it."""
    _require(actor)
    tag = Tag.objects.select_for_update().get(pk=tag.pk)
    if tag.retired:
        unchanged()
        return tag
    tag.retired = True
    tag.save(update_fields=["retired"])
    record(actor, "tag.retire", tag, {"kind": tag.get_kind_display()})
    return tag


def seed_dimensions() -> int:
    """The seven dimensions of a house that has none yet. Called by the daily run."""
    if Tag.objects.filter(kind=Tag.Kind.DIMENSION).exists():
        return 0
    for word in DIMENSIONS:
        add_tag(SYSTEM, Tag.Kind.DIMENSION, f"以{word}促创新")
    return len(DIMENSIONS)


def _require(actor: Who) -> None:
    if not may_keep(actor):
        raise Refusal(_("标签由总办公室维护。"))


def _name(given: str) -> str:
    name = " ".join(str(unhidden(given)).split())
    if not name:
        raise ValidationError({"name": _("请填写标签名称。")})
    if len(name) > 60:
        raise ValidationError({"name": _("名称超过60字。")})
    return name
