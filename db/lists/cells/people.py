"""What a list of readers says of a person: which name to call, what kind of reader, in what standing."""

import re

from db.class_names import grade_of
from db.errors import BadValue
from db.lists.cells.header_names import fold
from db.marking import N_
from db.store.sql import folded

_COMPOUND_SURNAMES = re.compile(
    "欧阳|太史|端木|上官|司马|东方|独孤|南宫|万俟|闻人|夏侯|诸葛|尉迟|公羊|赫连|澹台|皇甫|宗政|濮阳|公冶|太叔|申屠"
    "|公孙|慕容|仲孙|钟离|长孙|宇文|司徒|鲜于|司空|闾丘|令狐|百里|呼延|东郭|南门|西门|歐陽|司馬|東方|諸葛|尉遲"
)
_TITLES = ("mr", "ms", "mrs", "miss", "dr")
_HAN = re.compile("[㐀-鿿豈-﫿\U00020000-\U0003ffff]+")

_STATUSES = {
    "active": ("开通", "正常", "有效", "启用", "在用", "可借", "active", "open", "valid", "yes", "ok"),
    "suspended": ("暂停", "停用", "停借", "冻结", "禁用", "suspended", "blocked", "barred", "inactive"),
    "card_lost": ("丢失", "挂失", "遗失", "lost", "card lost"),
    "left": ("注销", "退证", "毕业", "离校", "转学", "left", "expired", "withdrawn", "graduated"),
}
_STATUS_OF = {fold(word): status for status, words in _STATUSES.items() for word in (*words, status)}

_CATEGORIES = {
    N_("teacher"): ("教师", "老师", "教职工", "教工", "职工", "teacher", "teachers", "staff", "faculty"),
    N_("pupil"): ("学生", "小学生", "pupil", "pupils", "student", "students", "child", "children"),
}
_CATEGORY_OF = {fold(word): category for category, words in _CATEGORIES.items() for word in words}


_MARKS_OF_NAMES = re.compile(r"[\s,.·•・‧'’`-]+")


def name(written: str) -> str:
    """A name without the blanks by which class lists make `王　伟` as wide as `欧阳小明`; one kind of dot."""
    plain = re.sub("[•・‧]", "·", written)
    whole = "".join(plain.split())
    return whole if _HAN.fullmatch(whole.replace("·", "")) else plain


def same_name(one: str, other: str) -> bool:
    """Whether two names may be written of one person: in another order, case or width, with other accents.

    Of a name of several words one may be left out (`Ann Lee`, `Ann Marie Lee`), but not of two.
    """
    words, others = (
        sorted(folded(word) for word in _MARKS_OF_NAMES.split(name(text)) if word) for text in (one, other)
    )
    if words == others or "".join(words) == "".join(others):
        return True
    fewer, more = sorted((set(words), set(others)), key=len)
    return len(fewer) > 1 and fewer <= more


def given_name(name: str) -> str:
    """What a reader is called, guessed from the whole name.

    Chinese: without the surname, which is one character or a known compound; of four characters the last
    two. Names with a dot (`阿依古丽·买买提`): before it. Western: after a comma, else the first word.
    Where that would be one Chinese character, or a title (`Ms Green`, `王老师`), it is the whole name:
    nobody calls 张伟 伟.
    """
    for dot in "·•・":
        if dot in name:
            return name.partition(dot)[0].strip() or name
    if _HAN.fullmatch(name):
        if name.endswith("老师"):
            return name
        if len(name) == 4:
            return name[2:]
        return name[1:] if len(name) == 3 and not _COMPOUND_SURNAMES.match(name) else name
    surname, comma, rest = (part.strip() for part in name.partition(","))
    first = ((rest if comma else name).split() or [""])[0]
    if _is_title(first):
        return rest if len(rest.split()) > 1 else name
    if comma:
        return rest or surname or name
    return first or name


def called(given: str, name: str, category: str = "") -> str:
    """What to call a reader whose given name is in the list as well.

    A teacher with a Chinese name, of whom the list says nothing else, is called by the surname: 胡老师.
    """
    if category == "teacher" and not given and _HAN.fullmatch(name) and not name.endswith("老师"):
        compound = _COMPOUND_SURNAMES.match(name)
        return f"{compound[0] if compound and len(name) > 2 else name[:1]}老师"
    if len(given) == 1 and _HAN.fullmatch(given):
        return name
    return given_name(name) if _is_title(given) else given or given_name(name)


def _is_title(word: str) -> bool:
    return word.rstrip(".").casefold() in _TITLES


def full_name(surname: str, given: str) -> str:
    """Surname and given name as one, in the order of their script."""
    if _HAN.fullmatch(surname + given):
        return surname + given
    return f"{given} {surname}".strip()


def category(word: str) -> str | None:
    """The category that a word names in Chinese or English, or None."""
    return _CATEGORY_OF.get(fold(word))


def status(word: str) -> str:
    """A reader's standing. Raises BadValue for a word that is in no list."""
    if not word:
        return "active"
    try:
        return _STATUS_OF[fold(word)]
    except KeyError:
        raise BadValue(
            N_("not a known status (known: {known})"),
            known=", ".join(word for words in _STATUSES.values() for word in (words[0], words[-1])),
        ) from None


def class_name(grade: str, name: str) -> str:
    """A class by its grade and its own name, where a list keeps them apart: `三年级` and `2班`.

    A name with the grade in it (`三年级2班`, `3A`, `301`) is the whole; digits alone are a class of the
    grade, so that 1 and 12 of grade 1 are `1-1` and `1-12`.
    """
    if not grade or (grade == name and not grade.isdigit()):
        return name
    if not name:
        return grade
    in_name, in_grade = grade_of(name), grade_of(grade)
    if in_name and in_grade and in_name.number == in_grade.number and (in_name.after or in_name.before):
        return name
    if name.startswith(grade) and not grade.isdigit() and not _NUMERAL.fullmatch(grade):
        return name
    if _HAN.search(name) and (grade.isdigit() or _NUMERAL.fullmatch(grade)):
        return f"{grade}年级{name}"
    if _HAN.search(grade + name):
        return grade + (f"{name}班" if name.isdigit() else name)
    if grade.isdigit() and name.isdigit():
        return f"{grade}-{name}"
    return grade + name if grade.isdigit() and len(name) == 1 else f"{grade} {name}"


_NUMERAL = re.compile("[一二三四五六七八九]")
