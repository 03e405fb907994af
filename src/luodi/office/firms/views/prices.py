"""The price list of missing things: seen by all who see firms, changed by the office of the whole tree."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from luodi.office.firms import acts, rules
from luodi.office.firms.models import Prices
from luodi.office.firms.views.common import after, business, put_errors
from luodi.office.units.scope import Refusal

PRECISION = {True: 6, False: 2}
HIGHEST = {True: Decimal(1_000_000), False: Decimal(20)}


class PricesForm(forms.Form):
    """A price for each change; what a step does is the list's, only what it costs is the office's."""

    def __init__(self, changes: Any, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for change in changes:
            self.fields[change.name] = forms.DecimalField(
                label=_("%(what)s（万元／%(unit)s）") % {"what": change.label, "unit": change.unit},
                min_value=Decimal(0),
                max_value=HIGHEST[change.whole],
                max_digits=16,
                decimal_places=PRECISION[change.whole],
                initial=number(change.price),
                help_text=change.why,
            )
        self.fields["why"] = forms.CharField(label=_("修改依据"), max_length=300, required=False)


def number(value: Any) -> Decimal:
    """A price as people write it: 0.02, 12."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).normalize() + 0


def prices(request: HttpRequest) -> HttpResponse:
    person = business(request)
    version, current = rules.current_prices()
    may = person.scope.everything("office")
    form = PricesForm(current.changes.values(), request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not may:
            raise Refusal(_("只有全域办公室可以修改价目表。"))
        if form.is_valid():
            given = {n: form.cleaned_data[n] for n in current.changes}
            old = {n: number(c.price) for n, c in current.changes.items()}
            changes = {
                current.changes[n].label: (f"{old[n]:f}", f"{p.normalize():f}")
                for n, p in given.items()
                if p != old[n]
            }
            try:
                acts.set_prices(
                    person,
                    changes,
                    {n: f"{p.normalize():f}" for n, p in given.items()},
                    why=form.cleaned_data["why"],
                )
            except (Refusal, ValidationError) as error:
                put_errors(form, error)
            else:
                said = (
                    _("价目表已修改；重新评估以后，各企业的最省路径按新价目算。")
                    if changes
                    else _("价目没有变化。")
                )
                return after(request, reverse("firms:prices"), said)
    return render(
        request,
        "firms/prices.html",
        {
            "form": form,
            "may": may,
            "version": version,
            "list": current,
            "changes": [(c, number(c.price)) for c in current.changes.values()],
            "history": list(Prices.objects.select_related("by")[:20]),
        },
    )


routes = [path("prices/", prices, name="prices")]
