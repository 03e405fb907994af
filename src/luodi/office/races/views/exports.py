"""What leaves the house: the result as Excel, the notice and the commendation as Word; each in the journal first."""

from __future__ import annotations

import io

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from luodi.office.files import store
from luodi.office.journal.clock import today
from luodi.office.ledger.views.exports import Answer, on_purpose
from luodi.office.races import commending, papers, queries
from luodi.office.races.exactly import printed
from luodi.office.races.models import Version
from luodi.office.races.views.common import (
    after,
    business,
    marked,
    round_for,
    round_href,
    version_or_404,
)
from luodi.office.units.models import Person
from luodi.office.units.scope import Refusal
from luodi.office.web.downloads import sent
from luodi.papers import ledgerbook, racenotice
from luodi.papers.ledgerbook import BookSheet, Mark
from luodi.papers.raceresult import rise_words
from luodi.papers.table import Column


@on_purpose
def export(request: HttpRequest, pk: int) -> Answer:
    """The result: the whole workbook for who sees all, the published table for others."""
    person = business(request)
    round = round_for(person, pk)
    sight, version = version_or_404(request, person, round)
    lines = queries.seen(sight, version, queries.lines_of(version))
    what = _("%(round)s结果（第%(n)d版）") % {"round": round.label, "n": version.number}
    mark = marked(person, what, str(version.rules), len(lines), "xlsx")
    data = papers.book_of(version, mark) if sight.whole else _published(version, lines, what, mark)
    return sent(lambda file: file.write(data), what, "xlsx")


def _published(version: Version, lines: list[queries.Line], what: str, mark: Mark) -> bytes:
    """Places and scores as published; of figures, none."""
    spec = queries.spec_of(version.rules.text)
    parts = [] if queries.duel(spec) else queries.parts_of(spec)
    ranked = version.published_on is not None
    columns = [
        Column("place", _("位次"), "text", least=6, most=8),
        Column("unit", _("单位"), "text", least=14, most=30),
        Column("score", _("总分"), "text", least=8, most=10),
        *(Column(p.code, p.name, "text", least=8, most=14) for p in parts),
        Column("rise", _("升降"), "text", least=6, most=8),
        Column("grade", _("等次"), "text", least=6, most=8),
    ]
    places = spec.publish.places
    rows = [
        [
            str(x.place or "—") if ranked else "",
            x.unit,
            printed(x.score, places),
            *(printed(p.of(x), places) for p in parts),
            rise_words(x) if ranked else "",  # type: ignore[arg-type]
            x.grade if ranked else "",
        ]
        for x in lines
    ]
    sheet = BookSheet(
        _("公布的结果"), what, columns, rows, [_("位次按未舍入的得分排定，得分相同的位次并列。")]
    )
    file = io.BytesIO()
    ledgerbook.write_to(file, [sheet], mark, today())
    return file.getvalue()


@on_purpose
def notice(request: HttpRequest, pk: int) -> Answer:
    """通报: as it was published, else a draft for the office."""
    person = business(request)
    round = round_for(person, pk)
    sight, version = version_or_404(request, person, round)
    if version.notice is not None:
        data, what = store.read(version.notice), _("%s结果的通报") % round.label
    else:
        if not sight.whole:
            raise Refusal(_("通报还没有印发。"))
        data, what = papers.notice_of(round, version), _("%s结果的通报（送审稿）") % round.label
    return _paper(person, version, what, data)


def _paper(person: Person, version: Version, what: str, data: bytes) -> Answer:
    """The journal first; its number stands in the head of every page and in the file's name."""
    mark = marked(person, what, _("第%d版") % version.number, 1, "docx")
    told = racenotice.stamped(data, mark)
    return sent(
        lambda file: file.write(told), _("%(what)s_日志第%(n)d号") % {"what": what, "n": mark.number}, "docx"
    )


def commend(request: HttpRequest, pk: int) -> HttpResponse:
    """Who may be commended, by the race and by the registers, to be ticked by who draws up the list."""
    person = business(request)
    round = round_for(person, pk)
    sight, version = version_or_404(request, person, round)
    if not sight.whole:
        raise Refusal(_("表扬名单由组织单位起草。"))
    since, until = commending.span(round.period)
    context = {
        "round": round,
        "race": round.race,
        "version": version,
        "groups": commending.groups(round, version),
        "since": since,
        "until": until,
    }
    return render(request, "races/commend.html", context)


@on_purpose
def praise(request: HttpRequest, pk: int) -> Answer:
    """表扬名单, for who reads all of the race."""
    person = business(request)
    round = round_for(person, pk)
    sight, version = version_or_404(request, person, round)
    if not sight.whole:
        raise Refusal(_("表扬名单由组织单位起草。"))
    try:
        if request.method == "POST":
            chosen = commending.picked(commending.groups(round, version), request.POST.getlist("pick"))
            data = papers.commendation_by(round, chosen)
        else:
            data = papers.commendation_of(round, version)
    except ValueError as error:
        here = reverse("races:commend", args=[pk]) if request.method == "POST" else round_href(round)
        return after(request, here, str(error), level=messages.WARNING)
    what = _("%s表扬名单") % round.label
    return _paper(person, version, what, data)


routes = [
    path("rounds/<int:pk>/export/", export, name="export"),
    path("rounds/<int:pk>/notice/", notice, name="notice"),
    path("rounds/<int:pk>/commend/", commend, name="commend"),
    path("rounds/<int:pk>/praise/", praise, name="praise"),
]
