"""How a text is read aloud in Chinese: every reading of its signs, as initials and in full.

Loads pypinyin, which takes 0.3 s and 40 MB: only what writes titles and names comes here, never a search.
"""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import combinations, islice, product

from db.searching.signs import HAN, PHRASES, RUNS
from db.store.sql import folded

MOST_COMBINATIONS = 16
"""How many ways of reading one text are kept: of 2,662 real titles one in a hundred has more."""


def initials(text: str) -> list[str]:
    """The first letters of each way to read the text; other letters and digits stand in them as they are."""
    return _combined([list(dict.fromkeys(one[0] for one in ways)) for ways in _readings(text)])


def syllables(text: str) -> list[str]:
    """Each way to read the text in full, without tones and blanks."""
    return _combined(_readings(text))


def readings_of(sign: str) -> tuple[str, ...]:
    """All readings of one sign without tones, the usual one first; 绿 is `lv` and `lu`. Empty for others."""
    return _readings_of(sign) if HAN.fullmatch(sign) else ()


@lru_cache(maxsize=1024)
def _readings(text: str) -> tuple[tuple[str, ...], ...]:
    """The ways to read each sign, the one that the words around it ask for first.

    Kept, since each text is asked for its initials and then in full, and authors come again and again.
    """
    from pypinyin import lazy_pinyin

    plain = "".join(one for one in folded(text) if one.isalnum())
    ways: list[tuple[str, ...]] = []
    for run in RUNS.findall(plain):
        if not HAN.match(run):
            ways += [(one,) for one in run]
            continue
        if any(phrase in run for phrase in PHRASES):
            _know_phrases()  # pypinyin then learns all its words again, which takes as long as 100 titles
        usual = lazy_pinyin(run)
        if len(usual) != len(run):
            usual = [""] * len(run)
        for sign, one in zip(run, usual, strict=True):
            others = readings_of(sign)
            first = [one] if one in others else []
            ways.append((*first, *(other for other in others if other not in first)) or (sign,))
    return tuple(ways)


@lru_cache(maxsize=8192)
def _readings_of(sign: str) -> tuple[str, ...]:
    from pypinyin import Style, pinyin

    (found,) = pinyin(sign, style=Style.NORMAL, heteronym=True, errors="ignore") or [[]]
    plain = [folded(one) for one in found]
    return tuple(dict.fromkeys([*plain, *(one.replace("v", "u") for one in plain)]))


@cache
def _know_phrases() -> None:
    from pypinyin import load_phrases_dict

    load_phrases_dict(PHRASES)


def _combined(ways: Sequence[Sequence[str]]) -> list[str]:
    """The first combinations: that of first choices, then those with one sign read otherwise, then two."""
    return list(dict.fromkeys(islice(_in_turn(ways), MOST_COMBINATIONS))) if ways else []


def _in_turn(ways: Sequence[Sequence[str]]) -> Iterator[str]:
    several = [at for at, choices in enumerate(ways) if len(choices) > 1]
    for number in range(len(several) + 1):
        for places in combinations(several, number):
            for others in product(*(ways[at][1:] for at in places)):
                chosen = dict(zip(places, others, strict=True))
                yield "".join(chosen.get(at, choices[0]) for at, choices in enumerate(ways))
