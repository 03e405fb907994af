"""One's own door: signing in and out, the password, the sessions, the keys for programs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from luodi.office.journal.clock import now
from luodi.office.units import acts, passwords
from luodi.office.units.models import ApiToken, Person, Policy, SignIn
from luodi.office.units.signin import sign_in, sign_out
from luodi.office.units.tokens import RIGHTS
from luodi.office.units.views.common import acted, done, found, me, post_act


class SignInForm(forms.Form):
    login = forms.CharField(
        label=gettext_lazy("登录名"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}
        ),
    )
    password = forms.CharField(
        label=gettext_lazy("密码"),
        max_length=passwords.LONGEST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class PasswordForm(forms.Form):
    old = forms.CharField(
        label=gettext_lazy("现在的密码"),
        max_length=passwords.LONGEST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=gettext_lazy("新密码"),
        max_length=passwords.LONGEST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("再输一遍新密码"),
        max_length=passwords.LONGEST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("new") and values.get("again") and values["new"] != values["again"]:
            raise ValidationError({"again": _("两遍新密码不一样。")})
        return values


class TokenForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("用途"), max_length=60)
    rights = forms.MultipleChoiceField(
        label=gettext_lazy("权限"), choices=list(RIGHTS.items()), widget=forms.CheckboxSelectMultiple
    )
    days = forms.IntegerField(label=gettext_lazy("有效天数"), min_value=1, max_value=366, initial=90)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def signin(request: HttpRequest) -> HttpResponse:
    if request.method != "POST" and isinstance(request.user, Person):
        return redirect(_after(request))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        ok, _person = acted(form, lambda: sign_in(request, values["login"], values["password"]))
        if ok:
            return redirect(_after(request))
    context = {
        "form": form,
        "next": request.GET.get("next", ""),
        "again": request.GET.get("again") == "1" and request.method != "POST",
        "idle": settings.IDLE_MINUTES,
    }
    return render(request, "units/signin.html", context)


@require_POST
def signout(request: HttpRequest) -> HttpResponse:
    sign_out(request)
    return redirect("units:signin")


@never_cache
@sensitive_post_parameters("old", "new", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    person = me(request)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        ok, _person = acted(form, lambda: acts.change_password(request, values["old"], values["new"]))
        if ok:
            return done(request, _("密码已修改，其他地方的登录已结束。"), settings.LOGIN_REDIRECT_URL)
        if not request.user.is_authenticated:  # too many wrong ones: the session has ended
            return redirect("units:signin")
    policy = Policy.current()
    first = person.must_change
    return render(
        request,
        "units/password.html",
        {
            "form": form,
            "policy": policy,
            "first": first,
            "expired": first and passwords.expired(person, policy),
        },
    )


@never_cache
def sessions(request: HttpRequest) -> HttpResponse:
    person = me(request)
    rows = list(SignIn.objects.filter(person=person).order_by("-at")[:50])
    key = request.session.session_key
    return render(
        request,
        "units/sessions.html",
        {
            "open_rows": [r for r in rows if r.ended_at is None],
            "past": [r for r in rows if r.ended_at is not None][:20],
            "key": key,
        },
    )


@require_POST
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    person = me(request)
    row = found(SignIn.objects.filter(person=person), pk, _("登录"))
    return post_act(request, lambda: acts.end_session(person, row), _("已结束。"), "units:sessions")


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    person = me(request)
    key = request.session.session_key or ""
    return post_act(
        request,
        lambda: acts.end_sessions(person, person, but=key),
        _("其他地方的登录已全部结束。"),
        "units:sessions",
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    person = me(request)
    form = TokenForm(request.POST or None)
    key = ""
    if request.method == "POST" and form.is_valid():
        ok, made = acted(form, lambda: acts.create_token(person, **form.cleaned_data))
        if ok and made is not None:
            key = made[1]  # shown in this one answer, which no browser keeps (no-store)
            form = TokenForm()
    rows = list(ApiToken.objects.filter(person=person).order_by("-created_at")[:100])
    moment = now()
    valid = [t for t in rows if t.revoked_at is None and (t.expires_at is None or t.expires_at > moment)]
    return render(
        request,
        "units/tokens.html",
        {
            "form": form,
            "key": key,
            "valid": valid,
            "past": [t for t in rows if t not in valid],
            "rights": RIGHTS,
        },
    )


@require_POST
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    person = me(request)
    token = found(ApiToken.objects.filter(person=person), pk, _("令牌"))
    return post_act(request, lambda: acts.revoke_token(person, token), _("令牌已停用。"), "units:tokens")


def _after(request: HttpRequest) -> str:
    """The page asked for before signing in, if it is one of ours."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if ours and asked.startswith("/") else settings.LOGIN_REDIRECT_URL
