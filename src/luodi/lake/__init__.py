"""Returns as they came: immutable batches of Parquet, read as of any day, on DuckDB or Spark.

from luodi.lake import Lake, inspect, read

lake = Lake("/data/lake")
reading = read(inspect("企业年报.xlsx", "figures", lake=lake), lake=lake)   # the dry run
lake.add(reading, by="张三", at=datetime(2026, 4, 2, 9, 0))
table = lake.firm_table(on=date(2026, 6, 30))                            # one row for each firm
"""

from __future__ import annotations

from luodi.lake.batches import Batch
from luodi.lake.errors import LakeError
from luodi.lake.importing import Problem, Proposal, Reading, inspect, read
from luodi.lake.store import Lake

__all__ = ["Batch", "Lake", "LakeError", "Problem", "Proposal", "Reading", "inspect", "read"]
