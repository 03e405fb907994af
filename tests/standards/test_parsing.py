"""The expression language: every form, every refusal with its sentence, and what is printed reads back the same."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.depth import depth

from luodi.standards import expression as ex
from luodi.standards.parsing import Misread, Names, constant, measure, number, truth
from luodi.standards.spec import Input


def _input(name: str, kind: Any, *columns: str, series: Any = "", words: tuple[str, ...] = ()) -> Input:
    return Input(name, name, kind, "", "", columns or (name,), series=series, words=words)


NEED = ex.Pick(((ex.Flag("recheck"), ex.Number(Fraction(1, 20))),), ex.Number(Fraction(3, 100)))
NAMES = Names(
    {
        i.name: i
        for i in (
            _input("staff", "count"),
            _input("rd", "money", "a", "b", "c", series="years"),
            _input("sales", "money", "a", "b", "c", series="years"),
            _input("recheck", "flag"),
            _input("sector", "choice", words=("A", "B", "C")),
            _input("honour", "choice"),
            _input("org", "graded", "p", "q", series="parts"),
        )
    },
    lets={"need": NEED},
    scores={"total"},
    alternatives={"direct": ex.Flag("recheck")},
)
STAFF, NEWEST = ex.Figure("staff"), ex.Figure("rd")


def n(value: int | str) -> ex.Number:
    return ex.Number(Fraction(value))


TRUTHS = {
    "staff >= 500": ex.Compare(STAFF, ">=", n(500)),
    "staff>500": ex.Compare(STAFF, ">", n(500)),
    "staff <= 10%": ex.Compare(STAFF, "<=", n("1/10")),
    "staff < 1.5": ex.Compare(STAFF, "<", n("3/2")),
    "staff == 1/3": ex.Compare(STAFF, "==", n("1/3")),
    "staff >= -2": ex.Compare(STAFF, ">=", n(-2)),
    "rd[-1] >= 0": ex.Compare(NEWEST, ">=", n(0)),
    "rd[-3] >= 0": ex.Compare(ex.Figure("rd", 2), ">=", n(0)),
    "rd[0] >= 0": ex.Compare(ex.Figure("rd", 2), ">=", n(0)),
    "org[0] >= 1": ex.Compare(ex.Figure("org", 1), ">=", n(1)),
    "sum(rd) / sum(sales) >= need": ex.Compare(
        ex.Ratio(ex.SeriesSum("rd"), ex.SeriesSum("sales")), ">=", NEED
    ),
    "years(rd) >= 2": ex.Compare(ex.Years("rd"), ">=", n(2)),
    "growth(rd, cagr) >= 5%": ex.Compare(ex.Growth("rd", "cagr"), ">=", n("1/20")),
    "total >= 60": ex.Compare(ex.Score("total"), ">=", n(60)),
    "2 * staff + rd[-1] - 3 >= 0": ex.Compare(
        ex.Sum((ex.Scaled(Fraction(2), STAFF), NEWEST, ex.Scaled(Fraction(-1), n(3)))), ">=", n(0)
    ),
    "staff * 2 >= 0": ex.Compare(ex.Scaled(Fraction(2), STAFF), ">=", n(0)),
    "-staff >= 0": ex.Compare(ex.Scaled(Fraction(-1), STAFF), ">=", n(0)),
    "2 * 3 >= staff": ex.Compare(n(6), ">=", STAFF),
    "least(staff, 3) >= greatest(1, staff)": ex.Compare(
        ex.Least((STAFF, n(3))), ">=", ex.Greatest((n(1), STAFF))
    ),
    "recheck": ex.Flag("recheck"),
    "not recheck": ex.Not(ex.Flag("recheck")),
    "not not recheck": ex.Not(ex.Not(ex.Flag("recheck"))),
    "direct": ex.Flag("recheck"),
    "sector in (A, C)": ex.OneOf("sector", ("A", "C")),
    "honour in (高新技术企业, 无)": ex.OneOf("honour", ("高新技术企业", "无")),
    "not honour in (无)": ex.Not(ex.OneOf("honour", ("无",))),
    "given(rd[-2])": ex.Given("rd", 1),
    "given(recheck)": ex.Given("recheck"),
    "recheck or recheck and staff > 1": ex.Any(
        (ex.Flag("recheck"), ex.All((ex.Flag("recheck"), ex.Compare(STAFF, ">", n(1)))))
    ),
    "(recheck or direct) and recheck": ex.All(
        (ex.Any((ex.Flag("recheck"), ex.Flag("recheck"))), ex.Flag("recheck"))
    ),
}


@pytest.mark.parametrize("text", TRUTHS)
def test_every_form_of_a_demand(text: str) -> None:
    assert truth(text, NAMES) == TRUTHS[text]


REFUSED = {
    "staff": "是一个数，不是条件；请写出与什么比较",
    "staff >=": "没有写完",
    "": "没有写完",
    "staff >= 5 6": "“6”起多余",
    "staff >= 5)": "“)”起多余",
    "(staff >= 5": "这里应有“)”",
    "staff ≥ 5": "第6个字符“≥ 5”看不懂",
    "staff and recheck": "and、or、not 只能连接条件",
    "not staff": "and、or、not 只能连接条件",
    "recheck >= 1": "条件不能再与数比较",
    "5 >= rd[-1] / staff": "比率和增长率写在比较号左边，右边写数",
    "staff in (A)": "in 的左边应是可选项",
    "sector in A": "这里应有“(”，写的是“A”",
    "sector in (A, D)": "“sector”没有“D”这一项，可用：A、B、C",
    "sector in (": "括号没有写完",
    "growth(rd, mean) + 1 >= 2": "比率、增长率和条件不能再参加运算",
    "rd[-1] / staff / 2 >= 1": "起多余",
    "(rd[-1] / staff) / 2 >= 1": "比率、增长率和条件不能再参加运算",
    "staff * rd[-1] >= 2": "乘号一边应是数",
    "growth(rd, fast) >= 1": "growth 没有“fast”这种算法，可用：hnte、mean、cagr、last",
    "growth(rd) >= 1": "这里应有“,”",
    "sum(staff) >= 1": "“staff”不是多年的指标",
    "sum(nothing) >= 1": "不认识“nothing”",
    "average(rd) >= 1": "没有“average( )”这种写法，可用：sum、years、growth、given、least、greatest",
    "given(total)": "given 里应是一个指标",
    "rd >= 1": "“rd”有3个数，请写明哪一个，如 rd[-1]",
    "rd[-4] >= 1": "“rd”只有3个数",
    "rd[3] >= 1": "“rd”只有3个数",
    "rd[-0] >= 1": "“rd”只有3个数",
    "rd[x] >= 1": "“rd[ ]”里应是整数",
    "rd[1.5] >= 1": "“rd[ ]”里应是整数",
    "staf >= 1": "不认识“staf”，是不是“staff”",
    "zzz >= 1": "不认识“zzz”：不是本标准的指标、数、得分或替代条件",
    ">= 1": "“>=”不该在这里",
    "1 / 0 >= 1": "除数为0",
    "staff / 0 >= 1": "除数为0",
    "and": "“and”不该在这里",
}


@pytest.mark.parametrize("text", REFUSED)
def test_every_refusal_says_what_to_write(text: str) -> None:
    with pytest.raises(Misread) as caught:
        truth(text, NAMES)
    assert REFUSED[text] in str(caught.value)


def test_measures_and_numbers() -> None:
    assert measure("rd[-1] / staff", NAMES) == ex.Ratio(NEWEST, STAFF)
    assert measure("6 / 4", NAMES) == n("3/2")
    assert number("staff + 1", NAMES) == ex.Sum((STAFF, n(1)))
    with pytest.raises(Misread, match="是条件，不是可以分档的数"):
        measure("recheck", NAMES)
    with pytest.raises(Misread, match="是比率，只能出现在比较或分档中"):
        number("rd[-1] / staff", NAMES)


@pytest.mark.parametrize("text", ["", "abc", "1/0", "1e3", "--1", "5%%", "１/", "nan", None])
def test_what_is_no_constant(text: object) -> None:
    with pytest.raises(Misread, match="不是数"):
        constant(text)


def test_constants_are_exact() -> None:
    assert constant("0.1") == Fraction(1, 10)
    assert constant("12.5%") == Fraction(1, 8)
    assert constant("-3") == -3


# ---- printed and read back ----------------------------------------------------------------------------------------

LEAVES: st.SearchStrategy[Any] = st.one_of(
    st.builds(n, st.integers(0, 10**6)),
    st.builds(ex.Figure, st.just("staff")),
    st.builds(ex.Figure, st.just("rd"), st.integers(0, 2)),
    st.sampled_from([ex.SeriesSum("rd"), ex.Years("sales"), ex.Score("total")]),
)
NUMBERS: st.SearchStrategy[Any] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(
            lambda parts: ex.Sum(tuple(parts)),
            st.lists(inner.filter(lambda t: not isinstance(t, ex.Sum)), min_size=2, max_size=3),
        ),
        st.builds(
            ex.Scaled,
            st.integers(2, 9).map(Fraction),
            inner.filter(lambda t: not isinstance(t, ex.Number)),
        ),
        st.builds(lambda parts: ex.Least(tuple(parts)), st.lists(inner, min_size=2, max_size=3)),
        st.builds(lambda parts: ex.Greatest(tuple(parts)), st.lists(inner, min_size=2, max_size=3)),
    ),
    max_leaves=6,
)
MEASURES: st.SearchStrategy[Any] = st.one_of(
    NUMBERS,
    st.builds(ex.Ratio, NUMBERS, NUMBERS).filter(
        lambda r: not (isinstance(r.over, ex.Number) or isinstance(r.under, ex.Number))
    ),
    st.builds(ex.Growth, st.just("rd"), st.sampled_from(["hnte", "mean", "cagr", "last"])),
)
ATOMS: st.SearchStrategy[Any] = st.one_of(
    st.builds(ex.Compare, MEASURES, st.sampled_from([">=", ">", "<=", "<", "=="]), NUMBERS),
    st.just(ex.Flag("recheck")),
    st.builds(ex.OneOf, st.just("sector"), st.lists(st.sampled_from("ABC"), min_size=1).map(tuple)),
    st.builds(ex.Given, st.just("rd"), st.integers(0, 2)),
)


def _joins(kind: type, inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(inner, min_size=2, max_size=3).map(lambda parts: kind(tuple(parts)))


TREES = st.recursive(
    ATOMS,
    lambda inner: st.one_of(_joins(ex.All, inner), _joins(ex.Any, inner), st.builds(ex.Not, inner)),
    max_leaves=8,
)


def printed(tree: Any) -> str:
    """An expression as an official would write the tree, with every bracket it could need."""
    match tree:
        case ex.Number(value):
            return str(value.numerator)
        case ex.Figure(name, back):
            return name if name == "staff" else f"{name}[-{back + 1}]"
        case ex.SeriesSum(name):
            return f"sum({name})"
        case ex.Years(name):
            return f"years({name})"
        case ex.Score(name) | ex.Flag(name):
            return str(name)
        case ex.Sum(terms):
            return "(" + " + ".join(printed(t) for t in terms) + ")"
        case ex.Scaled(by, of):
            return f"{by} * ({printed(of)})"
        case ex.Least(of):
            return f"least({', '.join(map(printed, of))})"
        case ex.Greatest(of):
            return f"greatest({', '.join(map(printed, of))})"
        case ex.Ratio(over, under):
            return f"{printed(over)} / {printed(under)}"
        case ex.Growth(name, form):
            return f"growth({name}, {form})"
        case ex.Compare(left, op, right):
            return f"{printed(left)} {op} {printed(right)}"
        case ex.OneOf(name, words):
            return f"{name} in ({', '.join(words)})"
        case ex.Given(name, back):
            return f"given({name}[-{back + 1}])"
        case ex.All(of):
            return "(" + " and ".join(printed(t) for t in of) + ")"
        case ex.Any(of):
            return "(" + " or ".join(printed(t) for t in of) + ")"
        case ex.Not(of):
            return f"not ({printed(of)})"
    raise AssertionError(tree)


@given(TREES)
@settings(max_examples=depth(300, 100), deadline=None)
def test_what_is_printed_reads_back_the_same(tree: Any) -> None:
    assert truth(printed(tree), NAMES) == tree


PIECES = st.sampled_from(
    [*NAMES.known(), "sum", "growth", "given", "least", "(", ")", "[", "]", "-", "1", "10%", "0", "*", "/",
     "+", ",", ">=", "==", "and", "or", "not", "in", "A", "²", "％", "“", "\n"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=12).map(" ".join)))
@settings(max_examples=depth(600, 200), deadline=None)
def test_no_text_raises_anything_but_misread(text: str) -> None:
    for read in (truth, measure, number):
        try:
            read(text, NAMES)
        except Misread as told:
            assert str(told)


@pytest.mark.parametrize("deeper", ["(", "not ", "- ", "not ("])
def test_what_is_too_deep_is_told(deeper: str) -> None:
    for levels in (41, 300, 5000):
        with pytest.raises(Misread, match="套得太深，最多40层"):
            truth(deeper * levels + "staff >= 1", NAMES)
    assert truth("not " * 40 + "recheck", NAMES)
