"""Multiplies out what `tokenshare explain --format json` prints, without any code of the program.

Reads lines of JSON, each [label, {column: cell}, explanation], and prints how many numbers it found right, and how many
cells end without bytes, by column, and how many bytes have no place in their file; the first wrong one ends it.
"""

import collections
import functools
import gzip
import hashlib
import itertools
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
        case "power":
            return inputs[0] ** inputs[1]
        case "log":
            return math.log(inputs[0])
        case "drawn":
            return drawn(inputs, number["drawing"])
    raise SystemExit(f"unknown op {number['op']}")


def pcg64(state, stream):
    """PCG XSL RR 128/64 of M. E. O'Neill, HMC-CS-2014-0905."""
    whole, increment = (1 << 128) - 1, (stream << 1 | 1) & (1 << 128) - 1
    step = lambda state: (state * 0x2360ED051FC65DA44385DF649FCCF645 + increment) & whole
    state = step((state + increment) & whole)
    while True:
        state = step(state)
        word, turn = (state >> 64 ^ state) & (1 << 64) - 1, state >> 122
        yield (word >> turn | word << (64 - turn)) & (1 << 64) - 1


@functools.cache
def begins(changes, places, block, draws, state, stream):
    """Which blocks each drawn series is made of."""
    random = pcg64(int(state, 16), int(stream, 16))
    return [[next(random) * places >> 64 for _ in range(-(-changes // block))] for _ in range(draws)]


def drawn(changes, how):
    """A quantile of the growth of series that are put together of blocks of changes, without the mean of all.

    Of pairs the second half of the changes is of another series in the same weeks: what counts is the growth beyond its own.
    """
    assert how["generator"] == "PCG64"
    block, weeks, rates = how["block"], how["weeks"], []
    starts, length = how["starts"], how["changes"]
    half = len(changes) // 2
    sides = [changes[:half], changes[half:]] if how["is_of_pairs"] else [changes]

    def growth(side, places):
        series = [change for place in places for change in side[starts[place] : starts[place] + block]][:length]
        levels = [math.exp(level) for level in itertools.accumulate(series, initial=0.0)]
        return math.log(sum(levels[-weeks:]) / sum(levels[:weeks]))

    for places in begins(length, len(starts), block, how["draws"], how["state"], how["stream"]):
        own, *others = [growth(side, places) for side in sides]
        rates.append(own - sum(others))
    rates.sort()
    place = how["quantile"] * (len(rates) - 1)
    below = math.floor(place)
    quantile = rates[below] + (place - below) * (rates[min(below + 1, len(rates) - 1)] - rates[below])
    return quantile - math.fsum(rates) / len(rates)


def resolved(part):
    """What has a `ref` is what stood under that `id` before, but for what it says itself."""
    if "ref" in part:
        return {**ids[part["ref"]], **part}
    if "id" in part:
        ids[part["id"]] = part
    return part


def close(one, other):
    return math.isclose(one, other, rel_tol=1e-8, abs_tol=1e-9)


def checked(number):
    if "ref" in number:
        return values[number["ref"]]
    value = computed(number)
    if "id" in number:
        values[number["id"]] = value
    if not close(value, number["value"]):
        raise SystemExit(f"{number['name']}: {number['op']} gives {value}, said {number['value']}")
    counts["numbers"] += 1
    cell = resolved(number["cell"]) if "cell" in number else None
    for bytes_of in map(resolved, number.get("bytes", [])):
        counts["bytes"] += 1
        if bytes_of["json_path"] is None:
            counts["pathless"][cell["column"]] += 1
        seen.add((bytes_of["file"], bytes_of["sha256"]))
    note = number.get("note", "")
    if note.startswith("not taken apart"):
        counts["whole"] += 1
    # A number that stands twice is taken apart once: elsewhere in the same explanation it must be.
    known = {(json.dumps([cell["file"], cell["key"], cell["column"]]) if cell else number["name"], number["value"])}
    if note == "taken apart elsewhere in this explanation":
        again.update(known)
    else:
        apart.update(known if number["op"] != "said" or number.get("bytes") else ())
        # A zero has nothing to be led back to, and a mix of the reference names its file.
        is_end = number["op"] == "said" and cell and not number.get("bytes")
        if is_end and value != 0 and "usage_mix.csv" not in note:
            counts["ends"][cell["column"]] += 1
    # Only what was computed from the inputs goes on: a cell that is right by itself hides nothing.
    return value


counts = {"numbers": 0, "bytes": 0, "cells": 0, "whole": 0, "most": 0}
counts |= {"ends": collections.Counter(), "pathless": collections.Counter()}
apart, again = set(), set()
ids, values = {}, {}
seen = set()
folder = pathlib.Path(sys.argv[1])
for line in sys.stdin:
    label, cells, numbers = json.loads(line)
    for known in (apart, again, ids, values):
        known.clear()
    counts["most"] = max(counts["most"], len(json.dumps(numbers)))
    for number in numbers:
        if number.get("op") == "null":
            continue
        column = number["name"]
        value = checked(number)
        if not close(value, cells[column]):
            raise SystemExit(f"{label}, {column}: {value}, the cell says {cells[column]}")
        if number.get("op") == "said":
            raise SystemExit(f"{label}, {column}: not explained: {number.get('note')}")
        counts["cells"] += 1
    for name, of in again - apart:
        raise SystemExit(f"{label}: {name} = {of} is nowhere taken apart")
for file, sha256 in sorted(seen):
    stored = (folder / file).read_bytes()
    # Of a body that the program packed, the hash is of what it was before.
    ways = [stored] + ([gzip.decompress(stored)] if stored[:2] == b"\x1f\x8b" else [])
    if sha256 not in [hashlib.sha256(way).hexdigest() for way in ways]:
        raise SystemExit(f"{file}: not of sha256 {sha256}")
print(json.dumps({**counts, "files": len(seen)}))
