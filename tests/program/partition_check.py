"""Tables laid out by day: `partition_check.py FOLDER TABLE.parquet...` fails where their rows or types are others."""

import pathlib
import sys

import duckdb
import polars
import pyarrow.dataset

duckdb.execute("set TimeZone = 'UTC'")
problems = []
for path in map(pathlib.Path, sys.argv[2:]):
    folder = pathlib.Path(sys.argv[1]) / path.stem
    table = duckdb.read_parquet(str(path))
    files = f"{folder}/**/*.parquet"
    names = ", ".join(f'"{name}"' for name in table.columns)
    parts = duckdb.sql(f"select {names} from read_parquet('{files}', hive_partitioning = true)")
    if parts.types != table.types:
        problems.append(f"{path.stem}: types by DuckDB")
    if len(parts) != len(table) or len(parts.except_(table)) or len(table.except_(parts)):
        problems.append(f"{path.stem}: rows by DuckDB")
    ours = polars.read_parquet(path)
    theirs = polars.read_parquet(files, hive_partitioning=True, try_parse_hive_dates=True).select(ours.columns)
    if theirs.schema != ours.schema or not theirs.sort(ours.columns).equals(ours.sort(ours.columns)):
        problems.append(f"{path.stem}: polars")
    if pyarrow.dataset.dataset(folder, partitioning="hive").count_rows() != ours.height:
        problems.append(f"{path.stem}: pyarrow")
sys.exit("\n".join(problems) or None)
