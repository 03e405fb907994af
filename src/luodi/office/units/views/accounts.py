"""Accounts and roles: what the system and the security administrator each see to."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from luodi.office.journal.clock import now, today
from luodi.office.units import acts
from luodi.office.units.acts.accounts import propose_login
from luodi.office.units.forms import AccountForm, PolicyForm, RoleForm, given
from luodi.office.units.models import Person, Policy, Role, SignIn, holding
from luodi.office.units.scope import Refusal
from luodi.office.units.views.common import acted, done, form_page, found, history, me, page_of, post_act

KEEPERS = ("security_admin", "system_admin")


def accounts(request: HttpRequest) -> HttpResponse:
    person, day = _keeper(request), today()
    rows = _people(person).filter(Q(until=None) | Q(until__gte=day)).select_related("unit")
    rows = rows.annotate(last=Max("signins__at")).order_by("unit__path", "id")
    query, state = request.GET.get("q", "").strip()[:60], request.GET.get("state", "")
    words = []
    if query:
        rows = rows.filter(
            Q(name__icontains=query) | Q(login__icontains=query) | Q(unit__name__icontains=query)
        )
        words.append(_("姓名、登录名或单位含“%s”") % query)
    labels = {
        "locked": (_("被锁定"), Q(locked_until__gt=now())),
        "none": (_("没有账号"), Q(login=None)),
        "disabled": (_("已停用"), Q(disabled=True)),
        "norole": (_("没有角色"), ~Q(pk__in=Role.objects.filter(holding(day)).values("person_id"))),
        "idle": (_("有账号从未登录"), Q(login__isnull=False, last=None)),
    }
    if state in labels:
        rows = rows.filter(labels[state][1])
        words.append(labels[state][0])
    page = page_of(request, rows)
    roles: dict[int, list[Role]] = {}
    for role in Role.objects.filter(holding(day), person__in=[p.pk for p in page.rows]).select_related(
        "unit"
    ):
        roles.setdefault(role.person_id, []).append(role)
    context = {
        "page": page,
        "rows": page.rows,
        "roles": roles,
        "q": query,
        "state": state,
        "states": {k: v[0] for k, v in labels.items()},
        "sentence": "，".join(words) or _("全部在任人员"),
        "security": person.has("security_admin"),
        "system": person.has("system_admin"),
    }
    return render(request, "units/accounts.html", context)


@never_cache
def account(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = _keeper(request)
    person = found(_people(viewer).select_related("unit"), pk, _("人员"))
    day = today()
    context: dict[str, Any] = {
        "person": person,
        "roles": [(r, r.holds_on(day)) for r in person.roles.select_related("unit").order_by("-since", "id")],
        "sessions": list(SignIn.objects.filter(person=person, ended_at=None).order_by("-at")[:20]),
        "history": history(person),
        "security": viewer.scope.covers(person.unit.path, "security_admin"),
        "system": viewer.scope.covers(person.unit.path, "system_admin"),
        "own": viewer.pk == person.pk,
        "form": AccountForm(
            request.POST or None, initial={"login": propose_login(person) if not person.login else ""}
        ),
        "password": "",
    }
    form = context["form"]
    if request.method == "POST" and form.is_valid():
        ok, password = acted(form, lambda: acts.open_account(viewer, person, form.cleaned_data["login"]))
        if ok:  # shown in this answer alone, which no browser keeps
            person.refresh_from_db()
            context |= {"password": password, "form": None}
    return render(request, "units/account.html", context)


@never_cache
@require_POST
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = _keeper(request)
    person = found(_people(viewer).select_related("unit"), pk, _("人员"))
    try:
        password = acts.reset_password(viewer, person)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("units:account", pk)
    return render(request, "units/passwords.html", {"made": [(person, person.login, password)]})


@require_POST
def switch(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Disable, enable, unlock, or end all sessions."""
    viewer = _keeper(request)
    person = found(_people(viewer).select_related("unit"), pk, _("人员"))
    run, said = {
        "disable": (acts.disable_account, _("已停用。")),
        "enable": (acts.enable_account, _("已启用。")),
        "unlock": (acts.unlock, _("已解锁。")),
        "end": (acts.end_sessions, _("其登录已全部结束。")),
    }[what]
    return post_act(request, lambda: run(viewer, person), said, "units:account", pk)  # type: ignore[operator]


def grant(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = _keeper(request)
    person = found(_people(viewer).select_related("unit"), pk, _("人员"))
    viewer.scope.require(person.unit.path, "security_admin", doing=_("授权"))
    form = RoleForm(viewer, request.POST or None, initial={"unit": person.unit.name, "since": today()})
    return form_page(
        request,
        form,
        lambda: acts.grant_role(viewer, person, **given(form, "kind", "unit", "since", "until", "why")),
        title=_("授予角色：%s") % person.name,
        button=_("授予"),
        said=_("已授予。"),
        then=lambda _r: ("units:account", pk),
        crumbs=[
            (_("账号与角色"), reverse("units:accounts")),
            (person.name, reverse("units:account", args=[pk])),
        ],
        note=_("系统管理员、安全管理员、审计管理员必须分设，且不兼业务角色；不能给自己授权。"),
    )


@require_POST
def revoke(request: HttpRequest, pk: int, role: int) -> HttpResponse:
    viewer = _keeper(request)
    person = found(_people(viewer), pk, _("人员"))
    row = found(Role.objects.filter(person=person), role, _("角色"))
    return post_act(request, lambda: acts.revoke_role(viewer, row), _("角色已收回。"), "units:account", pk)


@never_cache
@require_POST
def batch(request: HttpRequest) -> HttpResponse:
    """For the people ticked in the list: open accounts, or grant a role at each one's own unit."""
    viewer = _keeper(request)
    ids = [
        int(v) for v in request.POST.getlist("person")[:200] if v.isascii() and v.isdigit() and len(v) < 12
    ]
    people = list(_people(viewer).filter(pk__in=ids).select_related("unit").order_by("unit__path", "id"))
    what = request.POST.get("what", "")
    if not people:
        messages.warning(request, _("请先勾选人员。"))
        return redirect("units:accounts")
    try:
        if what == "open":
            made = acts.open_accounts(viewer, people)
            if made:
                return render(request, "units/passwords.html", {"made": made})
            return done(request, _("勾选的人员都已有账号。"), "units:accounts")
        count = acts.grant_at_own_unit(viewer, people, what)
        return done(request, _("已授予%s人，范围为各自单位。") % count, "units:accounts")
    except ValidationError as error:
        for line in error.messages:
            messages.error(request, line)
        return redirect("units:accounts")


def policy(request: HttpRequest) -> HttpResponse:
    viewer = me(request)
    if not viewer.scope.everything("security_admin"):
        raise Refusal(_("密码规则由安全管理员设定。"))
    rules = Policy.current()
    form = PolicyForm(rules, request.POST or None)
    return form_page(
        request,
        form,
        lambda: acts.set_policy(viewer, **form.cleaned_data),
        title=_("密码规则"),
        button=_("保存"),
        said=_("已保存。"),
        then=lambda _p: ("units:accounts",),
        crumbs=[(_("账号与角色"), reverse("units:accounts"))],
        note=_("只能在等级保护要求的范围内调整。下次改密码、下次登录时生效。"),
    )


def _keeper(request: HttpRequest) -> Person:
    person = me(request)
    if not person.has(*KEEPERS):
        raise Refusal(_("账号与角色由安全管理员和系统管理员办理。"))
    return person


def _people(viewer: Person) -> Any:
    """People below the nodes of the administrator's role: other roles of the viewer do not count here."""
    return Person.objects.filter(viewer.scope.within("unit__path", *KEEPERS))
