"""The tags of the house, by kind: added, renamed, retired by its office."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from luodi.office.ledger import acts
from luodi.office.ledger.acts.tags import may_keep
from luodi.office.ledger.models import Tag
from luodi.office.ledger.views.tools import button, found, go, me, posts_only
from luodi.office.units.scope import Refusal


def tags(request: HttpRequest) -> HttpResponse:
    """All tags with the number of tasks that carry them; the office of the whole house sees all tasks."""
    if not may_keep(me(request)):
        raise Refusal(_("标签由总办公室维护。"))
    rows: dict[str, list[Any]] = {kind: [] for kind in Tag.Kind.values}
    for tag in Tag.objects.annotate(carried=Count("tasks")).order_by("kind", "retired", "order", "id"):
        rows[tag.kind].append(tag)
    kinds = [(kind, Tag.Kind(kind).label, found_rows) for kind, found_rows in rows.items()]
    return render(request, "ledger/tags.html", {"kinds": kinds})


@posts_only
def add(request: HttpRequest) -> HttpResponse:
    name, kind = request.POST.get("name", ""), request.POST.get("kind", "")
    return button(request, go("ledger:tags"), _("标签已新增。"), acts.add_tag, kind, name)


@posts_only
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    name = request.POST.get("name", "")
    return button(request, go("ledger:tags"), _("标签已改名。"), acts.rename_tag, _tag(pk), name)


@posts_only
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    return button(request, go("ledger:tags"), _("标签已停用。"), acts.retire_tag, _tag(pk))


def _tag(pk: int) -> Tag:
    return found(Tag.objects.all(), pk=pk)


routes = [
    path("tags/", tags, name="tags"),
    path("tags/add/", add, name="tag_add"),
    path("tags/<int:pk>/rename/", rename, name="tag_rename"),
    path("tags/<int:pk>/retire/", retire, name="tag_retire"),
]
