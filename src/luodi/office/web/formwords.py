"""What forms say of a field by themselves, in words that tell what to do.

Django's own Chinese speaks of variables and empty strings; whoever reads it wants to know what to type.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _

WORDS: dict[Any, dict[str, Any]] = {
    forms.Field: {"required": _("请填写这一项。")},
    forms.ChoiceField: {
        "required": _("请选择一项。"),
        "invalid_choice": _("没有“%(value)s”这一项，请从列出的里面选。"),
    },
    forms.ModelChoiceField: {
        "required": _("请选择一项。"),
        "invalid_choice": _("没有这一项，或不在您的范围内，请从列出的里面选。"),
    },
    forms.FileField: {
        "required": _("请选择文件。"),
        "empty": _("这个文件是空的，请检查后重新选择。"),
        "missing": _("没有收到文件，请重新选择。"),
    },
    forms.DateField: {"invalid": _("请写成“2026-06-30”这样的日期。")},
    forms.IntegerField: {"invalid": _("请填写整数。")},
    forms.DecimalField: {"invalid": _("请填写数字。")},
}


def speak() -> None:
    """Once, when the site starts: fields made later carry these words unless they have their own."""
    for field, words in WORDS.items():
        field.default_error_messages = {**field.default_error_messages, **words}
    validators.MaxLengthValidator.message = _("请在%(limit_value)d字以内，现在是%(show_value)d字。")
    validators.MinValueValidator.message = _("不能小于%(limit_value)s。")
    validators.MaxValueValidator.message = _("不能大于%(limit_value)s。")
    validators.ProhibitNullCharactersValidator.message = _("文字里有不能保存的字符，请重新输入这一项。")
