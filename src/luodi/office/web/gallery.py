"""Every component on one page, with ordinary and hostile content: for those who build pages, and for the tests."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace as Thing
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from luodi.office.journal import clock

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "合同\u202efdp.exe\u200b",
    "=cmd|' /C calc'!A0",
    "<svg/onload=alert(1)>",
    "{{ 7*7 }}{% raw %}",
    "</script><style>*{display:none}</style>",
)


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label="任务名称", help_text="不超过60字，写清做什么、到什么程度。")
    due = forms.DateField(label="完成时限", widget=forms.DateInput(attrs={"type": "date"}))
    lead = forms.ChoiceField(
        label="牵头单位", choices=[("", "请选择"), ("1", "甲市科技局"), ("2", "乙市科技局")]
    )
    level = forms.ChoiceField(
        label="层级",
        widget=forms.RadioSelect,
        choices=[("c", "具体"), ("d", "方向"), ("s", "表态")],
        initial="c",
    )
    supporting = forms.MultipleChoiceField(
        label="配合单位",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("1", "丙区政府"), ("2", "丁区政府"), ("3", "高新区管委会")],
    )
    progress = forms.DecimalField(label="完成率", required=False, help_text="百分数，0—100。")
    text = forms.CharField(label="本期进展", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    urgent = forms.BooleanField(label="特事特办", required=False)
    back = forms.CharField(required=False, widget=forms.HiddenInput)


class FilterForm(forms.Form):
    """Filters that say what they filter."""

    q = forms.CharField(label="文字", required=False)
    unit = forms.ChoiceField(label="牵头单位", required=False, choices=[("", "全部"), ("1", "甲市科技局")])
    light = forms.ChoiceField(
        label="亮灯", required=False, choices=[("", "全部"), ("red", "红灯"), ("yellow", "黄灯")]
    )

    sentence = "甲市科技局牵头、亮红灯的任务，共12项"

    def chips(self) -> list[tuple[str, str]]:
        return [("牵头单位：甲市科技局", "?light=red"), ("亮灯：红灯", "?unit=1")]


def _tasks(day: dt.date) -> list[Thing]:
    names = (
        "建设区域性创新中心",
        "新培育高新技术企业50家以上",
        "制定成果转化奖补细则",
        "组织揭榜挂帅项目申报",
        *HOSTILE,
    )
    lights = (
        ("green", "正常"),
        ("pale", "基本达序时"),
        ("yellow", "滞后"),
        ("red", "严重滞后"),
        ("blue", "已销号"),
        ("grey", "未启动"),
    )
    rows = []
    for i, name in enumerate(names):
        colour, word = lights[i % 6]
        rows.append(
            Thing(
                pk=i + 1, code=f"2026-{i + 1:03}", name=name, lead=("甲市科技局", "乙市科技局", "丙区政府")[i % 3],
                due=day + dt.timedelta(days=20 - 9 * i), colour=colour, word=word,
                actual=(i * 17) % 101, planned=50, money=12345678 * (i + 1),
            )
        )  # fmt: skip
    return rows


def sample(day: dt.date | None = None, moment: dt.datetime | None = None) -> dict[str, Any]:
    """Something for every component to show."""
    day, moment = day or clock.today(), moment or clock.now()
    months = [f"{m}月" for m in range(1, 13)]
    units = ["甲市", "乙市", "丙区", "丁区", "戊区"]
    themes = ["科技攻关", "成果转化", "企业培育", "平台建设", "开放合作", "制度改革", "人才引育"]
    words = ("正常", "滞后", "严重滞后", "已销号")
    bad = SampleForm(
        {"bad-title": "", "bad-due": "明天", "bad-lead": "", "bad-level": "x", "bad-progress": "很多"},
        prefix="bad",
    )
    return {
        "form": SampleForm(initial={"title": HOSTILE[0], "text": "甲\u200b乙\n" + HOSTILE[3]}),
        "bad_form": bad,
        "filter_form": FilterForm({"unit": "1", "light": "red"}),
        "tasks": _tasks(day),
        "page": Thing(number=2, has_next=True, has_previous=True, total=4321),
        "person": Thing(name="张三", post="科长", unit="甲市科技局", phone="13812341234"),
        "entries": [
            Thing(at=moment, sentence="李四批准了甲市科技局11月的月报。", why="", number=1042),
            Thing(at=moment, sentence="王五退回了丙区政府11月的月报。", why=HOSTILE[1], number=1041),
        ],
        "events": [
            Thing(at=day, title="交办", text="由第三次全体会议纪要转来。", href="#", colour="blue"),
            Thing(at=day, title="红灯", text="进度低于序时35个百分点。\n已提醒。", href="", colour="red"),
        ],
        "counts": [("red", "严重滞后", 6, "?light=red"), ("yellow", "滞后", 9, ""), ("pale", "基本达序时", 11, ""),
                   ("green", "正常", 40, ""), ("blue", "已销号", 18, ""), ("grey", "未启动", 5, "")],
        "burnup": {
            "x": months,
            "unit": "%",
            "series": [
                {"name": "序时", "values": [8, 16, 25, 33, 42, 50, 58, 67, 75, 83, 92, 100], "dashed": True},
                {"name": "实际", "values": [5, 12, 20, 31, 36, 45, 57, 61, 70, 78, 85, None]},
            ],
        },
        "bars": {"x": units, "unit": "项", "series": [{"name": "任务", "values": [21, 17, 14, 9, 12]}]},
        "stacked": {
            "x": units,
            "unit": "项",
            "series": [
                {"name": "正常", "values": [12, 9, 8, 6, 5], "colour": "green"},
                {"name": "滞后", "values": [6, 5, 4, 2, 4], "colour": "yellow"},
                {"name": "严重滞后", "values": [3, 3, 2, 1, 3], "colour": "red"},
            ],
        },
        "matrix": {
            "x": themes,
            "y": [*units, HOSTILE[0]],
            "cells": [
                [x, y, (x * 7 + y * 5) % 9, words[(x + y * 2) % 4], ("green", "yellow", "red", "blue")[(x + y * 2) % 4]]
                for x in range(7)
                for y in range(6)
            ],
        },
        "hostile": HOSTILE,
        "pictures": ("home", "list", "plan", "document", "report", "calendar", "unit", "people", "journal", "settings",
                     "search", "edit", "delete", "add", "split", "merge", "seal", "flag", "bell", "lock"),
    }  # fmt: skip


def page(request: HttpRequest) -> HttpResponse:
    if not (settings.DEBUG or getattr(settings, "SHOW_GALLERY", False)):
        raise Http404
    if "flash" in request.GET:
        messages.success(request, "已保存。")
    if request.GET.get("frame") == "plain":
        return render(request, "web/gallery_plain.html", sample())
    return render(request, "web/gallery.html", sample())
