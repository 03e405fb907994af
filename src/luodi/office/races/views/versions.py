"""Every version of a round: what it stood on, why it was made, what it changed; each stays readable."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from luodi.office.journal.models import Entry as Noted
from luodi.office.races import computing, queries
from luodi.office.races.models import Version
from luodi.office.races.views.common import (
    after,
    business,
    office_only,
    posts_only,
    round_for,
    version_or_404,
)
from luodi.office.units.scope import Refusal


def versions_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The log of recomputations, newest first; who reads the published table alone sees published versions."""
    person = business(request)
    round = round_for(person, pk)
    sight = queries.sight_of(person, round.race)
    found = round.versions.select_related("rules", "freeze", "by").defer("inputs", "result")
    rows = list(found if sight.whole else found.filter(published_on__isnull=False))
    if not sight.whole:
        for one in rows:  # what others' figures were is theirs
            one.changes = [c for c in one.changes if c["region"] in sight.own]
    log = (
        Noted.objects.about(round)
        .filter(act__in=("races.compute", "races.freeze", "races.publish"))
        .order_by("-number")
        if sight.whole
        else ()
    )
    return render(
        request,
        "races/versions.html",
        {
            "round": round,
            "race": round.race,
            "rows": rows,
            "log": log,
            "whole": sight.whole,
            "may": round.race.runs(person),
        },
    )


@posts_only
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """Run a version again from what it keeps and say whether the result is the same. It changes nothing."""
    person = business(request)
    round = round_for(person, pk)
    office_only(person, round.race, _("复算"))
    _sight, version = version_or_404(request, person, round)
    from django.urls import reverse

    same = same_again(version)
    here = reverse("races:versions", args=[pk])
    if not same:
        raise Refusal(_("第%d版用原来的输入复算，结果与保存的不一致，请联系维护人员。") % version.number)
    return after(
        request, here, _("第%(n)d版用保存的输入复算，结果校验码一致（%(d)s…）。") % {"n": version.number, "d": version.result_digest[:12]}
    )  # fmt: skip


def same_again(version: Version) -> bool:
    """Whether the kept inputs still give the kept result."""
    plain = computing.plain(computing.again(version), version.inputs)
    return computing.result_digest(plain) == version.result_digest


routes = [
    path("rounds/<int:pk>/versions/", versions_page, name="versions"),
    path("rounds/<int:pk>/versions/again/", proof, name="proof"),
]
