"""Nodes worked out over columns with numpy, a block of firms at a time.

What needs more than 64 bits, floating point or text (growth rates, words) is left to the table's own engine
through `compiling.stages`; the rest, most of a route, is whole numbers and truths, which stay in the
processor's cache here. Unknown is a mask beside the values; a truth that is unknown holds False.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import ibis
import numpy as np
import pyarrow as pa

from luodi.standards.compiling.nodes import Node
from luodi.standards.compiling.stages import build

BLOCK = 65_536
"""Firms at a time; of these some third is usually worth a closer look."""

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


@dataclass(frozen=True, slots=True)
class Job:
    """Columns worth working out only for some rows: `where`. The other rows get what `rest` says."""

    where: Node
    wanted: Mapping[str, Node]
    rest: Mapping[str, Node]


def work_out(table: ibis.Table, jobs: Sequence[Job], keep: Iterable[str]) -> pa.Table:
    """The jobs' columns beside those to keep, row for row as the engine gives the table."""
    pairs = []
    for job in jobs:
        pairs.append((_Program.of([job.where, *job.rest.values()]), _Program.of(list(job.wanted.values()))))
    both = [p for pair in pairs for p in pair]
    leaves = {n.number: n for p in both for n in p.leaves}
    elsewhere = {n.number: n for p in both for n in p.elsewhere}
    kept = [n for n in table.columns if n in set(keep)]
    names = dict.fromkeys([*kept, *(str(n.payload) for n in leaves.values())])
    source = build(table, {f"elsewhere_{n}": node for n, node in elsewhere.items()}, names).to_pyarrow()
    inputs = {n: _numpy(source[f"elsewhere_{n}"]) for n in elsewhere}
    inputs |= {n: _numpy(source[str(node.payload)]) for n, node in leaves.items()}
    size = source.num_rows
    blocks = [(start, min(start + BLOCK, size)) for start in range(0, size, BLOCK)]
    out = source.select(kept)
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:  # numpy lets go of the interpreter's lock
        for job, programs in zip(jobs, pairs, strict=True):
            found = list(pool.map(partial(_block, *programs, inputs), *zip(*blocks, strict=True)))
            for i, (name, node) in enumerate(job.wanted.items()):
                kind = pa.bool_() if node.kind == "bool" else pa.int64()
                parts = [pa.array(v, kind, mask=m) for v, m in (b[i] for b in found)]
                out = out.append_column(name, pa.chunked_array(parts, kind))
    return out


def _block(
    first: _Program, second: _Program, inputs: Mapping[int, tuple[Array, Mask]], start: int, end: int
) -> list[tuple[Array, Mask]]:
    cut = {
        n: (values[start:end], None if mask is None else mask[start:end])
        for n, (values, mask) in inputs.items()
    }
    (where, _), *rest = first.run(cut, end - start)
    rows = np.flatnonzero(where)
    needed = {n.number for n in [*second.leaves, *second.elsewhere]}
    few = {n: (v[rows], None if m is None else m[rows]) for n, (v, m) in cut.items() if n in needed}
    out = []
    for (values, mask), (other, unknown) in zip(second.run(few, len(rows)), rest, strict=True):
        whole = np.array(other)
        whole[rows] = values
        missing = np.zeros(end - start, np.bool_) if unknown is None else np.array(unknown)
        missing[rows] = False if mask is None else mask
        out.append((whole, missing))
    return out


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
    def of(cls, wanted: Sequence[Node]) -> _Program:
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
                elif any(a.kind in _ELSEWHERE or a.op == _GUARDED for a in node.args):
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

    def run(self, inputs: Mapping[int, tuple[Array, Mask]], size: int) -> list[tuple[Array, Mask]]:
        got = dict(inputs)
        for node, over in zip(self.order, self.last, strict=True):
            got[node.number] = _WORK[node.op](node, [got[a.number] for a in node.args])
            for number in over:
                del got[number]
        return [_full(*got[number], size) for number in self.wanted]


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
