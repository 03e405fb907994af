"""The same questions on real Spark, on this machine: the same answers to the last digit."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator

import pytest
from tests.depth import depth
from tests.lake.kit import AT, A, put

from luodi.lake import Lake, sample

pytest.importorskip("pyspark", reason="pyspark is not installed (make test installs it)")
if shutil.which("java") is None:
    pytest.skip("this machine has no Java", allow_module_level=True)

ON = dt.date(2026, 9, 20)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Lake, Lake]]:
    folder = tmp_path_factory.mktemp("lake")
    duck = Lake(folder)
    batches = sample.fill(duck, ON, count=250)
    figures = next(b for b in batches if b.kind == "figures")
    put(duck, "figures", [{"uscc": A, "year": 2025, "revenue_wan": 0.000001, "name": "补正"}],
        at=AT + dt.timedelta(days=90), amends=figures.id)  # fmt: skip
    spark = Lake(f"spark://local[2]{folder}")
    yield duck, spark
    spark.close()
    duck.close()


def same(duck: Lake, spark: Lake, ask: str) -> None:
    answers = []
    for lake in (duck, spark):
        table = {
            "firms": lambda here: here.firm_table(ON).order_by("uscc"),
            "then": lambda here: here.firm_table(ON, known=dt.date(2026, 4, 10), counties=["9901"]).order_by(
                "uscc"
            ),
            "months": lambda here: here.coverage(2026).order_by("county", "month"),
            "titles": lambda here: here.qualifications(ON).order_by("uscc", "type", "number"),
        }[ask](lake)
        answers.append(lake.engine.arrow(table))
    first, second = answers
    assert first.num_rows == second.num_rows > 0
    assert first.column_names == second.column_names
    differing = [n for n in first.column_names if first[n].to_pylist() != second[n].to_pylist()]
    assert differing == []
    assert [str(t) for t in first.schema.types] == [str(t) for t in second.schema.types]


@pytest.mark.parametrize("ask", [*depth(["firms", "then", "months"], []), "titles"])
def test_spark_answers_what_duckdb_answers(both: tuple[Lake, Lake], ask: str) -> None:
    same(*both, ask)


def test_a_trace_on_spark(both: tuple[Lake, Lake]) -> None:
    duck, spark = both
    (found,) = spark.trace(A, "revenue_wan", ON)
    assert [found] == duck.trace(A, "revenue_wan", ON)
    assert str(found.value) == "0.000001"
