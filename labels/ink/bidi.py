"""In which order the letters of a line stand that is written from the right, or in both directions.

The Unicode Bidirectional Algorithm (UAX 9) for one line, without its explicit embeddings and bracket pairs:
titles and names have none of the first, and brackets come out right without the second in all usual ones.
"""

import unicodedata
from collections.abc import Sequence
from itertools import groupby

_RIGHT = ("R", "AL")
_EMBEDDING = ("LRI", "RLI", "FSI", "PDI", "LRE", "RLE", "LRO", "RLO", "PDF")
_NEUTRAL = frozenset({"B", "S", "WS", "ON", "BN", *_EMBEDDING})


def levels(text: str) -> list[int]:
    """The embedding level of each character: odd ones are written from the right."""
    types = [unicodedata.bidirectional(character) or "L" for character in text]
    base = next((int(kind in _RIGHT) for kind in types if kind in ("L", *_RIGHT)), 0)
    if base == 0 and not {"R", "AL", "AN"}.intersection(types):
        return [0] * len(text)
    start = "R" if base else "L"
    types = _weak(types, start)
    types = _neutral(types, start)
    raised = {0: {"R": 1, "AN": 2, "EN": 2}, 1: {"L": 2, "AN": 2, "EN": 2}}[base]
    found = [raised.get(kind, base) for kind in types]
    for place in range(len(text) - 1, -1, -1):  # L1: blanks at the end belong to the line
        if unicodedata.bidirectional(text[place]) not in ("WS", "B", "S", "BN"):
            break
        found[place] = base
    return found


def in_sight(levels_of_runs: Sequence[int]) -> list[int]:
    """The order, from left to right, of runs that have these levels (rule L2)."""
    order = list(range(len(levels_of_runs)))
    for level in range(max(levels_of_runs, default=0), 0, -1):
        turned: list[int] = []
        for is_turned, some in groupby(order, key=lambda run: levels_of_runs[run] >= level):
            runs = list(some)
            turned += reversed(runs) if is_turned else runs
        order = turned
    return order


def _weak(types: list[str], start: str) -> list[str]:
    """Rules W1 to W7: numbers, and the signs in and beside them."""
    found: list[str] = []
    for kind in types:  # W1
        found.append((found[-1] if found else start) if kind == "NSM" else kind)
    strong = start
    for place, kind in enumerate(found):  # W2, W3
        if kind in ("L", *_RIGHT):
            strong = kind
        if kind == "EN" and strong == "AL":
            found[place] = "AN"
    found = ["R" if kind == "AL" else kind for kind in found]
    for place in range(1, len(found) - 1):  # W4
        before, kind, after = found[place - 1 : place + 2]
        parted = {"ES": ("EN",), "CS": ("EN", "AN")}.get(kind, ())
        if before == after and before in parted:
            found[place] = before
    runs = [(kind, len(list(some))) for kind, some in groupby(found)]  # W5, W6
    found = []
    for number, (kind, count) in enumerate(runs):
        beside = {runs[at][0] for at in (number - 1, number + 1) if 0 <= at < len(runs)}
        if kind == "ET":
            kind = "EN" if "EN" in beside else "ON"
        found += ["ON" if kind in ("ES", "CS") else kind] * count
    strong = start
    for place, kind in enumerate(found):  # W7
        if kind in ("L", "R"):
            strong = kind
        if kind == "EN" and strong == "L":
            found[place] = "L"
    return found


def _neutral(types: list[str], start: str) -> list[str]:
    """Rules N1 and N2: what is neutral goes with what stands on both sides of it, else with the line."""
    runs = [(key, list(some)) for key, some in groupby(types, key=lambda kind: kind in _NEUTRAL)]
    found: list[str] = []
    for number, (is_neutral, kinds) in enumerate(runs):
        if not is_neutral:
            found += kinds
            continue
        before = runs[number - 1][1][-1] if number else start
        after = runs[number + 1][1][0] if number + 1 < len(runs) else start
        sides = {"L" if kind == "L" else "R" for kind in (before, after)}
        found += [sides.pop() if len(sides) == 1 else start] * len(kinds)
    return found
