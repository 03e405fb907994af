"""Forms of units, people and accounts. Choices are those the person may see; the acts decide what may be done."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from luodi.office.units.acts.accounts import BOUNDS
from luodi.office.units.fields import PersonField, UnitField, UnitsField
from luodi.office.units.models import Person, Policy, Seat, Unit
from luodi.office.units.scope import NAMES


def day_field(label: Any, **options: Any) -> forms.DateField:
    options.setdefault("required", False)
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options
    )


def why_field() -> forms.CharField:
    return forms.CharField(label=_("理由"), max_length=300, required=False, help_text=_("记入日志，可不填。"))


class Scoped(forms.Form):
    """A form whose units and people are those its person may see."""

    def __init__(self, person: Person, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        units = Unit.objects.visible_to(person).current().select_related("parent")
        for field in self.fields.values():
            if isinstance(field, UnitField | UnitsField):
                field.units = units
            elif isinstance(field, PersonField):
                field.people = Person.objects.visible_to(person).select_related("unit")


class UnitForm(Scoped):
    name = forms.CharField(label=_("名称"), max_length=100)
    short_name = forms.CharField(label=_("简称"), max_length=40, required=False)
    level = forms.ChoiceField(label=_("层级"), choices=Unit.Level.choices)
    code = forms.CharField(label=_("区划码"), max_length=12, required=False)
    order = forms.IntegerField(label=_("排序"), initial=0, min_value=-10_000, max_value=1_000_000)
    since = day_field(_("设立日期"))
    why = why_field()


class NewUnitForm(UnitForm):
    parent = UnitField(label=_("上级单位"))
    field_order = ["parent", "name"]


class MoveForm(Scoped):
    parent = UnitField(label=_("移到哪个单位之下"))
    why = why_field()


class CloseUnitForm(Scoped):
    until = day_field(_("最后一日"), required=True)
    successor = UnitField(
        label=_("承接单位"), required=False, help_text=_("文件里再写到原名称时，算作承接单位。")
    )
    why = why_field()


class AliasForm(forms.Form):
    name = forms.CharField(label=_("别名"), max_length=100)
    since = day_field(_("起"))
    until = day_field(_("止"))


class GroupForm(Scoped):
    name = forms.CharField(label=_("名称"), max_length=100)
    aliases = forms.CharField(
        label=_("别名"), max_length=500, required=False, help_text=_("多个用顿号隔开。")
    )
    members = UnitsField(
        label=_("成员单位"), required=False, help_text=_("一行一个；有同名时写成“上级/单位”。")
    )
    groups = forms.MultipleChoiceField(
        label=_("包含的分组"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, person: Person, choices: list[tuple[str, str]], *args: Any, **kwargs: Any):
        super().__init__(person, *args, **kwargs)
        field = self.fields["groups"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = choices
        if not choices:
            del self.fields["groups"]


class NewGroupForm(GroupForm):
    owner = UnitField(label=_("由哪个单位维护"), help_text=_("该单位及下级的文件里写到这个名称时使用。"))
    field_order = ["owner", "name"]


class EditGroupForm(GroupForm):
    on = day_field(_("自何日起"), required=True, help_text=_("此前的文件仍按原来的成员理解。"))
    why = why_field()


class CloseForm(forms.Form):
    until = day_field(_("最后一日"), required=True)
    why = why_field()


class BodyForm(Scoped):
    unit = UnitField(label=_("设在哪个单位"))
    name = forms.CharField(label=_("名称"), max_length=100)
    since = day_field(_("设立日期"))


class SeatForm(Scoped):
    post = forms.ChoiceField(label=_("席位"), choices=Seat.Post.choices)
    unit = UnitField(label=_("单位"), required=False)
    person_name = forms.CharField(label=_("姓名"), max_length=60, required=False)
    since = day_field(_("任职日期"))
    order = forms.IntegerField(label=_("排序"), initial=0, min_value=0, max_value=10_000)


class ChangeSeatForm(Scoped):
    on = day_field(_("自何日起"), required=True)
    person_name = forms.CharField(label=_("新任者姓名"), max_length=60, required=False)
    unit = UnitField(label=_("单位"), required=False, help_text=_("不填则单位不变。"))
    why = why_field()


class PersonForm(Scoped):
    unit = UnitField(label=_("单位"))
    name = forms.CharField(label=_("姓名"), max_length=60)
    post = forms.CharField(label=_("职务"), max_length=60, required=False)
    phone = forms.CharField(label=_("电话"), max_length=40, required=False)
    since = day_field(_("到任日期"))
    why = why_field()


class LeaveForm(forms.Form):
    on = day_field(_("最后一日"), required=True)
    why = why_field()


class SubstituteForm(Scoped):
    substitute = PersonField(label=_("代办人"), help_text=_("同一单位或其上下级单位的人员。"))
    since = day_field(_("代办起"), required=True)
    until = day_field(_("代办止"), required=True)
    why = why_field()


class AccountForm(forms.Form):
    login = forms.CharField(
        label=_("登录名"), max_length=60, help_text=_("3到60位的字母、数字、点、横线或下划线。")
    )


class RoleForm(Scoped):
    kind = forms.ChoiceField(label=_("角色"), choices=[(k, v) for k, v in NAMES.items()])
    unit = UnitField(label=_("范围（该单位及下级）"))
    since = day_field(_("起"), help_text=_("不填为今天。"))
    until = day_field(_("止"), help_text=_("不填为长期。"))
    why = why_field()


class PolicyForm(forms.Form):
    why = why_field()

    def __init__(self, policy: Policy, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, (least, most) in BOUNDS.items():
            self.fields[name] = forms.IntegerField(
                label=Policy._meta.get_field(name).verbose_name,  # type: ignore[union-attr]
                min_value=least,
                max_value=most,
                initial=getattr(policy, name),
                help_text=f"{least}～{most}",
            )
        self.order_fields([*BOUNDS, "why"])


class UploadForm(forms.Form):
    file = forms.FileField(label=_("文件"), max_length=200)


def given(form: forms.Form, *names: str) -> dict[str, Any]:
    """The cleaned values of some fields, as an act takes them."""
    return {n: form.cleaned_data[n] for n in names if n in form.cleaned_data}


def day(value: str | None) -> dt.date | None:
    """A day of the query string; nothing if it is none."""
    try:
        return dt.date.fromisoformat(value or "")
    except ValueError:
        return None
