"""Multiplies out what `tokenshare explain --format json` prints, without any code of the program.

Reads lines of JSON, each [label, cell, explanation], and prints how many numbers it found right, and how many cells end
without bytes, by column; the first wrong one ends it.
"""

import collections
import gzip
import hashlib
import json
import math
import pathlib
import sys


def computed(number):
    inputs = [checked(one) for one in number.get("inputs", [])]
    match number["op"]:
        case "said":
            return number["value"]
        case "sum":
            return math.fsum(inputs)
        case "product":
            return math.prod(inputs)
        case "quotient":
            return inputs[0] / inputs[1]
        case "difference":
            return inputs[0] - inputs[1]
        case "rounded":
            return float(math.floor(inputs[0] + 0.5))
        case "least":
            return min(inputs)
        case "most":
            return max(inputs)
    raise SystemExit(f"unknown op {number['op']}")


def close(one, other):
    return math.isclose(one, other, rel_tol=1e-8, abs_tol=1e-9)


def checked(number):
    value = computed(number)
    if not close(value, number["value"]):
        raise SystemExit(f"{number['name']}: {number['op']} gives {value}, said {number['value']}")
    counts["numbers"] += 1
    for bytes_of in number.get("bytes", []):
        counts["bytes"] += 1
        seen.add((bytes_of["file"], bytes_of["sha256"]))
    note = number.get("note", "")
    if note.startswith("not taken apart"):
        counts["whole"] += 1
    # A number that stands twice is taken apart once: elsewhere in the same explanation it must be.
    known = {(json.dumps(number.get("cell")) if "cell" in number else number["name"], number["value"])}
    if note == "taken apart elsewhere in this explanation":
        again.update(known)
    else:
        apart.update(known if number["op"] != "said" or number.get("bytes") else ())
        # A zero has nothing to be led back to, and a mix of the reference names its file.
        is_end = number["op"] == "said" and "cell" in number and not number.get("bytes")
        if is_end and value != 0 and "usage_mix.csv" not in note:
            counts["ends"][number["cell"]["column"]] += 1
    # Only what was computed from the inputs goes on: a cell that is right by itself hides nothing.
    return value


counts = {"numbers": 0, "bytes": 0, "cells": 0, "whole": 0, "ends": collections.Counter()}
apart, again = set(), set()
seen = set()
folder = pathlib.Path(sys.argv[1])
for line in sys.stdin:
    label, cell, number = json.loads(line)
    apart.clear()
    again.clear()
    value = checked(number)
    for name, of in again - apart:
        raise SystemExit(f"{label}: {name} = {of} is nowhere taken apart")
    if not close(value, cell):
        raise SystemExit(f"{label}: {value}, the cell says {cell}")
    if number["op"] == "said":
        raise SystemExit(f"{label}: not explained: {number.get('note')}")
    counts["cells"] += 1
for file, sha256 in sorted(seen):
    stored = (folder / file).read_bytes()
    # Of a body that the program packed, the hash is of what it was before.
    ways = [stored] + ([gzip.decompress(stored)] if stored[:2] == b"\x1f\x8b" else [])
    if sha256 not in [hashlib.sha256(way).hexdigest() for way in ways]:
        raise SystemExit(f"{file}: not of sha256 {sha256}")
print(json.dumps({**counts, "files": len(seen)}))
