"""How a Chinese text is read aloud, sign by sign, with tones: for whom it is set above the signs.

Loads pypinyin (0.3 s, 40 MB), when it is first asked.
"""

from functools import cache

from db.searching.signs import HAN, PHRASES, RUNS

_PHRASES = {
    **PHRASES,
    "还书": [["huán"], ["shū"]],
    "还好了": [["huán"], ["hǎo"], ["le"]],
    "还回": [["huán"], ["huí"]],
    "还一本": [["huán"], ["yī"], ["běn"]],
    "归还": [["guī"], ["huán"]],
    "借还": [["jiè"], ["huán"]],
    "应还": [["yīng"], ["huán"]],
    "要还": [["yào"], ["huán"]],
    "算还了": [["suàn"], ["huán"], ["le"]],
    "一本一本地": [["yī"], ["běn"], ["yī"], ["běn"], ["de"]],
    "慢慢地": [["màn"], ["màn"], ["de"]],
    "大声地": [["dà"], ["shēng"], ["de"]],
}
"""What pypinyin reads wrongly, in titles and in what the kiosk says."""

_ALONE = {"还": "huán", "地": "dì", "长": "cháng"}
"""Signs without words around them."""


def toned(text: str) -> tuple[str, ...]:
    """For each character of the text its reading as the words around it ask for it; empty for others."""
    from pypinyin import Style, pinyin

    _know_phrases()
    found: list[str] = []
    for run in RUNS.findall(text):
        if run in _ALONE:
            found.append(_ALONE[run])
        elif HAN.match(run):
            read = [one[0] for one in pinyin(run, style=Style.TONE)]
            found += read if len(read) == len(run) else [""] * len(run)
        else:
            found += [""] * len(run)
    return tuple(found)


@cache
def _know_phrases() -> None:
    from pypinyin import load_phrases_dict

    load_phrases_dict(_PHRASES)
