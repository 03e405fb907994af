"""Addresses below /races/."""

from __future__ import annotations

from django.urls import URLPattern

from luodi.office.races.views import (
    appeals,
    checks,
    exports,
    result,
    rounds,
    rules,
    setup,
    studies,
    unit,
    versions,
)

app_name = "races"
urlpatterns: list[URLPattern] = [
    *setup.routes,
    *rules.routes,
    *rounds.routes,
    *checks.routes,
    *appeals.routes,
    *unit.routes,
    *result.routes,
    *versions.routes,
    *studies.routes,
    *exports.routes,
]
