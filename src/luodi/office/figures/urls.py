"""Addresses below /figures/."""

from __future__ import annotations

from django.urls import URLPattern

from luodi.office.figures.views import catalogue, comparing, imports, places, rounds, targets

app_name = "figures"
urlpatterns: list[URLPattern] = [
    *catalogue.routes,
    *comparing.routes,
    *places.routes,
    *rounds.routes,
    *imports.routes,
    *targets.routes,
]
