"""What is left of a title without marks, subtitle, volume and edition: by that lists agree. Pure."""

import re
import unicodedata

_IN_BRACKETS = re.compile(r"[(\[（【〔〈<][^)\]）】〕〉>]*[)\]）】〕〉>]")
_SUBTITLE = re.compile(r"\s*(?:[:：=/]|——|--|\s[-–—]\s).*")
_VOLUME = re.compile(
    r"(?:第?[0-9一二三四五六七八九十百]+[卷册辑集部]|[上中下]册?|vol\.?\s*\d+|volume\s*\d+)$", re.IGNORECASE
)
_EDITION = re.compile(r"(?:插图|注音|彩图|彩绘|美绘|珍藏|典藏|修订|最新|青少|少儿|学生|全译|名家)+[版本]$")
LEAST = 2
"""Characters that a core must have to be looked for within other titles."""


def core_of(title: str) -> str:
    """The core of a title; the title itself, folded, where nothing else would be left."""
    text = unicodedata.normalize("NFKC", title).casefold()
    text = text.strip().removeprefix("《")
    whole, text = text, text.replace("《", "").partition("》")[0]
    bare = _SUBTITLE.sub("", _IN_BRACKETS.sub("", text))
    for ending in (_EDITION, _VOLUME, _EDITION):
        bare = ending.sub("", bare.strip()) or bare
    return _letters(bare) or _letters(whole)


def folded_title(title: str) -> str:
    """A whole title, its letters and digits alone: what a core is looked for in."""
    return _letters(unicodedata.normalize("NFKC", title).casefold())


def _letters(text: str) -> str:
    return "".join(one for one in text if one.isalnum())


def same_author(one: str, other: str) -> bool:
    """Whether two statements of authors may mean one person: one is missing, or they share a name."""
    first, second = _names(one), _names(other)
    return not first or not second or any(a in b or b in a for a in first for b in second)


def _names(text: str) -> list[str]:
    text = unicodedata.normalize("NFKC", text).casefold()
    text = _IN_BRACKETS.sub("", text)
    parts = re.split(r"[,;，；、/·.\s]+|主编|编著|编绘|著|译|编|绘|文|图|等", text)
    return [part for part in (_letters(part) for part in parts) if len(part) >= LEAST]
