"""The pinyin of people's names, without keeping anybody's: how each sign is read is kept, and no name."""

from collections.abc import Iterable, Mapping
from itertools import islice, product

from db.models import SignReading
from db.searching.typed import searchable
from db.store.batches import insert, select_in
from db.store.sql import rows

_SURNAMES = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "区": "ou", "翟": "zhai", "任": "ren", "朴": "piao",
    "华": "hua", "乐": "yue", "查": "zha", "盖": "ge", "缪": "miao", "宁": "ning", "覃": "qin", "召": "shao",
    "冼": "xian", "员": "yun", "尉": "yu", "洗": "xian", "秘": "bi", "繁": "po", "种": "chong", "黑": "he",
    "折": "she", "牟": "mu", "逄": "pang", "郇": "xun", "都": "du", "燕": "yan", "葛": "ge", "纪": "ji",
    "闵": "min", "臧": "zang", "贾": "jia", "沈": "shen", "曲": "qu", "万": "wan", "石": "shi", "车": "che",
}  # fmt: skip
"""Surnames that are read otherwise than the sign usually is."""
_MOST_WAYS = 16


def keep_signs(names: Iterable[str]) -> None:
    """In the running transaction: know how the signs of these names are read."""
    from db.searching.pinyin import readings_of

    signs = sorted({sign for name in names for sign in name if not sign.isascii()})
    known = {sign for (sign,) in select_in("SELECT sign FROM sign_reading WHERE sign IN", signs)}
    new = [(sign, " ".join(readings_of(sign))) for sign in signs if sign not in known]
    insert(SignReading, ("sign", "readings"), [row for row in new if row[1]])


def known_signs() -> dict[str, list[str]]:
    """How each sign that is in a name is read, the usual reading first."""
    return {sign: readings.split() for sign, readings in rows("SELECT sign, readings FROM sign_reading")}


def pinyin_of_name(name: str, signs: Mapping[str, list[str]]) -> list[str]:
    """The name in pinyin, in full and by initials; its surname as surnames are read, and as signs are."""
    if name.isascii() or not any(sign in signs for sign in name):
        return []
    ways = [signs.get(sign, [sign]) for sign in name if sign.isalnum()]
    if name[:1] in _SURNAMES and ways:
        usual = _SURNAMES[name[0]]
        ways[0] = [usual, *(one for one in ways[0] if one != usual)]
    read = list(islice(product(*ways), _MOST_WAYS))
    lines = ["".join(one) for one in read] + ["".join([part[0] for part in one]) for one in read]
    if any(sign not in signs for sign in name):
        lines = list(map(searchable, lines))
    return list(dict.fromkeys(lines))
