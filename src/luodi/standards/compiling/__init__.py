"""Standards compiled to Ibis: one expression for a county's firms or for ten million, on DuckDB or Spark.

    >>> from luodi.standards.compiling import compiled, prefix

`compiled` takes the standards and a firm table in stored whole numbers (money in millionths of 万元) and gives
the table with a verdict for each standard, and as much beside it as `detail` asks. All standards are
compiled together, so what they ask alike is computed once. `asked` gives the same as nodes, which `duck` writes as
DuckDB's SQL.
"""

from luodi.standards.compiling.verdicts import (
    DETAILS,
    VERDICTS,
    Detail,
    asked,
    coded,
    columns,
    compiled,
    prefix,
)

__all__ = ["DETAILS", "VERDICTS", "Detail", "asked", "coded", "columns", "compiled", "prefix"]
