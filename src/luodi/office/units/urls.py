"""Addresses below /units/."""

from __future__ import annotations

from django.urls import URLPattern, path

from luodi.office.units.views import signin

app_name = "units"
urlpatterns: list[URLPattern] = [
    path("signin/", signin.signin, name="signin"),
    path("signout/", signin.signout, name="signout"),
    path("password/", signin.password, name="password"),
    path("sessions/", signin.sessions, name="sessions"),
    path("sessions/end-others/", signin.end_others, name="end_others"),
    path("sessions/<int:pk>/end/", signin.end_session, name="end_session"),
    path("tokens/", signin.tokens, name="tokens"),
    path("tokens/<int:pk>/revoke/", signin.revoke_token, name="revoke_token"),
]
