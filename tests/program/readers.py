"""Tables as a reader of Parquet sees them: `readers.py READER FILE...` prints a line of JSON for each file."""

import datetime
import json
import math
import sys


def by_pyarrow(path):
    import pyarrow.parquet

    table = pyarrow.parquet.ParquetFile(path).read()
    types = [[field.name, str(field.type), texts(field.metadata)] for field in table.schema]
    return types, texts(table.schema.metadata), zip(*(column.to_pylist() for column in table.columns))


def by_duckdb(path):
    import duckdb

    duckdb.execute("set TimeZone = 'UTC'")
    pairs = duckdb.execute("select key, value from parquet_kv_metadata(?)", [path]).fetchall()
    rows = duckdb.execute("select * from read_parquet(?)", [path])
    types = [[name, str(kind), None] for name, kind, *_ in rows.description]
    return types, texts(dict(pairs)), rows.fetchall()


def by_pandas(path):
    import pandas

    # Without this backend a column of integers with nulls becomes one of floats, and text and null share a type.
    table = pandas.read_parquet(path, dtype_backend="pyarrow")
    types = [[name, str(kind), None] for name, kind in table.dtypes.items()]
    rows = table.itertuples(index=False, name=None)
    return types, None, ([None if cell is pandas.NA else cell for cell in row] for row in rows)


def by_polars(path):
    import polars

    table = polars.read_parquet(path)
    types = [[name, str(kind), None] for name, kind in table.schema.items()]
    return types, polars.read_parquet_metadata(path), table.iter_rows()


def texts(pairs):
    return {key.decode(): value.decode() for key, value in pairs.items()}


def cell(value):
    """As JSON has it; what JSON has not stands there as a text that equals nothing."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return repr(value)
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return repr(value)


for path in sys.argv[2:]:
    types, footer, rows = globals()[f"by_{sys.argv[1]}"](path)
    rows = [[cell(value) for value in row] for row in rows]
    print(json.dumps({"columns": types, "footer": footer, "rows": rows}))
