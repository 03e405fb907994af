"""Relations that a race's rules say hold between columns: read from `checks:`, every fault with its line."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from luodi.lined import Part

KINDS = ("sum", "ratio", "growth", "share", "rank", "bounds")


@dataclass(frozen=True, slots=True)
class Rule:
    """One relation. `column` is what must come out of `parts`.

    sum: Σ parts; ratio: parts[0] ÷ parts[1] × scale; growth: (parts[0] ÷ parts[1] − 1) × scale; share: its own
    column comes to `scale`, each being its part of parts[0] where that is given; rank: places by parts[0];
    bounds: not below `least`, not above `most`.
    """

    kind: str
    column: str
    parts: tuple[str, ...] = ()
    scale: Fraction = Fraction(100)
    higher: bool = True
    shared: bool = True
    least: Fraction | None = None
    most: Fraction | None = None
    line: int = 0


def rules(root: Part) -> tuple[Rule, ...]:
    """The relations under `checks` of a race's file."""
    made: list[Rule] = []
    for entry in root.parts("checks"):
        before = len(made)
        for kind in KINDS:
            part = entry.part(kind)
            if part is not None:
                made.append(_rule(kind, part))
                part.close()
        entry.close()
        if len(made) == before and not entry.open:
            entry.fault(f"每条核对关系应是其中之一：{'、'.join(KINDS)}")
    return tuple(made)


def _rule(kind: str, part: Part) -> Rule:
    line = part.line
    if kind == "sum":
        parts = tuple(part.words("parts"))
        if len(parts) < 2:
            part.fault("sum 的 parts 至少写两列", part.lines.get("parts"))
        return Rule(kind, part.text("total", needed=True), parts, line=line)
    if kind in ("ratio", "growth"):
        above, below = ("of", "by") if kind == "ratio" else ("now", "before")
        sides = (part.text(above, needed=True), part.text(below, needed=True))
        scale = part.number("scale", Fraction(100)) or Fraction(0)
        if scale <= 0:
            part.fault("scale 应大于0", part.lines.get("scale"))
            scale = Fraction(1)
        return Rule(kind, part.text("value", needed=True), sides, scale, line=line)
    if kind == "share":
        of = part.text("of")
        whole = part.number("whole", Fraction(100)) or Fraction(100)
        return Rule(kind, part.text("column", needed=True), (of,) if of else (), whole, line=line)
    if kind == "rank":
        higher = part.choice("order", ("higher", "lower"), "higher") == "higher"
        shared = part.choice("ties", ("shared", "list"), "shared") == "shared"
        column, of = part.text("column", needed=True), part.text("of", needed=True)
        return Rule(kind, column, (of,), higher=higher, shared=shared, line=line)
    made = Rule(
        kind,
        part.text("column", needed=True),
        least=part.number("least"),
        most=part.number("most"),
        line=line,
    )
    if made.least is None and made.most is None:
        part.fault("bounds 要写 least 或 most")
    elif made.least is not None and made.most is not None and made.least > made.most:
        part.fault("bounds 的 least 不能大于 most", part.lines["least"])
    return made
