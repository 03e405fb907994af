from __future__ import annotations

from django.urls import path

from luodi.office.journal import views

app_name = "journal"
urlpatterns = [
    path("", views.entries, name="list"),
    path("<int:number>/", views.entry, name="entry"),
    path("export/", views.export, name="export"),
]
