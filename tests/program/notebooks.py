"""Executes a notebook where it lies: `notebooks.py NOTEBOOK CHARTS FRAME...` prints these frames as JSON, by name, as lists
of rows; it must draw so many charts.

The notebook itself stays as it is: outputs go nowhere.
"""

import pathlib
import sys

import nbclient
import nbformat

# Runs behind the last cell: a frame of any of the three libraries as rows.
TOLD = """
import json

def rows_of(frame):
    if hasattr(frame, "to_dicts"):
        return frame.to_dicts()
    if hasattr(frame, "fetchall"):
        return [dict(zip(frame.columns, row)) for row in frame.fetchall()]
    rows = frame.astype(object).to_dict(orient="records")
    return [{name: None if value is pd.NA else value for name, value in row.items()} for row in rows]

frames = {name: rows_of(globals()[name]) for name in NAMES}
print(json.dumps(frames, default=str))
"""

path, expected, names = pathlib.Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
notebook = nbformat.read(path, as_version=4)
nbformat.validate(notebook)
notebook.cells.append(nbformat.v4.new_code_cell(f"NAMES = {names}\n{TOLD}"))
client = nbclient.NotebookClient(notebook, timeout=240, resources={"metadata": {"path": path.parent}})
client.execute()
told = [output["text"] for output in notebook.cells[-1]["outputs"] if output["output_type"] == "stream"]
charts = [output for cell in notebook.cells for output in cell.get("outputs", []) if "image/png" in output.get("data", {})]
assert len(charts) == expected, f"expected {expected} charts, found {len(charts)}"
print("".join(told))
