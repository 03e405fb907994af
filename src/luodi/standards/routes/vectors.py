"""Nodes worked out over columns with numpy, a block of firms at a time.

DuckDB first says which firms are worth a closer look, and then gives only theirs; other engines give all.

What needs more than 64 bits, floating point or text (growth rates, words) is left to the table's own engine
through `compiling.stages`; the rest, most of a route, is whole numbers and truths, which stay in the
processor's cache here. Unknown is a mask beside the values; a truth that is unknown holds False.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import ibis
import numpy as np
import pyarrow as pa

from luodi.standards.asking import PLACE, Held
from luodi.standards.compiling.duck import Guards, query
from luodi.standards.compiling.nodes import Node
from luodi.standards.compiling.stages import build
from luodi.standards.compiling.weighing import in_order

BLOCK = 32_768
"""Firms at a time: few enough that what is worked out of them stays in the processor's cache."""

Array = Any
"""A numpy array, or one value for the whole block."""
Mask = Any
"""Where the value is unknown; None where it never is."""

_COMPARE: dict[str, Callable[[Array, Array], Array]] = {
    ">=": np.greater_equal,
    ">": np.greater,
    "<=": np.less_equal,
    "<": np.less,
    "==": np.equal,
}
_ELSEWHERE = ("big", "real", "text")
_GUARDED = "to_whole"
"""A text as a number: fails unless asked for only where it is one, so it stays with what guards it."""


MOST_POINTS = 255
"""A whole number no larger is points of something: worked out elsewhere with the words or rates it hangs on."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Columns worked out of rows of which `hope` holds; those of which `found` does too are done with."""

    hope: Node
    found: Node
    nodes: Mapping[str, Node]


@dataclass(frozen=True, slots=True)
class Job:
    """Stages one after the other, of the rows `where` is 1. Rows no stage finds, and the others, get what `rest`
    says of `code`, the firm's verdict; `guards` say where its parts are worth asking."""

    where: Node
    stages: Sequence[Stage]
    rest: Mapping[str, Node]
    code: Node
    guards: Guards
    said: dict[Hashable, str] = field(default_factory=dict)
    """What DuckDB was asked, kept: by the columns it was asked of."""

    def nodes(self) -> list[Node]:
        return [n for s in self.stages for n in (s.hope, s.found, *s.nodes.values())]


def work_out(table: Held | ibis.Table, jobs: Sequence[Job], keep: Iterable[str]) -> pa.Table:
    """The jobs' columns beside those to keep, row for row as the engine gives the table."""
    if isinstance(table, Held):
        return _narrowed(table, jobs, set(keep))
    plans = [(_Program.of([job.where, job.code]), _Staged.of(job)) for job in jobs]
    leaves = {n.number: n for first, staged in plans for n in (*first.leaves, *staged.leaves)}
    elsewhere = {n.number: n for first, staged in plans for n in (*first.elsewhere, *staged.elsewhere)}
    kept = [n for n in table.columns if n in set(keep)]
    names = dict.fromkeys([*kept, *(str(n.payload) for n in leaves.values())])
    source = build(table, {f"elsewhere_{n}": node for n, node in elsewhere.items()}, names).to_pyarrow()
    inputs = {n: _numpy(source[f"elsewhere_{n}"]) for n in elsewhere}
    inputs |= {n: _numpy(source[str(node.payload)]) for n, node in leaves.items()}
    out = source.select(kept)
    for job, (first, staged) in zip(jobs, plans, strict=True):
        (where, _), code = first.run(inputs, source.num_rows)
        rows = np.flatnonzero(where)
        few = {n: _cut(inputs[n], rows) for n in staged.needs}
        out = _laid(out, job, staged.run(few, len(rows)), rows, code)
    return out


def _narrowed(firms: Held, jobs: Sequence[Job], keep: set[str]) -> pa.Table:
    """The same of what DuckDB holds: all firms' verdicts first, then only the firms worth a look."""
    kept = [name for name in firms.columns.names if name in keep]
    columns = {n for job in jobs for n in _columns_of([job.where, job.code, *job.nodes()])}
    there = columns & set(firms.columns.names)
    with firms.steady([*kept, *sorted(there - set(kept))]) as still:
        told = still.con.execute(_first(jobs, still, kept)).to_arrow_table()
        out = told.select(kept)
        for i, job in enumerate(jobs):
            staged = _Staged.of(job)
            rows = np.flatnonzero(_numpy(told[f"luodi_where_{i}"])[0])
            found = staged.run(_few(still, job, staged), len(rows))
            out = _laid(out, job, found, rows, _numpy(told[f"luodi_code_{i}"]))
    return out


def _first(jobs: Sequence[Job], firms: Held, kept: Sequence[str]) -> str:
    """The question about all firms: their verdicts, and whether they are worth a look."""
    key = ("first", firms.columns, tuple(kept), *(id(job) for job in jobs))
    if key not in jobs[0].said:
        asked = {f"luodi_where_{i}": job.where for i, job in enumerate(jobs)}
        asked |= {f"luodi_code_{i}": job.code for i, job in enumerate(jobs)}
        guards = {edge: guard for job in jobs for edge, guard in job.guards.items()}
        jobs[0].said[key] = query(asked, PLACE, narrow=firms.columns.narrow, keep=kept, guards=guards)
    return jobs[0].said[key].replace(PLACE, firms.source)


def _few(firms: Held, job: Job, staged: _Staged) -> dict[int, tuple[Array, Mask]]:
    """What the stages need, of the firms worth a look."""
    key = ("few", firms.columns)
    if key not in job.said:
        narrow, there = firms.columns.narrow, set(firms.columns.names)
        needed = sorted(_columns_of(job.nodes()) & there)
        here = query({"luodi_here": job.where}, PLACE, narrow=narrow, keep=needed, guards=job.guards)
        asked = {f"luodi_{n.number}": n for n in [*staged.leaves, *staged.elsewhere]}
        job.said[key] = query(asked, f"(SELECT * FROM ({here}) WHERE luodi_here = 1)", narrow=narrow)
    found = firms.con.execute(job.said[key].replace(PLACE, firms.source)).fetchnumpy()
    return {int(name.rpartition("_")[2]): _plain(values) for name, values in found.items()}


def _laid(
    out: pa.Table, job: Job, found: Sequence[tuple[Array, list[tuple[Array, Array]]]], rows: Array, code: Any
) -> pa.Table:
    """The columns beside the others: what the stages found laid over what the verdict alone says."""
    plain = _Program.of(list(job.rest.values()), {job.code.number}).run({job.code.number: code}, out.num_rows)
    done = rows[np.concatenate([np.zeros(0, np.bool_), *(d for d, _ in found)])]
    for i, ((name, node), (over, mask)) in enumerate(zip(job.rest.items(), plain, strict=True)):
        values, missing = np.array(over), np.zeros(out.num_rows, np.bool_) if mask is None else np.array(mask)
        if len(done):
            values[done] = np.concatenate([columns[i][0][d] for d, columns in found])
            missing[done] = np.concatenate([columns[i][1][d] for d, columns in found])
        kind = pa.bool_() if node.kind == "bool" else pa.int64()
        out = out.append_column(name, pa.array(values, kind, mask=missing))
    return out


def _cut(column: tuple[Array, Mask], rows: Array | slice) -> tuple[Array, Mask]:
    values, mask = column
    return values[rows], None if mask is None else mask[rows]


def _columns_of(nodes: Iterable[Node]) -> set[str]:
    return {str(n.payload) for n in in_order(nodes) if n.op == "column"}


def _plain(values: Array) -> tuple[Array, Mask]:
    """A column as DuckDB gives it: masked where anything is unknown."""
    mask = None
    if isinstance(values, np.ma.MaskedArray):
        mask, values = np.ma.getmaskarray(values), values.data
        values = np.where(mask, values.dtype.type(0), values)
    return (values if values.dtype == np.bool_ else values.astype(np.int64, copy=False)), mask


def _numpy(column: pa.ChunkedArray) -> tuple[Array, Mask]:
    array = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    mask = None
    if array.null_count:
        mask = array.is_null().to_numpy(zero_copy_only=False)
        array = array.fill_null(False if pa.types.is_boolean(array.type) else 0)
    values = array.to_numpy(zero_copy_only=False)
    return (values if values.dtype == np.bool_ else values.astype(np.int64, copy=False)), mask


@dataclass(slots=True)
class _Program:
    """The nodes in order, and after each the ones that nobody needs any more."""

    order: list[Node]
    last: list[list[int]]
    leaves: list[Node]
    elsewhere: list[Node]
    wanted: list[int]

    @classmethod
    def of(cls, wanted: Sequence[Node], known: Collection[int] = ()) -> _Program:
        """`known` nodes are worked out already."""
        order: list[Node] = []
        leaves: list[Node] = []
        elsewhere: list[Node] = []
        seen: set[int] = set()
        stack = [(node, False) for node in wanted][::-1]
        while stack:
            node, ready = stack.pop()
            if ready:
                order.append(node)
            elif node.number not in seen:
                seen.add(node.number)
                if node.op == "column":
                    leaves.append(node)
                elif (
                    node.number in known
                    or (_points(node) and _tainted(node))
                    or any(a.kind in _ELSEWHERE or a.op == _GUARDED for a in node.args)
                ):
                    elsewhere.append(node)
                else:
                    stack.append((node, True))
                    stack.extend((a, False) for a in node.args[::-1])
        place = {a.number: i for i, node in enumerate(order) for a in node.args}
        results = [n.number for n in wanted]
        inputs = {n.number for n in [*leaves, *elsewhere]}
        last: list[list[int]] = [[] for _ in order]
        for number, i in place.items():
            if number not in results and number not in inputs:
                last[i].append(number)
        return cls(order, last, leaves, elsewhere, results)

    @property
    def needs(self) -> list[int]:
        return [n.number for n in [*self.leaves, *self.elsewhere]]

    def run(self, inputs: Mapping[int, tuple[Array, Mask]], size: int) -> list[tuple[Array, Mask]]:
        got = dict(inputs)
        for node, over in zip(self.order, self.last, strict=True):
            got[node.number] = _WORK[node.op](node, [got[a.number] for a in node.args])
            for number in over:
                del got[number]
        return [_full(*got[number], size) for number in self.wanted]


def _points(node: Node) -> bool:
    return node.op in ("case", "given") and node.kind == "int" and 0 < node.bound <= MOST_POINTS


def _tainted(node: Node) -> bool:
    """Whether truths over words, rates or wide numbers decide the node, however they are joined."""
    return any(
        a.kind in _ELSEWHERE or a.op == _GUARDED or (a.kind == "bool" and _tainted(a)) for a in node.args
    )


@dataclass(slots=True)
class _Staged:
    """The programs of a job's stages, and what they need."""

    stages: list[tuple[_Program, _Program]]
    kinds: list[Any]
    leaves: list[Node]
    elsewhere: list[Node]

    @classmethod
    def of(cls, job: Job) -> _Staged:
        stages = [(_Program.of([s.hope]), _Program.of([s.found, *s.nodes.values()])) for s in job.stages]
        both = [p for pair in stages for p in pair]
        leaves = {n.number: n for p in both for n in p.leaves}
        elsewhere = {n.number: n for p in both for n in p.elsewhere}
        kinds = [np.bool_ if node.kind == "bool" else np.int64 for node in job.rest.values()]
        return cls(stages, kinds, list(leaves.values()), list(elsewhere.values()))

    @property
    def needs(self) -> list[int]:
        return [n.number for n in [*self.leaves, *self.elsewhere]]

    def run(
        self, few: Mapping[int, tuple[Array, Mask]], size: int
    ) -> list[tuple[Array, list[tuple[Array, Array]]]]:
        """For each block of rows: which are done with, and the columns' values and where they are unknown."""
        blocks = [slice(at, min(at + BLOCK, size)) for at in range(0, size, BLOCK)]
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:  # numpy lets go of the interpreter's lock
            return list(pool.map(partial(self.block, few), blocks))

    def block(
        self, few: Mapping[int, tuple[Array, Mask]], rows: slice
    ) -> tuple[Array, list[tuple[Array, Array]]]:
        size = rows.stop - rows.start
        cut = {n: _cut(column, rows) for n, column in few.items()}
        done, left = np.zeros(size, np.bool_), np.arange(size)
        out = [(np.zeros(size, kind), np.ones(size, np.bool_)) for kind in self.kinds]
        for hope, main in self.stages:
            ((likely, _),) = hope.run({n: _cut(cut[n], left) for n in hope.needs}, len(left))
            at = left[likely]
            if not len(at):
                continue
            (found, _), *columns = main.run({n: _cut(cut[n], at) for n in main.needs}, len(at))
            here = at[found]
            for (values, missing), (own, mask) in zip(out, columns, strict=True):
                values[here] = own[found]
                missing[here] = False if mask is None else mask[found]
            done[here] = True
            left = left[~done[left]]
        return done, out


def _full(values: Array, mask: Mask, size: int) -> tuple[Array, Mask]:
    return np.broadcast_to(values, size), None if mask is None else np.broadcast_to(mask, size)


Args = Sequence[tuple[Array, Mask]]


def _masks(args: Args) -> Mask:
    out = None
    for _, mask in args:
        if mask is not None:
            out = mask if out is None else out | mask
    return out


def _constant(node: Node, args: Args) -> tuple[Array, Mask]:
    if node.payload is None:
        return (np.bool_(False) if node.kind == "bool" else np.int64(0)), np.bool_(True)
    return (np.bool_(node.payload) if node.kind == "bool" else np.int64(str(node.payload))), None


def _add(node: Node, args: Args) -> tuple[Array, Mask]:
    total = args[0][0]
    for values, _ in args[1:]:
        total = total + values
    return total, _masks(args)


def _times(node: Node, args: Args) -> tuple[Array, Mask]:
    return args[0][0] * args[1][0], _masks(args)


def _floor(node: Node, args: Args) -> tuple[Array, Mask]:
    return args[0][0] // np.int64(str(node.payload)), args[0][1]


def _compare(node: Node, args: Args) -> tuple[Array, Mask]:
    mask = _masks(args)
    met = _COMPARE[str(node.payload)](args[0][0], args[1][0])
    return (met if mask is None else met & ~mask), mask


def _and(node: Node, args: Args) -> tuple[Array, Mask]:
    every = args[0][0]
    for values, _ in args[1:]:
        every = every & values
    if _masks(args) is None:
        return every, None
    refused = np.bool_(False)
    for values, mask in args:
        refused = refused | (~values if mask is None else ~(values | mask))
    return every, ~(every | refused)


def _or(node: Node, args: Args) -> tuple[Array, Mask]:
    some = args[0][0]
    for values, _ in args[1:]:
        some = some | values
    mask = _masks(args)
    return some, None if mask is None else mask & ~some


def _not(node: Node, args: Args) -> tuple[Array, Mask]:
    values, mask = args[0]
    return (~values if mask is None else ~(values | mask)), mask


def _is_unknown(node: Node, args: Args) -> tuple[Array, Mask]:
    mask = args[0][1]
    return (np.bool_(False) if mask is None else mask), None


def _is_exactly(node: Node, args: Args) -> tuple[Array, Mask]:
    return (args[0][0] if node.payload is True else _not(node, args)[0]), None


def _given(node: Node, args: Args) -> tuple[Array, Mask]:
    (values, mask), (other, _) = args
    return (values if mask is None else np.where(mask, other, values)), None


def _case(node: Node, args: Args) -> tuple[Array, Mask]:
    values, mask = args[-1]
    for (when, _), (then, unknown) in zip(args[-3::-2], args[-2::-2], strict=True):
        values = np.where(when, then, values)
        if mask is not None or unknown is not None:
            none = np.bool_(False)
            mask = np.where(when, none if unknown is None else unknown, none if mask is None else mask)
    return values, mask


_WORK: dict[str, Callable[[Node, Args], tuple[Array, Mask]]] = {
    "whole": _constant,
    "truth": _constant,
    "unknown": _constant,
    "add": _add,
    "times": _times,
    "floor": _floor,
    "compare": _compare,
    "and": _and,
    "or": _or,
    "not": _not,
    "is_unknown": _is_unknown,
    "is_exactly": _is_exactly,
    "given": _given,
    "case": _case,
}
