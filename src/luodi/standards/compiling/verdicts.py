"""What is told of each firm under each standard: verdict, points, conditions, what failed, what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, get_args

from luodi.standards.compiling.figures import CONFLICTS, Figures
from luodi.standards.compiling.nodes import Graph, Kind, Node, certain
from luodi.standards.compiling.reading import reads
from luodi.standards.compiling.shortfalls import Shortfalls, lacking
from luodi.standards.compiling.translating import Side, Translation
from luodi.standards.compiling.weighing import DEAR, weight
from luodi.standards.spec import Condition, Standard

if TYPE_CHECKING:
    import ibis

SIDES: tuple[Side, Side] = ("worst", "best")

VERDICTS = ("fail", "pass", "undecided", "conflict", "unknown")
"""By precedence; what counting calls them is their place here."""

Detail = Literal["verdict", "scores", "all"]
DETAILS: tuple[str, ...] = get_args(Detail)


def prefix(standard: Standard) -> str:
    """What the standard's columns begin with: `high_tech_2016` for `high-tech@2016`."""
    return re.sub(r"\W+", "_", standard.key)


def columns(
    standard: Standard | Sequence[Standard], table: ibis.Table, detail: Detail = "all"
) -> dict[str, Any]:
    """The answers as values of one table: `<prefix>_verdict` and, as `detail` asks, the rest."""
    out = compiled([standard] if isinstance(standard, Standard) else standard, table, detail)
    return {name: out[name] for name in out.columns}


def compiled(
    standards: Sequence[Standard],
    table: ibis.Table,
    detail: Detail = "verdict",
    keep: Iterable[str] = (),
    clashing: frozenset[str] | None = None,
) -> ibis.Table:
    """One row for each firm: the columns to keep, and the answers of all the standards.

    `clashing`, where it is known, names the columns on which any firm's sources disagree.
    """
    from luodi.standards.compiling.stages import build

    return build(table, asked(standards, kinds_of(table), clashing, detail).nodes, keep)


def coded(
    standards: Sequence[Standard],
    table: ibis.Table,
    keep: Iterable[str],
    clashing: frozenset[str] | None = None,
) -> ibis.Table:
    """Each verdict as its place in VERDICTS: what counting needs, and less work than a word."""
    from luodi.standards.compiling.stages import build

    return build(table, asked(standards, kinds_of(table), clashing, "code").nodes, keep)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a firm table, as nodes, by any engine.

    `guards`: a part of the demands that is dear to work out (the numbers of the AND it stands in and of itself)
    decides nothing where the truth beside it does not hold. A writer may use that or not.
    """

    nodes: dict[str, Node] = field(default_factory=dict)
    guards: dict[tuple[int, int], Node] = field(default_factory=dict)


def asked(
    standards: Sequence[Standard],
    kinds: dict[str, Kind],
    clashing: frozenset[str] | None,
    detail: Detail | Literal["code"],
) -> Asked:
    """The answers of all the standards: their columns by name."""
    if detail not in (*DETAILS, "code"):
        raise ValueError(f"detail is one of {'、'.join(DETAILS)}, not {detail!r}")
    figures, out = Figures(Graph(), kinds, clashing=clashing), Asked()
    for standard in standards:
        answers = Answers(standard, Translation(standard, figures))
        told = {"code": answers.code()} if detail == "code" else answers.told(detail)
        out.nodes.update({f"{prefix(standard)}_{name}": node for name, node in told.items()})
        out.guards.update(answers.guards())
    if figures.unfit:
        names = "、".join(f"{name}（{kind}）" for name, kind in sorted(figures.unfit.items()))
        raise TypeError(
            f"这些列的类型不是企业表存储的类型：{names}。金额、数值和人数存为整数，是否存为布尔值"
        )
    return out


def kinds_of(table: ibis.Table) -> dict[str, Kind]:
    """The kinds of an Ibis table's columns. A column that is wholly NULL has no type, and says nothing."""
    kinds: dict[str, Kind] = {}
    for name, dtype in table.schema().items():
        if dtype.is_boolean():
            kinds[name] = "bool"
        elif dtype.is_integer():
            kinds[name] = "int"
        elif dtype.is_string():
            kinds[name] = "text"
        elif not dtype.is_null():
            kinds[name] = "real"
    return kinds


@dataclass(slots=True)
class Answers:
    standard: Standard
    translation: Translation

    @property
    def graph(self) -> Graph:
        return self.translation.graph

    def told(self, detail: Detail) -> Mapping[str, Node]:
        """The columns by their names without the standard's prefix."""
        out = {"verdict": self.verdict()}
        if detail != "verdict":
            out |= self._scores()
        if detail == "all":
            out |= {c.code: self._met(c) for c in self.standard.conditions}
            out["failed"] = self._failed()
            out["missing"] = self._missing()
            out |= self._lacks()
        return out

    def _ends(self, condition: Condition) -> tuple[Node, Node]:
        translation = self.translation
        return translation.condition(condition, "worst"), translation.condition(condition, "best")

    def marks(self) -> dict[str, Node]:
        """Where each verdict is, by precedence: any demand not met, all met, then what stands in the way, a
        figure before the experts. A truth may be unknown where it is not the verdict."""
        graph, figures = self.graph, self.translation.figures
        worst, best = self.tops()
        out = {"fail": graph.no(best), "pass": worst}
        if worst is not best:
            out["undecided"] = graph.both(best, graph.no(worst))
        if self._conflicts():
            named = graph.no(graph.is_unknown(figures.listed()))
            unclear = graph.either(*map(graph.is_unknown, dict.fromkeys((worst, best))))
            decided = graph.either(graph.is_exactly(worst, True), graph.is_exactly(best, False))
            disputed = self._disputes()
            out["conflict"] = graph.case(
                [(graph.no(named), graph.truth(False)), (decided, graph.truth(False)), (unclear, disputed)],
                graph.truth(False),
            )
        return out

    def verdict(self) -> Node:
        graph = self.graph
        said = [(mark, graph.text(word)) for word, mark in self._quick().items()]
        return graph.case(said, graph.text("unknown"))

    def code(self) -> Node:
        graph = self.graph
        said = [(mark, graph.whole(VERDICTS.index(word))) for word, mark in self._quick().items()]
        return graph.case(said, graph.whole(VERDICTS.index("unknown")))

    def _quick(self) -> dict[str, Node]:
        """The marks, to be asked one after the other: that a cheap demand has failed is known from the guard; one
        that is always known and has not failed is met; and firms that neither fail nor pass nor wait for experts
        lack a figure."""
        graph, marks = self.graph, self.marks()
        parted = self._parted()
        if parted is not None:
            cheap, dear, open_ = parted
            settled = {part for part in cheap if certain(part)}
            worst, best = ([p for p in top.args if p not in settled] for top in self.tops())
            marks["fail"] = graph.either(graph.no(open_), *map(graph.no, dear))
            marks["pass"] = graph.both(*worst)
            if "undecided" in marks:
                marks["undecided"] = graph.both(*best, graph.no(marks["pass"]))
        if "conflict" in marks:
            named = graph.no(graph.is_unknown(self.translation.figures.listed()))
            marks["conflict"] = graph.case([(named, self._disputes())], graph.truth(False))
        return marks

    def tops(self) -> tuple[Node, Node]:
        """All demands together, at worst and at best. What makes several fall away is asked once for them all:
        (a or d) and (b or d) is (a and b) or d, also where something is unknown."""
        graph = self.graph
        alike: dict[tuple[str, ...], list[Condition]] = {}
        for number, condition in enumerate(self.standard.conditions):
            waived = condition.waived if condition.only_if is None else ()
            alike.setdefault(waived or (str(number),), []).append(condition)
        ends: tuple[list[Node], list[Node]] = ([], [])
        for waived, group in alike.items():
            for side, parts in zip(SIDES, ends, strict=True):
                if len(group) == 1:
                    parts.append(self.translation.condition(group[0], side))
                    continue
                ways = [self.translation.alternative(name, side) for name in waived]
                plain = graph.both(*(self.translation.truth(c.truth, side) for c in group))
                parts.append(graph.either(plain, *ways))
        return graph.both(*ends[0]), graph.both(*ends[1])

    def _parted(self) -> tuple[list[Node], list[Node], Node] | None:
        """Cheap and dear parts of the demands at best, and that no cheap one has failed; None if all are alike."""
        graph, (_, best) = self.graph, self.tops()
        parts = best.args if best.op == "and" else ()
        dear = [part for part in parts if weight(part) >= DEAR]
        cheap = [part for part in parts if part not in dear]
        if not dear or not cheap:
            return None
        return (
            cheap,
            dear,
            graph.case([(graph.no(graph.both(*cheap)), graph.truth(False))], graph.truth(True)),
        )

    def guards(self) -> dict[tuple[int, int], Node]:
        """Dear demands, and that no cheap one has failed: where one has, the verdict is known."""
        parted = self._parted()
        if parted is None:
            return {}
        cheap, _, open_ = parted
        marks = self._quick()
        asked = [*self.tops(), *(mark for word, mark in marks.items() if word != "conflict")]
        out = {
            (top.number, part.number): open_
            for top in asked
            if top.op in ("and", "or")
            for part in top.args
            if part not in cheap and weight(part) >= DEAR
        }
        if "conflict" in marks:  # asked only of firms that have not failed
            out |= {(marks["conflict"].number, part.number): open_ for part in marks["conflict"].args[1:]}
        return out

    def _met(self, condition: Condition) -> Node:
        """True, false, or NULL where a figure or the experts' points are missing."""
        graph = self.graph
        worst, best = self._ends(condition)
        if worst is best:
            return worst
        return graph.case([(worst, graph.truth(True)), (graph.no(best), graph.truth(False))], None)

    def _failed(self) -> Node:
        """The codes of the demands not met, each with a semicolon after it."""
        graph = self.graph
        parts = [
            graph.case([(graph.no(self._ends(c)[1]), graph.text(f"{c.code};"))], graph.text(""))
            for c in self.standard.conditions
            if c.listed
        ]
        return graph.joined(parts)

    def _read(self, condition: Condition) -> list[tuple[str, str, Node]]:
        """The figures a demand reads: input, column, whether it is missing (what is assumed is not)."""
        graph, translation = self.graph, self.translation
        out = []
        for name, back in reads(self.standard, condition):
            spec = self.standard.inputs[name]
            if spec.kind == "graded":  # nothing given by the experts leaves a span of points, not a gap
                continue
            column = translation.column(name, back)
            missing = graph.is_unknown(translation.figures.figure(spec, column))
            if spec.series == "years" and back:
                existed = graph.compare(">", translation.years(name), graph.whole(back))
                missing = graph.both(existed, missing)
            out.append((name, column, missing))
        return out

    def _clash(self, name: str) -> Node:
        """Whether the sources disagree on any column of an input."""
        figures = self.translation.figures
        columns = self.standard.inputs[name].columns
        known = [c for c in columns if figures.clashing is None or c in figures.clashing]
        return self.graph.either(*map(figures.disputed, known))

    def _open(self, condition: Condition) -> Node:
        """Whether a figure is in the way of deciding the demand."""
        return self.graph.either(*map(self.graph.is_unknown, dict.fromkeys(self._ends(condition))))

    def _conflicts(self) -> bool:
        """Whether the table may name figures on which sources disagree."""
        figures = self.translation.figures
        return CONFLICTS in figures.kinds and figures.clashing != frozenset()

    def _disputes(self) -> Node:
        return self.graph.either(*(self._disputed(c) for c in self.standard.conditions))

    def _disputed(self, condition: Condition) -> Node:
        """Whether a figure on which the sources disagree keeps the demand open."""
        graph = self.graph
        missing: dict[str, list[Node]] = {}
        for name, _, lost in self._read(condition):
            missing.setdefault(name, []).append(lost)
        both = [graph.both(graph.either(*lost), self._clash(name)) for name, lost in missing.items()]
        return graph.both(self._open(condition), graph.either(*both))

    def _missing(self) -> Node:
        """The columns whose figures are missing and in the way of a verdict, each with a semicolon after it."""
        graph = self.graph
        needed: dict[str, tuple[Node, list[Node]]] = {}
        for condition in self.standard.conditions:
            for _, column, missing in self._read(condition):
                needed.setdefault(column, (missing, []))[1].append(self._open(condition))
        parts = [
            graph.case(
                [(graph.both(missing, graph.either(*open_)), graph.text(f"{column};"))], graph.text("")
            )
            for column, (missing, open_) in needed.items()
        ]
        marks = self.marks()
        decided = [(marks[word], graph.text("")) for word in ("fail", "pass")]
        return graph.case(decided, graph.joined(parts))

    def _lacks(self) -> dict[str, Node]:
        """By how much each comparison of a demand not met falls short, in stored units, rounded up."""
        graph, shortfalls = self.graph, Shortfalls(self.translation)
        out: dict[str, Node] = {}
        for lack in lacking(self.standard):
            short = shortfalls.short(lack.tree)
            if short is not None:
                met = self._ends(lack.condition)[0]
                out[lack.column] = graph.case([(met, graph.unknown("int"))], short)
        return out

    def _scores(self) -> dict[str, Node]:
        out: dict[str, Node] = {}
        standard, translation = self.standard, self.translation
        if standard.total:
            out["total_lo"], out["total_hi"] = translation.points(standard.total)
        for item in standard.items:
            if item.shown and item.name != standard.total:
                out[f"{item.name}_lo"], out[f"{item.name}_hi"] = translation.points(item.name)
        for name, members in standard.groups.items():
            parts = [translation.points(m) for m in members]
            out[f"{name}_lo"] = self.graph.add(*(p[0] for p in parts))
            out[f"{name}_hi"] = self.graph.add(*(p[1] for p in parts))
        return out
