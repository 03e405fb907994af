"""What changed from one version of a standard to the next, in words."""

from __future__ import annotations

from collections.abc import Iterator

from luodi.standards.spec import Item, Standard
from luodi.standards.telling import _item, told, truth


def differing(one: Standard, two: Standard) -> Iterator[str]:
    """Lines: demands that are new, gone or different, then scores, figures, dates. Demands are paired by
    their codes, and otherwise by their labels."""
    if one.key == two.key and told(one) == told(two):
        return
    yield f"{one.title}（{one.key}）→ {two.title}（{two.key}）"
    yield f"施行：{one.effective_from} → {two.effective_from}"
    if one.document != two.document:
        yield f"文件：{one.document} → {two.document}"
    yield from _conditions(one, two)
    yield from _items(one, two)
    for title, names in (
        ("不再使用", one.inputs.keys() - two.inputs.keys()),
        ("新增使用", two.inputs.keys() - one.inputs.keys()),
    ):
        owner = one if title == "不再使用" else two
        if names:
            yield f"{title}的指标：{'、'.join(sorted(owner.inputs[n].label for n in names))}"


def _conditions(one: Standard, two: Standard) -> Iterator[str]:
    old = {c.code: c for c in one.conditions}
    new = {c.code: c for c in two.conditions}
    by_label = {c.label: c for c in two.conditions}
    paired = {code: new.get(code) or by_label.get(c.label) for code, c in old.items()}
    for code, condition in old.items():
        other = paired[code]
        if other is None:
            yield f"删去 {code} {condition.label}：{truth(one, condition.truth)}"
            continue
        before, after = truth(one, condition.truth), truth(two, other.truth)
        if before != after or condition.label != other.label:
            yield f"修改 {code} {condition.label}：{before} → {other.label}：{after}"
        if set(condition.waived) != set(other.waived):
            yield f"修改 {code} 的替代条件：{'、'.join(condition.waived) or '无'} → {'、'.join(other.waived) or '无'}"
    kept = {c.code for c in paired.values() if c is not None}
    for code, condition in new.items():
        if code not in kept:
            yield f"新增 {code} {condition.label}：{truth(two, condition.truth)}"


def _items(one: Standard, two: Standard) -> Iterator[str]:
    def lines(s: Standard, item: Item) -> str:
        return " ".join(line.strip() for line in _item(s, item))

    old, new = {i.name: i for i in one.items}, {i.name: i for i in two.items}
    for name, item in old.items():
        if name not in new:
            yield f"删去得分项 {item.label}"
        elif lines(one, item) != lines(two, new[name]):
            yield f"修改得分项 {lines(one, item)} → {lines(two, new[name])}"
    yield from (f"新增得分项 {lines(two, item)}" for name, item in new.items() if name not in old)
