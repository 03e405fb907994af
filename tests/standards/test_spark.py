"""The same firms on Spark: every answer as on DuckDB, to the last digit."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.depth import depth
from tests.standards.drawn import Drawing, table
from tests.standards.test_worked_cases import every, wrong

from luodi.standards import Standard, catalogue
from luodi.standards.assessing import assess
from luodi.standards.checkingmany import outcomes

FIRMS = 200


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed: `make test` installs it")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java 17, which this machine has not")
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    session = (
        sql.SparkSession.builder.master("local[2]")
        .appName("standards")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.memory", "2g")
        .config("spark.sql.shuffle.partitions", "2")
        .getOrCreate()
    )
    assert session.conf.get("spark.sql.ansi.enabled") == "true"  # an overflow is an error, not another number
    yield ibis.pyspark.connect(session)
    session.stop()


def test_every_standard_says_on_spark_what_it_says_on_duckdb(spark: Any, tmp_path: Path) -> None:
    standards = [s for s in catalogue() if not s.refuses]
    standards = depth(standards, [s for s in standards if s.id in ("high-tech",)])
    drawing = Drawing(standards, seed=11)
    firms = table(drawing.rows(FIRMS), drawing.kinds)
    path = tmp_path / "firms.parquet"
    pq.write_table(firms, path)
    there = spark.read_parquet(str(path))
    for standard in standards:
        here = assess(standard, firms, detail="all", scaled=True)
        away = assess(standard, there, detail="all").sort_by("uscc")
        assert away.column_names == here.column_names
        for name in here.column_names:
            assert away[name].to_pylist() == here[name].to_pylist(), (standard.key, name)


def test_the_worked_cases_come_out_on_spark(spark: Any, tmp_path: Path) -> None:
    def judging(standard: Standard, firms: pa.Table) -> pa.Table:
        path = tmp_path / f"{standard.key}.parquet"
        pq.write_table(firms, path)
        return assess(standard, spark.read_parquet(str(path)), detail="all")

    cases = [c for c in every() if depth(True, c["standard"] == "hnte_2016")]
    assert wrong(cases, many=lambda *group: outcomes(*group, judging)) == []
