"""Returns as they came: immutable batches of Parquet, read as of any day, on DuckDB or Spark."""
