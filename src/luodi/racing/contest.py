"""The door: rules and a table in, a result out; every other room of the engine is reached from here.

from luodi import racing
contest = racing.load("county-race")
result = contest.run("2026年一季度.xlsx")
for line in result.ranked():
    print(line.place, line.unit, line.score)
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from luodi.racing import loading
from luodi.racing.heads import Wanted
from luodi.racing.reading import read
from luodi.racing.running import Result, run
from luodi.racing.spec import Race
from luodi.racing.values import Values, table

if TYPE_CHECKING:
    from luodi.racing.bestcase import BestCase
    from luodi.racing.checking.finding import Finding
    from luodi.racing.compare import Comparison
    from luodi.racing.lift import Lift
    from luodi.racing.movement import Move
    from luodi.racing.sensitivity import Sensitivity
    from luodi.racing.stress import Stress, Vary
    from luodi.racing.without_each import Without

SHIPPED = Path(__file__).with_name("data")
Given = Any
"""What a table may come as: `Values`, a path, rows of mappings, or a pandas DataFrame."""


@dataclass(frozen=True, slots=True)
class Contest:
    """A race whose rules are in order, ready to be run."""

    race: Race

    def values(self, given: Given, sheet: str = "") -> Values:
        """A table as the engine wants it. A cell that is no figure counts as missing and is told in `bad`:
        good cells are never lost because of bad ones. Raises ValueError for what is no table at all,
        FileUnusable for a file without one."""
        if isinstance(given, Values):
            return given
        if isinstance(given, str | Path):
            return read(given, self.race, sheet)
        if hasattr(given, "to_dict") and hasattr(given, "columns"):  # a DataFrame, without importing pandas
            given = [{str(k): _plain(v) for k, v in row.items()} for row in given.to_dict("records")]
        if isinstance(given, Sequence) and all(isinstance(row, Mapping) for row in given):
            wanted = Wanted.by(self.race)
            return table(given, wanted.unit_column, figures=wanted.figures, words=wanted.words)[0]
        raise ValueError(
            f"不能作为数据表：{type(given).__name__}；请给 Excel 或 CSV 文件、行的列表或 DataFrame"
        )

    def run(self, values: Given, previous: Result | None = None) -> Result:
        """The official result. `previous` is the round before: places are compared with it (`Result.rise`).

        Raises ValueError where a heading the rules name is not in the table (all of them named)."""
        result = run(self.race, self.values(values))
        return replace(result, previous=previous) if previous is not None else result

    def stress(
        self,
        values: Given,
        *,
        draws: int = 10_000,
        seed: int = 1,
        vary: Vary | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> Stress:
        """How sure the places are, over changed weights, formulas, means and missing rules."""
        from luodi.racing.stress import stress

        return stress(self.race, self.values(values), draws=draws, seed=seed, vary=vary, progress=progress)

    def check(
        self,
        values: Given,
        *,
        history: Sequence[Given] = (),
        frozen: Given | None = None,
        known: Collection[str] = (),
    ) -> list[Finding]:
        """What must be looked at before anything is published, the most serious first: relations the rules
        declare, jumps against the rounds before (`history`, the oldest first), outliers, low bases, figures
        that hug a target, revisions since the freeze, names not among the `known`."""
        from luodi.racing.checking.checks import check

        past = [self.values(v) for v in history]
        then = None if frozen is None else self.values(frozen)
        return check(self.race, self.values(values), history=past, frozen=then, known=known)

    def movement(
        self,
        values: Given,
        before: Given,
        before_race: Race | None = None,
        *,
        only: Collection[str] = (),
    ) -> list[Move]:
        """Why each place moved since the round before: own figures, others', rules. `only`: of these units."""
        from luodi.racing.movement import movement

        old = Contest(before_race) if before_race is not None else self
        return movement(self.race, self.values(values), old.values(before), before_race, only=only)

    def sensitivity(
        self, values: Given, *, draws: int = 2_000, seed: int = 1, vary: Vary | None = None, **more: Any
    ) -> Sensitivity:
        """Which choices move the places most; `more` as `racing.sensitivity.sensitivity` takes it."""
        from luodi.racing.sensitivity import sensitivity

        return sensitivity(self.race, self.values(values), draws=draws, seed=seed, vary=vary, **more)

    def best_weights(self, values: Given, *, low: float = 0.5, high: float = 1.5, **more: Any) -> BestCase:
        """Each unit under the weights that suit it best."""
        from luodi.racing.bestcase import best_weights

        return best_weights(self.race, self.values(values), low=low, high=high, **more)

    def lift(self, values: Given, unit: str, *, prices: Mapping[str, Fraction] | None = None) -> Lift | None:
        """What lifts a unit one place; None where nobody is above it. KeyError: it does not race."""
        from luodi.racing.lift import lift

        return lift(self.race, self.values(values), unit, prices=prices)

    def without_each(self, values: Given) -> list[Without]:
        """The places without each indicator in turn."""
        from luodi.racing.without_each import without_each

        return without_each(self.race, self.values(values))


def compare(one: Contest, two: Contest, values: Given) -> Comparison:
    """Two sets of rules over the same table, side by side; the table must have the columns of both."""
    from luodi.racing.compare import compare

    return compare(one.race, two.race, one.values(values))


def _plain(cell: object) -> object:
    """A DataFrame's cell: NaN, NaT and NA mean nothing."""
    return None if not isinstance(cell, str) and str(cell) in ("nan", "NaT", "<NA>") else cell


def load(spec: str | Path) -> Contest:
    """A contest by the file of its rules, or by the id of rules that are shipped (`county-race`).

    Raises RaceError with every fault and its line, FileNotFoundError."""
    return Contest(loading.load(find(spec)))


def loads(text: str, name: str = "规则") -> Contest:
    """A contest by the text of its rules; faults are told under `name`."""
    return Contest(loading.loads(text, name))


def shipped() -> dict[str, Path]:
    """The rules that come with the program, by id."""
    return {path.stem: path for path in sorted(SHIPPED.glob("*.yaml"))}


def find(spec: str | Path) -> Path:
    """The file of some rules: the path as given, or the shipped rules of that id."""
    path = Path(spec)
    if path.is_file():
        return path
    known = shipped()
    if str(spec) in known:
        return known[str(spec)]
    raise FileNotFoundError(f"没有规则文件“{spec}”；自带的规则有 {'、'.join(known)}")
