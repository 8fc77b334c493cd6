"""What a reader is found by besides the class, kept in their own row: name, number, card, the name's pinyin.

Whoever writes one of these writes this with it, and who is forgotten loses all of it at once.
"""

from collections.abc import Iterable
from itertools import islice, product

from db.models import CODE_OF_READER, database
from db.searching.typed import BETWEEN, searchable
from db.store.batches import BATCH, batches, select_in

_SURNAMES = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "区": "ou", "翟": "zhai", "任": "ren", "朴": "piao",
    "华": "hua", "乐": "yue", "查": "zha", "盖": "ge", "缪": "miao", "宁": "ning", "覃": "qin", "召": "shao",
    "冼": "xian", "员": "yun", "尉": "yu", "洗": "xian", "秘": "bi", "繁": "po", "种": "chong", "黑": "he",
    "折": "she", "牟": "mu", "逄": "pang", "郇": "xun", "都": "du", "燕": "yan", "葛": "ge", "纪": "ji",
    "闵": "min", "臧": "zang", "贾": "jia", "沈": "shen", "曲": "qu", "万": "wan", "石": "shi", "车": "che",
}  # fmt: skip
"""Surnames that are read otherwise than the sign usually is."""
_MOST_WAYS = 16
_KNOWN = f"SELECT id, found_by, name, number, {CODE_OF_READER} FROM patron WHERE id IN"


def keep_readers(patron_ids: Iterable[int]) -> None:
    """In the running transaction: let these readers be found as they are now called and numbered."""
    for some in batches(patron_ids, BATCH):
        now = [(text_of_reader(*cells), kept, id_) for id_, kept, *cells in select_in(_KNOWN, some)]
        changed = [(text, id_) for text, kept, id_ in now if text != kept]
        if changed:
            mark = database.param
            database.cursor().executemany(f"UPDATE patron SET found_by = {mark} WHERE id = {mark}", changed)


def text_of_reader(name: str, number: str, card: str | None) -> str:
    """What is kept of a reader; nothing of one who was forgotten, and so has no name."""
    if not name:
        return ""
    lines = dict.fromkeys((*map(searchable, (name, number, card or number)), *pinyin_of_name(name)))
    return BETWEEN + BETWEEN.join(lines) + BETWEEN


def pinyin_of_name(name: str) -> list[str]:
    """The name in pinyin, in full and by initials; its surname as surnames are read, and as signs are."""
    if name.isascii():
        return []
    from db.searching.pinyin import readings_of

    signs = {sign: readings for sign in name if (readings := readings_of(sign))}
    if not signs:
        return []
    ways = [list(signs.get(sign, (sign,))) for sign in name if sign.isalnum()]
    if name[:1] in _SURNAMES and ways:
        usual = _SURNAMES[name[0]]
        ways[0] = [usual, *(one for one in ways[0] if one != usual)]
    read = list(islice(product(*ways), _MOST_WAYS))
    lines = ["".join(one) for one in read] + ["".join([part[0] for part in one]) for one in read]
    if any(sign not in signs for sign in name):
        lines = list(map(searchable, lines))
    return list(dict.fromkeys(lines))
