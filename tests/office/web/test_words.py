"""What scripts and forms say by themselves: known to gettext, and telling what to do."""

from __future__ import annotations

import json
import re
from pathlib import Path

from django import forms

from luodi.office.web.scriptwords import WORDS, script_words

OFFICE = Path(__file__).parents[3] / "src" / "luodi" / "office"
OWN = [p for p in OFFICE.glob("*/static/**/*.js") if "vendor" not in p.parts]


def test_scripts_hold_no_words_of_their_own_and_ask_for_known_ones() -> None:
    assert len(OWN) > 5
    asked: set[str] = set()
    for path in OWN:
        text = path.read_text(encoding="utf-8")
        assert not re.search("[\u4e00-\u9fff]", text), f"{path.name}: put the words into scriptwords.py"
        asked |= set(re.findall(r'luodi\.say\("(\w+)"', text))
    assert asked == set(WORDS)
    assert json.loads(script_words())["ticked"] == "已勾选{n}份"


class Form(forms.Form):
    name = forms.CharField(max_length=3)
    kind = forms.ChoiceField(choices=[("a", "甲")])
    day = forms.DateField()
    file = forms.FileField()


def test_a_field_says_what_to_do() -> None:
    empty = Form({}).errors
    assert empty["name"] == ["请填写这一项。"] and empty["kind"] == ["请选择一项。"]
    assert empty["file"] == ["请选择文件。"]
    wrong = Form({"name": "四个字啊", "kind": "乙", "day": "2026-13-01"}).errors
    assert wrong["name"] == ["请在3字以内，现在是4字。"]
    assert wrong["kind"] == ["没有“乙”这一项，请从列出的里面选。"]
    assert wrong["day"] == ["请写成“2026-06-30”这样的日期。"]
    assert Form({"name": "\x00"}).errors["name"] == ["文字里有不能保存的字符，请重新输入这一项。"]
