"""Pages are for people who have signed in; who must change the password does that first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from luodi.office.journal.clock import now
from luodi.office.units.models import Person, SignIn
from luodi.office.units.signin import NUMBER, idle_out

MINUTE = dt.timedelta(minutes=1)


class SignedIn:
    """Lets a request pass whose session is alive, in use, and whose password is the person's own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if path.startswith(settings.STATIC_URL):
            return self.get_response(request)
        signin = reverse("units:signin")
        alive = _alive(request)
        if path.startswith("/api/"):
            # Answers of the API are its own; here only a dead or unfinished session is taken away.
            if alive and isinstance(request.user, Person) and request.user.must_change:
                request.user = AnonymousUser()
            return self.get_response(request)
        if not alive:
            return self.get_response(request) if path == signin else _to(request, signin)
        if isinstance(request.user, Person) and request.user.must_change:
            password = reverse("units:password")
            if path not in (password, reverse("units:signout"), signin):
                return _to(request, password, keep=False)
        return self.get_response(request)


def _alive(request: HttpRequest) -> bool:
    """Whether somebody is signed in by a session that has neither ended nor been left alone too long.

    `sign_in` writes each session's number into it. A session the program itself opened without
    signing in (a test's) has none and is not watched.
    """
    if not isinstance(request.user, Person) and not request.user.is_authenticated:
        return False
    number = request.session.get(NUMBER)
    if number is None:
        return True
    signin = SignIn.objects.filter(pk=number).first()
    if signin is None or signin.ended_at is not None or signin.person_id != request.user.pk:
        logout(request)
        return False
    unused = now() - signin.seen_at
    if unused >= dt.timedelta(minutes=settings.IDLE_MINUTES):
        person = Person.objects.select_related("unit").get(pk=request.user.pk)
        idle_out(request, person, signin)
        return False
    if unused >= MINUTE:
        SignIn.objects.filter(pk=number).update(seen_at=now())
    return True


def _to(request: HttpRequest, address: str, *, keep: bool = True) -> HttpResponse:
    """Send the browser there; afterwards back to the page asked for, if it was only looked at."""
    query = {}
    if keep and request.method == "GET" and request.path != "/":
        query["next"] = request.get_full_path()
    if keep and settings.SESSION_COOKIE_NAME in request.COOKIES:
        query["again"] = "1"  # there was a session: the page says that it has ended
    if request.headers.get("HX-Request"):
        # A part of a page must not be replaced by the whole sign-in page.
        query.pop("next", None)
        response = HttpResponse(status=401)
        response["HX-Redirect"] = address + (f"?{urlencode(query)}" if query else "")
        return response
    return HttpResponseRedirect(address + (f"?{urlencode(query)}" if query else ""))
