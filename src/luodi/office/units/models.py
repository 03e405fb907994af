"""Units in a tree, what they are called, who is in them and what each may do."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import connection, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luodi.office.journal.clock import now, today
from luodi.office.units.scope import BUSINESS, NAMES, Grant, Scope
from luodi.office.web.filters import mask_phone


class Dated(models.Model):
    """Something that holds from a day to a day, both included; an open end is empty."""

    since = models.DateField(_("起"), null=True, blank=True)
    until = models.DateField(_("止"), null=True, blank=True)

    class Meta:
        abstract = True

    def holds_on(self, day: dt.date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


def holding(day: dt.date, prefix: str = "") -> Q:
    """The filter for dated rows that hold on a day."""
    return (Q(**{f"{prefix}since": None}) | Q(**{f"{prefix}since__lte": day})) & (
        Q(**{f"{prefix}until": None}) | Q(**{f"{prefix}until__gte": day})
    )


class UnitQuerySet(models.QuerySet["Unit"]):
    def visible_to(self, person: Person) -> UnitQuerySet:
        """Units under the nodes of the person's roles, administrators' roles included."""
        return self.filter(person.scope.within("path", *NAMES))

    def below(self, unit: Unit) -> UnitQuerySet:
        """The unit and all under it."""
        return self.filter(path__startswith=unit.path)

    def current(self, day: dt.date | None = None) -> UnitQuerySet:
        return self.filter(holding(day or today()))


class Unit(Dated):
    """A body that can own work. `path` is the ids from the root down, each followed by a full stop."""

    class Level(models.TextChoices):
        PROVINCE = "province", _("省级")
        CITY = "city", _("市级")
        COUNTY = "county", _("县级")
        DEPARTMENT = "department", _("部门")
        ZONE = "zone", _("园区")
        INSTITUTE = "institute", _("高校院所")
        ENTERPRISE = "enterprise", _("企业")
        OTHER = "other", _("其他")

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级单位")
    )
    path = models.CharField(max_length=200, unique=True, editable=False)
    name = models.CharField(_("名称"), max_length=100)
    short_name = models.CharField(_("简称"), max_length=40, blank=True)
    level = models.CharField(_("层级"), max_length=20, choices=Level.choices, default=Level.OTHER)
    code = models.CharField(_("区划码"), max_length=12, blank=True)
    order = models.IntegerField(_("排序"), default=0)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["order", "id"]
        constraints = [models.UniqueConstraint(fields=["parent", "name"], name="unit_name_below_parent")]

    def __str__(self) -> str:
        return self.name

    @property
    def brief(self) -> str:
        """The name where room is short."""
        return self.short_name or self.name


class UnitAlias(Dated):
    """Another way the unit is written, or was."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="aliases")
    name = models.CharField(_("别名"), max_length=100)

    def __str__(self) -> str:
        return self.name


class OwnedQuerySet(models.QuerySet[Any]):
    """Groups and steering bodies are seen where their unit is."""

    def visible_to(self, person: Person) -> OwnedQuerySet:
        field = "owner__path" if self.model is UnitGroup else "unit__path"
        return self.filter(person.scope.within(field, *NAMES))


class UnitGroup(Dated):
    """A written name that stands for several units, such as 两市四区."""

    name = models.CharField(_("名称"), max_length=100)
    aliases = models.JSONField(_("别名"), default=list, blank=True)  # list of names
    owner = models.ForeignKey(Unit, models.PROTECT, related_name="groups_kept", verbose_name=_("所属单位"))

    objects = OwnedQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class GroupMember(Dated):
    """What a group stands for: a unit, or another group with all it stands for."""

    group = models.ForeignKey(UnitGroup, models.CASCADE, related_name="members")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="memberships")
    subgroup = models.ForeignKey(
        UnitGroup, models.PROTECT, null=True, blank=True, related_name="member_of", verbose_name=_("分组")
    )
    order = models.IntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit=None, subgroup__isnull=False) | Q(unit__isnull=False, subgroup=None),
                name="member_is_unit_or_group",
            )
        ]

    def __str__(self) -> str:
        return str(self.unit or self.subgroup)


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(login=username)

    def visible_to(self, person: Person) -> models.QuerySet[Person]:
        return self.filter(person.scope.within("unit__path", *NAMES))


class Person(AbstractBaseUser):
    """Somebody with a post in a unit; with `login`, somebody who can sign in."""

    login = models.CharField(_("登录名"), max_length=60, unique=True, null=True, blank=True)
    name = models.CharField(_("姓名"), max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="people", verbose_name=_("单位"))
    post = models.CharField(_("职务"), max_length=60, blank=True)
    phone = models.CharField(_("电话"), max_length=40, blank=True)
    since = models.DateField(_("到任"), null=True, blank=True)
    until = models.DateField(_("离任"), null=True, blank=True)
    substitute = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="stands_in_for", verbose_name=_("代办人")
    )
    substitute_since = models.DateField(_("代办起"), null=True, blank=True)
    substitute_until = models.DateField(_("代办止"), null=True, blank=True)

    disabled = models.BooleanField(_("停用"), default=False)
    must_change = models.BooleanField(_("须改密码"), default=True)
    password_changed_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS = ["name"]
    objects = PersonManager()

    class Meta:
        ordering = ["unit_id", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """May sign in today."""
        return not self.disabled and self.is_in_office(today())

    def is_in_office(self, day: dt.date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    @property
    def is_locked(self) -> bool:
        return self.locked_until is not None and self.locked_until > now()

    @cached_property
    def scope(self) -> Scope:
        """The roles in force today, own and stood in for; read once for each object of this class."""
        return scope_of(self, today())

    @property
    def units_below(self) -> tuple[int, ...] | UnitQuerySet:
        """The units under the nodes of the business roles, for `unit__in`: by their numbers where those are
        known (`BELOW`), else as a question of its own."""
        below = self.scope.below
        return below if below else Unit.objects.filter(self.scope.within("path"))

    def has(self, *kinds: str) -> bool:
        return self.scope.has(*kinds)

    def phone_for(self, viewer: Person) -> str:
        """The telephone number as the viewer may read it: whole in the own unit and by the office, else masked."""
        whole = viewer.unit_id == self.unit_id or viewer.scope.covers(self.unit.path, "office")
        return self.phone if whole else mask_phone(self.phone)


class PasswordUsed(models.Model):
    """Hashes of former passwords, so that the last five are not used again."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="passwords_used")
    password = models.CharField(max_length=128)
    at = models.DateTimeField(default=now)


class SignIn(models.Model):
    """One session of a person, from signing in to its end."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="signins")
    session_key = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(default=now)
    seen_at = models.DateTimeField(default=now)
    address = models.CharField(max_length=60, blank=True)
    agent = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)


class Role(Dated):
    """What a person may do, and from which unit of the tree downwards."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="roles", verbose_name=_("人员"))
    kind = models.CharField(_("角色"), max_length=20, choices=[(k, v) for k, v in NAMES.items()])
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="roles", verbose_name=_("范围"))

    class Meta:
        indexes = [models.Index(fields=["person", "kind"], name="role_person_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（{self.unit}）"


class SteeringBody(Dated):
    """The body whose meetings decide: 领导小组, 委员会."""

    name = models.CharField(_("名称"), max_length=100)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="bodies", verbose_name=_("设在"))

    objects = OwnedQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class Seat(Dated):
    """A seat of a steering body and who held it when; old minutes keep old names."""

    class Post(models.TextChoices):
        CHAIR = "chair", _("组长")
        VICE = "vice", _("副组长")
        MEMBER = "member", _("成员单位")
        OFFICE = "office", _("办公室")
        WORK = "work", _("工作处")

    body = models.ForeignKey(SteeringBody, models.CASCADE, related_name="seats")
    post = models.CharField(_("席位"), max_length=20, choices=Post.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="seats")
    person_name = models.CharField(_("姓名"), max_length=60, blank=True)
    order = models.IntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]


class ApiToken(models.Model):
    """A program's key: whose rights it has, which of them, and until when. Only its hash is kept."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="tokens")
    name = models.CharField(_("用途"), max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    prefix = models.CharField(max_length=12)
    rights = models.JSONField(_("权限"), default=list)  # of "documents:read", "tasks:write", …
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)


class Policy(models.Model):
    """What the security administrator asks of passwords; the one row is made when it is first changed."""

    min_length = models.PositiveSmallIntegerField(_("最短长度"), default=10)
    admin_length = models.PositiveSmallIntegerField(_("三员最短长度"), default=12)
    classes = models.PositiveSmallIntegerField(_("至少含几类字符"), default=3)
    days = models.PositiveSmallIntegerField(_("最长使用天数"), default=90)
    remembered = models.PositiveSmallIntegerField(_("不得与最近几次相同"), default=5)
    failures = models.PositiveSmallIntegerField(_("连续输错几次锁定"), default=5)
    lock_minutes = models.PositiveSmallIntegerField(_("锁定分钟数"), default=15)

    def __str__(self) -> str:
        return str(_("密码规则"))

    @classmethod
    def current(cls) -> Policy:
        return cls.objects.filter(pk=1).first() or cls(pk=1)


class Upload(models.Model):
    """A workbook between its trial run and the import; gone once imported, or after a day."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    name = models.CharField(max_length=255)
    data = models.BinaryField()
    at = models.DateTimeField(default=now)


HELD = """
WITH held AS (
    SELECT role.kind, role.unit_id, unit.path, unit.parent_id
    FROM units_role role
    JOIN units_unit unit ON unit.id = role.unit_id
    JOIN units_person person ON person.id = role.person_id
    WHERE (role.since IS NULL OR role.since <= %(day)s) AND (role.until IS NULL OR role.until >= %(day)s)
    AND (
        role.person_id = %(person)s
        OR role.kind IN ('head', 'liaison') AND person.substitute_id = %(person)s
        AND person.substitute_since <= %(day)s AND person.substitute_until >= %(day)s
    )
)
SELECT kind, unit_id, path FROM held
UNION SELECT 'top', id, path FROM units_unit WHERE parent_id IS NULL
"""
"""Roles in force and the tops of the tree in one. Every page asks this: put together anew each time, it took
ten times as long as the answer."""

FEW = 200
BELOW = f"""
UNION (
    SELECT DISTINCT 'below', unit.id, '' FROM held JOIN units_unit unit ON unit.path LIKE held.path || '%%'
    WHERE held.parent_id IS NOT NULL AND held.kind IN {BUSINESS} LIMIT {FEW + 1}
)
"""
"""And the units under the roles, while they are few, for PostgreSQL: of a question within the question it
guesses that half of all tasks answer it, and reads them all for one."""


def scope_of(person: Person, day: dt.date) -> Scope:
    """The person's scope on a day: roles that hold, of themselves and of those they stand in for.

    Standing in carries head and liaison only: nobody's office or administration passes by absence.
    """
    question = HELD + (BELOW if connection.vendor == "postgresql" else "")
    with connection.cursor() as cursor:
        cursor.execute(question, {"day": connection.ops.adapt_datefield_value(day), "person": person.pk})
        found = cursor.fetchall()
    grants = tuple(Grant(*row) for row in found if row[0] not in ("top", "below"))
    tops = tuple(path for kind, _id, path in found if kind == "top")
    below = tuple(sorted(unit for kind, unit, _path in found if kind == "below"))
    whole = len(below) <= FEW and not any(g.path in tops and g.kind in BUSINESS for g in grants)
    return Scope(grants, tops, below if whole else ())
