"""The index finds Chinese of any length on both databases, and takes no query for a command."""

from __future__ import annotations

import pytest

from luodi.office.search import index
from luodi.office.search.bigrams import PART, words
from luodi.office.search.models import Indexed

pytestmark = pytest.mark.django_db

TEXTS = {
    1: "引进院士3名，建设河清中试基地",
    2: "2025年底前实现ＡＩ＋制造全覆盖，GDP增长5.5%",
    3: "院长办公会研究科技创新工作",
    4: "张三𬭊教授牵头的ChatGPT应用项目",
}


@pytest.fixture(autouse=True)
def texts() -> None:
    for pk, text in TEXTS.items():
        index.put("note", pk, text)
    index.put("other", 1, "院士")


def found(query: str, kind: str = "note") -> set[int]:
    return set(index.matching(kind, query))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("院士", {1}),
        ("院", {1, 3}),
        ("士", {1}),
        ("地", {1}),  # the last character of a text
        ("科技创新", {3}),
        ("技创新工", {3}),
        ("创新科技", set()),  # the same characters in another order
        ("ai", {2}),
        ("ＡＩ", {2}),
        ("GDP", {2}),
        ("chat", {4}),
        ('"chat"', set()),
        ("2025", {2}),
        ("2025年", {2}),
        ("2025年底", {2}),
        ("5.5%", {2}),
        ("𬭊", {4}),
        ("𬭊教授", {4}),
        ("院士 基地", {1}),
        ("院士 科技", set()),
        ("院 研究", {3}),
        ("“院士3名”", {1}),
        ('"院士 3名"', {1}),
        ("名建", set()),  # a comma stands between
        ("", set()),
        ("  ，。！", set()),
    ],
)
def test_what_is_found(query: str, expected: set[int]) -> None:
    assert found(query) == expected


@pytest.mark.parametrize(
    "query",
    [
        '"', '""', '"院士', "院士*", "院士 OR 科技", "NOT 院士", "NEAR(院士, 3)", "tokens:院士", "院士^2", "{院士}",
        "'院士'", "院士' | '科技", "!院士", "院士 & !基地", "院士:*", "a\\", "\\'", "%s", "%", "--", "; DROP TABLE x",
        "\x00院士\x00", "院" * 5000, "院士 " * 500, "\ud800", "(" * 300, "<script>", "\u202e院士",
    ],
)  # fmt: skip
def test_a_query_is_never_syntax(query: str) -> None:
    assert found(query) <= set(TEXTS)
    assert index.similar("note", query) is not None


def test_kinds_are_apart() -> None:
    assert found("院士", "other") == {1}
    assert found("院士", "third") == set()


def test_put_replaces_and_drop_forgets() -> None:
    index.put("note", 1, "高新技术企业", "第二段")
    assert found("院士") == set()
    assert found("高新") == {1}
    assert found("二段") == {1}
    index.drop("note", 1, 2)
    assert found("高新") == found("ai") == set()
    index.clear("note")
    assert not Indexed.objects.filter(kind="note").exists()
    assert found("院士", "other") == {1}


def test_a_long_text_is_found_at_every_joint() -> None:
    filler = "甲乙丙丁" * (PART // 4)
    for at in (PART - 5, PART - 1, PART, PART * 2 + 3):
        text = (filler * 4)[:at] + "重大创新平台建设" + filler
        index.put("long", at, text)
        assert at in found("重大创新平台建设", "long")
    index.put("long", 9, "石桥县" + filler * 3 + "西岭市")
    assert found("石桥 西岭", "long") == {9}  # words in different parts


def test_a_text_of_one_word_without_end() -> None:
    index.put("long", 1, "a" * 1_000_000 + "院士" + "科" * 100_000)
    assert found("院士", "long") == {1}
    assert found("科科科", "long") == {1}


def test_similar_puts_the_nearest_first() -> None:
    index.put("task", 7, "新增高新技术企业50家")
    index.put("task", 8, "新增科技型中小企业200家")
    index.put("task", 9, "建成石桥中试基地")
    assert index.similar("task", "全年新增高新技术企业60家以上")[:2] == [7, 8]
    assert index.similar("task", "，") == []


def test_a_query_has_a_bounded_number_of_words() -> None:
    assert len(words(" ".join(f"词{n}" for n in range(50)))) == 8
