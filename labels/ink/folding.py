"""Where a line may end: between words in every script, between Chinese characters, never within a letter.

After the Unicode Line Breaking Algorithm (UAX 14), as far as titles and names need it. Thai, Lao, Khmer and
Burmese write no blanks between words, and telling words apart there takes a dictionary: they are broken
between syllables' letters, never before a mark.
"""

import unicodedata
from functools import lru_cache

_NEVER_FIRST = frozenset(
    "》」』】）〉〕”’，。、；：！？…·—～,.;:!?)]}%‰℃་།༎ๆฯຯៗ៖។၊။،؛؟۔ー々〻ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
)
"""Signs that a line does not begin with."""

_NEVER_LAST = frozenset("《「『【（〈〔“‘([{$￥¥€£№#")
"""Signs that a line does not end with."""

_BREAKS_AFTER = frozenset("\u200b\u0f0b\u0f0d\u0f0e\u1361\u058a\u05be\u2010\u2013-/·—…")
"""Signs behind which a line may end: zero-width blank, the dot between Tibetan syllables, hyphens."""

_LEADING_VOWELS = frozenset("เแโใไເແໂໃໄ")
_WITHOUT_BLANKS = (("\u0e00", "\u0eff"), ("\u1000", "\u109f"), ("\u1780", "\u17ff"))
"""Thai and Lao, Burmese, Khmer."""
_MARKS = ("Mn", "Mc", "Me", "Cf", "Sk")
_JOINERS = frozenset("\u200d\u2060\ufeff\u202f\u180e\u00a0")


NO_BREAK = "\N{NO-BREAK SPACE}"
"""The blank at which no line ends."""


@lru_cache(maxsize=4096)
def may_break(before: str, after: str) -> bool:
    """Whether a line may end between these two characters."""
    if before in _JOINERS or after in _JOINERS or is_mark(after):
        return False
    if before.isspace() or after.isspace():
        return True
    if after in _NEVER_FIRST or before in _NEVER_LAST:
        return False
    if before in _BREAKS_AFTER:
        return after.isalpha()
    if _is_without_blanks(before) and _is_without_blanks(after):
        return before not in _LEADING_VOWELS
    return _is_ideograph(before) or _is_ideograph(after)


def is_mark(character: str) -> bool:
    """Whether it belongs to the letter before it."""
    return unicodedata.category(character) in _MARKS or "\U0001f3fb" <= character <= "\U0001f3ff"


def letter_ends(text: str, place: int) -> int:
    """The last place up to this one (and at least one letter in) that is within no letter."""
    end = place
    while 0 < end < len(text) and (is_mark(text[end]) or text[end - 1] in _JOINERS):
        end -= 1
    if end > 0:
        return end
    end = max(place, 1)
    while end < len(text) and is_mark(text[end]):
        end += 1
    return end


def _is_ideograph(character: str) -> bool:
    """A Chinese character, kana or a sign as wide as one; Korean parts its words by blanks."""
    return unicodedata.east_asian_width(character) in "WF" and not ("가" <= character <= "힣")


def _is_without_blanks(character: str) -> bool:
    return any(first <= character <= last for first, last in _WITHOUT_BLANKS)
