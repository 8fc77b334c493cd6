"""Call numbers of Dewey and of the Library of Congress, in brief."""

import re

from db.callnumber.clc import by_text
from db.callnumber.scheme import Fields

DEWEY_NUMBER = re.compile(r"(?:(\d{3})(?:\.(\d+))?(?![\d.]))?(.*)", re.ASCII)


LC_NUMBER = re.compile(r"([A-Z]{1,3}) ?(\d{1,4})(?:\.(\d+))?(?!\d)(.*)", re.ASCII)


_PART = re.compile(r"V\.(?P<volume>\d{1,9})|C\.(?P<copy>\d{1,9})|(?P<year>(?:1[4-9]|20)\d\d)[A-Z]?", re.ASCII)


def parse_dewey(text: str, number_needed: bool) -> Fields | None:
    # Catalogue cards mark where a number may be cut: 823/.914, 398.2/0943.
    found = DEWEY_NUMBER.fullmatch(re.sub(r"(?<=\d)[/'](?=\.?\d)", "", text))
    if not found or (number_needed and not found[1]):
        return None
    words, parts, odd = _words_and_parts(re.sub(r"(?<=[A-Z\d]) ([VC])(?=\d+(?: |$))", r" \1.", found[3]))
    if not (found[1] or words):
        return None
    number = int(found[1]) + 1 if found[1] else 0
    return (number, (found[2] or "").rstrip("0"), words, *parts, *odd)


def parse_lc(text: str) -> Fields | None:
    found = LC_NUMBER.fullmatch(text)
    if not found:
        return None
    cutters, parts, odd = _words_and_parts(re.sub(r"\.(?=[A-Z])", " ", found[4]))
    return (found[1], int(found[2]), (found[3] or "").rstrip("0"), cutters, *parts, *odd)


def _words_and_parts(text: str) -> tuple[tuple[str, ...], tuple[int, int, int], Fields]:
    """What follows the class: author or cutter words; year, volume, copy (0 when absent); whatever else."""
    marked = re.sub(
        r"(?<![^\W_])(?:(V)(?:OL)?|(C)(?:OPY)?|(?:NO|BD|PT)|#)(?:\.| (?=\d)|(?<=#)) ?(?=\d)",
        lambda found: f" {'C' if found[2] else 'V'}.",
        text.replace("/", " "),
    )
    words: list[str] = []
    parts = {"year": 0, "volume": 0, "copy": 0}
    odd: list[str] = []
    for word in re.sub(r"([VC]\.\d+)-\d+", r"\1", marked).split():
        part = _PART.fullmatch(word)
        name = part.lastgroup if part else None
        if part and name and not parts[name]:
            parts[name] = int(part[name])
        elif word[:1].isalpha() and not part and not odd:
            words += filter(None, re.split(r"[\W_]+", word))
        else:
            odd += by_text(word)
    return tuple(words), (parts["year"], parts["volume"], parts["copy"]), (tuple(odd),) if odd else ()
