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


def by_sqlite(path):
    """`FILE#TABLE`, as `tokenshare export --to sqlite` made the file; which integers are truths is what it says."""
    import sqlite3

    file, table = path.split("#")
    database = sqlite3.connect(file)
    meant = dict(
        database.execute("select column_name, type from column_meaning where table_name = ? order by place", [table])
    )
    types = [[name, kind, None] for _, name, kind, *_ in database.execute(f'pragma table_info("{table}")')]
    assert list(meant) == [name for name, *_ in types], table
    truths = [meant[name] == "true or false" for name, *_ in types]
    rows = database.execute(f'select * from "{table}"').fetchall()
    return types, None, ([truth(cell) if is_truth else cell for cell, is_truth in zip(row, truths)] for row in rows)


def truth(cell):
    return None if cell is None else {0: False, 1: True}[cell]


def by_duckdb_file(path):
    """`FILE#TABLE`, as `tokenshare export --to duckdb` made the file."""
    import duckdb

    file, table = path.split("#")
    with duckdb.connect(file, read_only=True) as database:
        database.execute("set TimeZone = 'UTC'")
        said = database.execute("select column_name, comment from duckdb_columns() where table_name = ?", [table])
        assert all(comment for _, comment in said.fetchall()), table
        rows = database.execute(f'select * from "{table}"')
        types = [[name, str(kind), None] for name, kind, *_ in rows.description]
        return types, None, rows.fetchall()


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
