"""The generator of damage does what the pages show."""

from __future__ import annotations

import random

import pytest

from luodi.reading.damage import annotate, clone_page, lose_byte, mojibake, slip, traditional


@pytest.mark.parametrize(
    ("clean", "annotated", "lone", "damaged"),
    [
        # D0·A3BF·C6BC…: a delimiter found between 校 and 科
        ("高校科技力量建设、", {"設": "shè"}, "", "高?萍剂α拷ㄔO(shè)、"),
        ("高校科技，", {}, "?", "高??萍?,"),
        # A1·A3BF·…·A3CD is a full-width M, FBCC stands for nothing
        ("平台。科技部希望兰", {}, "?", "平臺??萍疾肯Mm"),
        # 93 + `(`: the trail of 聯 and its bracket eaten together
        ("。科技部等九部委联合", {"聯": "lián"}, "?", "??萍疾康染挪课?lián)合"),
        # ED93 is 頁, between 表 and 揚
        ("表扬", {"頁": "yè"}, "?", "表?yè)P"),
        ("表扬", {"揚": "yáng", "頁": "yè"}, "?", "表?yè)P(yáng)"),
        ("晋陕豫黄河", {"冊": "cè"}, "?", "晉陜?cè)S河"),
        ("日报", {"報": "bào", "請": "qǐng"}, "?", "日?qǐng)?bào)"),
        ("当地企业", {"數": "shù", "當": "dāng", "業": "yè"}, "?", "當(dāng)?shù)仄髽I(yè)"),
        ("获奖者颁", {"務": "wù"}, "?", "獲獎?wù)哳C"),
        # 。and the ideographic blank: A1·A3A1·A1
        ("会议。\u3000", {}, "", "會議!"),
    ],
)
def test_slips(clean: str, annotated: dict[str, str], lone: str, damaged: str) -> None:
    assert slip(clean, annotated, lone=lone) == damaged


def test_without_delimiters_and_annotations_only_the_script_changes() -> None:
    text = "加快建设创新型城市，年底前完成。"
    assert slip(text, {}, delimiters="", fold=False) == traditional(text)


def test_a_clone_is_made_the_same_way_each_time() -> None:
    text = "会议指出，要聚焦科技创新。\n会议强调，要落实责任。"
    assert clone_page(text, random.Random(7)) == clone_page(text, random.Random(7))


@pytest.mark.parametrize(
    ("kind", "damaged"),
    [
        ("utf8-as-gb18030", "鎴戜滑"),
        ("utf8-as-latin1", "æ\x88\x91ä»¬"),
        ("gbk-as-latin1", "ÎÒÃÇ"),
        ("gbk-as-utf8", "\ufffd\ufffd\ufffd\ufffd"),
    ],
)
def test_mojibake(kind: str, damaged: str) -> None:
    assert mojibake("我们", kind) == damaged


def test_a_lost_byte_garbles_what_follows() -> None:
    assert lose_byte("科技成果", 1) != "科技成果"
    assert lose_byte("科技成果", 1).startswith("考")


def test_annotate_marks_a_character_always_or_never() -> None:
    page = annotate("科技创新，科技成果", random.Random(1), share=0.5)
    for char in "科技":
        assert page.count(char + "(") in {0, 2}
