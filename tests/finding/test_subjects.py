"""Who a clause tells, and what its action leaves out: the rulings C11 and C12."""

from __future__ import annotations

import pytest

from luodi.finding.gates import GATES
from luodi.finding.naming import Names, names_in, run_of_names
from luodi.finding.subjects import WHYS, Subject, of_clause

KNOWN = Names.of(frozenset({"恒岳精工"}))


def subject(words: str) -> Subject:
    return of_clause(words, 0, len(words), KNOWN, GATES.mask(words))


def left(words: str) -> str:
    """The clause without what its subject says is left out."""
    kept, at = "", 0
    for start, end in sorted(subject(words).drop):
        kept, at = kept + words[at:start], end
    return kept + words[at:]


# a clause -> owners (None: nobody is written), what is left of it, the rule
CLAUSES: list[tuple[str, tuple[str, ...] | None, str, str]] = [
    ("市科技局要建立清单", ("市科技局",), "建立清单", "subject + 要"),
    ("市科技局、市财政局应当建立清单", ("市科技局", "市财政局"), "建立清单", "subject + 应当"),
    ("各县（市、区）必须建立清单", ("各县（市、区）",), "建立清单", "subject + 必须"),
    ("恒岳精工要开放产线", ("恒岳精工",), "开放产线", "subject + 要"),
    ("要建立清单", None, "建立清单", "要"),
    ("我们要建立清单", None, "建立清单", "要"),
    ("主要负责同志要亲自部署", None, "主要负责同志亲自部署", "part of the told unit"),
    ("每所高校要开放实验室", None, "每所高校开放实验室", "part of the told unit"),
    ("项目资金要及时拨付", None, "项目资金要及时拨付", "thing as subject"),
    ("市科技局建立清单", ("市科技局",), "建立清单", "name + verb"),
    ("市科技局将建立清单", ("市科技局",), "建立清单", "name + 将"),
    ("由市科技局建立清单", ("市科技局",), "建立清单", "由"),
    ("试点工作由市科技局组织", ("市科技局",), "试点工作组织", "…由"),
    ("由市科技局牵头", ("市科技局",), "", "由…牵头"),
    ("市科技局牵头", ("市科技局",), "", "牵头"),
    ("请市科技局报送清单", ("市科技局",), "报送清单", "请"),
    ("请于6月底前报送清单", None, "于6月底前报送清单", "请"),
    ("希望各高校开放实验室", ("各高校",), "开放实验室", "希望"),
    ("建立清单", None, "建立清单", ""),
    ("主要产品占有率提升", None, "主要产品占有率提升", ""),
    ("创新型县建设提速", None, "创新型县建设提速", ""),
]


@pytest.mark.parametrize(("words", "owners", "rest", "why"), CLAUSES)
def test_who_is_told(words: str, owners: tuple[str, ...] | None, rest: str, why: str) -> None:
    found = subject(words)
    assert (found.owners, found.why) == (owners, why)
    assert left(words) == rest


def test_who_supports() -> None:
    assert subject("市科技局会同市财政局制定办法").support == ("市财政局",)
    assert subject("市财政局配合").support == ("市财政局",)
    assert subject("会同市财政局制定办法").support == ("市财政局",)


def test_whys_are_listed() -> None:
    modals = ("要", "应当", "必须")
    listed = {why.replace("{}", modal) for why in WHYS for modal in modals}
    assert {why for *_, why in CLAUSES if why} <= listed


# words -> where the run of names at their head ends
RUNS: list[tuple[str, int | None]] = [
    ("市科技局制定办法", 4),
    ("市科技局、市财政局制定办法", 9),
    ("云岭县政府督查室开展核查", 8),
    ("各县（市、区）政府制定办法", 9),
    ("恒岳精工开放产线", 4),
    ("开放产线", None),
    ("产业园区的企业", None),
]


@pytest.mark.parametrize(("words", "end"), RUNS)
def test_runs_of_names(words: str, end: int | None) -> None:
    assert run_of_names(words, 0, len(words), KNOWN) == end


def test_the_names_a_document_uses() -> None:
    names = names_in("会议听取了云岭科创中心关于平台的汇报。天枢新材要扩产。", frozenset({"市科技局"}))
    assert {"市科技局", "云岭科创中心"} <= names.known
    assert names.counts["天枢新材"] == 1
