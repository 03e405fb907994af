"""Whose a firm is: the unit its 区划码 belongs to, or the nearest above that is in the tree."""

from __future__ import annotations

from luodi.office.units.models import Unit


class Places:
    """The tree's units by their 区划码, read once."""

    def __init__(self) -> None:
        self.by_code: dict[str, Unit] = {}
        self.root: Unit | None = None
        for unit in Unit.objects.order_by("path"):
            if unit.code:
                self.by_code.setdefault(unit.code[:6], unit)
            if unit.parent_id is None and self.root is None:
                self.root = unit

    def of(self, county: str) -> Unit | None:
        """The county, else its city, else its province, else the top of the tree."""
        county = (county or "")[:6]
        for code in (county, f"{county[:4]}00", f"{county[:2]}0000"):
            if code in self.by_code:
                return self.by_code[code]
        return self.root

    def name(self, county: str) -> str:
        unit = self.by_code.get((county or "")[:6])
        return unit.name if unit else county

    def codes_below(self, unit: Unit) -> list[str]:
        """区划码 of the unit and what is below it; the unit at the top has them all."""
        return sorted(c for c, u in self.by_code.items() if u.path.startswith(unit.path))
