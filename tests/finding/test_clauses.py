"""Sentences, clauses, and the parts of a clause that are tasks by themselves (C5)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luodi.finding.clauses import marks, sentences, split, trim
from luodi.finding.memory import memory_of, remembering
from luodi.finding.splitting import parts_of

# a paragraph -> its sentences, each as its clauses
PARAGRAPHS: list[tuple[str, list[list[str]]]] = [
    ("建平台，强主体。抓落实！", [["建平台", "强主体"], ["抓落实"]]),
    ("建平台；强主体：抓落实", [["建平台", "强主体", "抓落实"]]),
    ("各县（市、区），市直部门", [["各县（市、区）", "市直部门"]]),
    ("修订《关于平台，人才的办法》，尽快印发", [["修订《关于平台，人才的办法》", "尽快印发"]]),
    ("他说：“要建平台。”会后即办。", [["他说", "“要建平台。”"], ["会后即办"]]),
    ("1,200家，08:41出发", [["1,200家", "08:41出发"]]),
    ("（未闭合，建平台", [["（未闭合", "建平台"]]),
    ("（甲（乙，丙），丁），戊", [["（甲（乙，丙），丁）", "戊"]]),
    (" 　", []),
    ("。，；", []),
]


@pytest.mark.parametrize(("words", "expected"), PARAGRAPHS)
def test_sentences(words: str, expected: list[list[str]]) -> None:
    found = [[words[c.start : c.end] for c in s.clauses] for s in sentences(words, 0, len(words))]
    assert found == expected


def test_an_aside_ends_with_its_line_and_is_not_endless() -> None:
    line = "（甲，\n乙），丙"
    assert list(marks(line, 0, len(line), "，")) == [2, 6]
    far = "（甲，" + "乙" * 500 + "），丙"
    assert next(marks(far, 0, len(far), "，")) == 2


# a clause -> its parts
PARTS: list[tuple[str, list[str]]] = [
    ("加强项目管理、完善评价机制", ["加强项目管理", "完善评价机制"]),
    ("培育领军企业、瞪羚企业", ["培育领军企业、瞪羚企业"]),
    ("引导企业建设平台、引进人才", ["引导企业建设平台、引进人才"]),
    ("建立项目库并按月更新", ["建立项目库", "按月更新"]),
    ("建立项目库并更新", ["建立项目库并更新"]),
    ("坚持目标导向、坚持问题导向", ["坚持目标导向、坚持问题导向"]),
    ("瞪羚企业达到20家、独角兽企业达到3家", ["瞪羚企业达到20家", "独角兽企业达到3家"]),
    ("营造尊崇创新、尊重创造的良好生态", ["营造尊崇创新、尊重创造的良好生态"]),
    ("每月调度进展、每季通报排名", ["每月调度进展", "每季通报排名"]),
]


@pytest.mark.parametrize(("words", "expected"), PARTS)
def test_parts(words: str, expected: list[str]) -> None:
    assert [words[a:b] for a, b in parts_of(words, 0, len(words), 0)] == expected


TEXTS = st.text(alphabet="建平台，；：。！、（）()“”《》[]1, .:\n　", max_size=80)


@settings(deadline=None)
@given(TEXTS)
def test_sentences_lie_in_order_and_cover_all_words(words: str) -> None:
    at = 0
    seen = ""
    for sentence in sentences(words, 0, len(words)):
        assert at <= sentence.start < sentence.end <= len(words)
        assert sentence.clauses[0].start == sentence.start
        for clause in sentence.clauses:
            assert at <= clause.start < clause.end <= sentence.end
            assert (clause.start, clause.end) == trim(words, clause.start, clause.end)
            seen += words[clause.start : clause.end]
            at = clause.end
    assert "建" * words.count("建") == "".join(c for c in seen if c == "建")


@settings(deadline=None)
@given(TEXTS)
def test_what_is_remembered_is_what_is_read(words: str) -> None:
    read = list(sentences(words, 0, len(words)))
    with remembering(words):
        for _ in range(2):
            assert list(sentences(words, 0, len(words))) == read
    assert memory_of(words) is None


@given(TEXTS)
def test_pieces_are_trimmed_and_whole(words: str) -> None:
    pieces = split(words, 0, len(words), "，；")
    assert all(a < b and (a, b) == trim(words, a, b) for a, b in pieces)
    assert pieces == sorted(pieces)
