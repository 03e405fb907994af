"""Form fields of this app: a unit or a person found by typing part of the name, among those one may see."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from luodi.office.units.models import Person, Unit
from luodi.office.web.filters import unhidden


class Suggested(forms.TextInput):
    """A text input whose suggestions come as one types; without script it takes the name as well."""

    def __init__(self, source: str):
        super().__init__(attrs={"autocomplete": "off"})
        self.source = source

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        attrs = dict(attrs or {})
        listed = f"{attrs.get('id', name)}-list"
        attrs |= {
            "list": listed,
            "hx-get": reverse(self.source),
            "hx-trigger": "input changed delay:200ms, focus once",
            "hx-target": f"#{listed}",
            "hx-vals": f'{{"field": "{name}"}}',
            "hx-params": f"{name},field",
        }
        return format_html(
            '{}<datalist id="{}"></datalist>', super().render(name, value, attrs, renderer), listed
        )


def written(unit: Unit) -> str:
    """How the unit is written in a field: with the unit above, for names repeat."""
    return f"{unit.parent.name}/{unit.name}" if unit.parent is not None else unit.name


class UnitField(forms.CharField):
    """A unit by its name, short name, or 上级/名称."""

    def __init__(self, **options: Any):
        super().__init__(max_length=210, widget=Suggested("units:names"), **options)
        self.units: QuerySet[Unit] = Unit.objects.none()

    def prepare_value(self, value: Any) -> Any:
        return written(value) if isinstance(value, Unit) else value

    def clean(self, value: Any) -> Unit | None:
        text = super().clean(value)
        return one_unit(self.units, text) if text else None


class UnitsField(forms.CharField):
    """Several units, one on each line."""

    def __init__(self, **options: Any):
        super().__init__(max_length=20_000, widget=forms.Textarea(attrs={"rows": 8}), **options)
        self.units: QuerySet[Unit] = Unit.objects.none()

    def clean(self, value: Any) -> list[Unit]:
        lines = [line.strip() for line in str(super().clean(value) or "").splitlines() if line.strip()]
        found, faults = [], []
        for line in lines[:500]:
            try:
                found.append(one_unit(self.units, line))
            except ValidationError as error:
                faults += error.messages
        if faults:
            raise ValidationError(faults)
        return list(dict.fromkeys(found))


class PersonField(forms.CharField):
    """A person as 姓名（单位）, or by the name alone where one is called so."""

    def __init__(self, **options: Any):
        super().__init__(max_length=200, widget=Suggested("units:person_names"), **options)
        self.people: QuerySet[Person] = Person.objects.none()

    def clean(self, value: Any) -> Person | None:
        text = super().clean(value)
        if not text:
            return None
        name, _bracket, unit = text.replace("(", "（").partition("（")
        found = list(
            self.people.filter(name=name.strip(), **({"unit__name": unit.strip("）) ")} if unit else {}))[:3]
        )
        if len(found) == 1:
            return found[0]
        if found:
            raise ValidationError(
                _("有%(n)s位“%(name)s”，请写成“姓名（单位）”。") % {"n": len(found), "name": name}
            )
        raise ValidationError(_("没有“%s”，或不在您的范围内。") % text)


def one_unit(units: QuerySet[Unit], text: str) -> Unit:
    """The one unit written so, among those given."""
    text = unhidden(text)
    above, slash, name = text.rpartition("/")
    rows = units.filter(parent__name=above.rpartition("/")[2].strip()) if slash else units
    name = name.strip()
    found = list(rows.filter(name=name)[:3]) or list(rows.filter(short_name=name)[:3])
    if len(found) == 1:
        return found[0]
    if found:
        raise ValidationError(_("有几个单位都叫“%s”，请写成“上级/单位”。") % text)
    raise ValidationError(_("没有“%s”，或不在您的范围内。") % text)


def like(text: str) -> Q:
    """Units whose name, short name or other name has the text in it."""
    return Q(name__icontains=text) | Q(short_name__icontains=text) | Q(aliases__name__icontains=text)
