"""Lists in encodings that are not read here are refused, never read as other names."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.errors import BadList
from db.lists.files.encoding import decode
from db.lists.files.table import read

KOREAN = [
    a + b
    for a in "김이박최정강조윤장임한오서신권"
    for b in ("민준", "서연", "지우", "현우", "수빈", "도윤", "예은")
]
JAPANESE = [
    a + b
    for a in ("山田", "佐藤", "鈴木", "高橋", "田中", "渡辺", "長谷川")
    for b in ("太郎", "花子", "翔太", "美咲", "さくら", "健")
]
TRADITIONAL = [
    a + b for a in "陳林黃張劉鄭謝蔡許楊" for b in ("怡君", "家豪", "淑芬", "雅婷", "志明", "俊傑")
]
CHINESE = [
    a + b
    for a in "王李张刘陈杨赵黄周吴徐孙胡朱高"
    for b in ("小明", "梓涵", "雨萱", "伟", "浩然", "思琪", "芳")
]
THAI = ["สมชาย ใจดี", "สมหญิง รักเรียน", "วิชัย มานะ", "กมล สุดา", "ประเสริฐ นารี", "ปิติ ชูใจ", "พรทิพย์ ธนากร"]
ARABIC = ["محمد أحمد", "فاطمة علي", "حسن خالد", "يوسف مريم", "سارة إبراهيم", "عبدالله نور"]
CYRILLIC = ["Иванов Пётр", "Смирнова Анна", "Кузнецов Дмитрий", "Соколова Мария", "Лебедев Алексей"]
GREEK = ["Παπαδόπουλος Γεώργιος", "Ελένη Μαρία", "Νικόλαος Δημήτρης"]
FRENCH = ["Zoé Lefèvre", "Noël François", "Hélène Müller", "José Núñez", "Jérôme Thérèse", "Gaëlle Benoît"]

FOREIGN = [
    (KOREAN, "euc-kr"),
    (JAPANESE, "euc-jp"),
    (JAPANESE, "shift_jis"),
    (TRADITIONAL, "big5"),
    (THAI, "tis-620"),
    (ARABIC, "cp1256"),
    (ARABIC, "iso8859-6"),
    (CYRILLIC, "cp1251"),
    (CYRILLIC, "koi8-r"),
    (GREEK, "cp1253"),
    (FRENCH, "cp1252"),
]


def listed(names: list[str]) -> str:
    return "number,name,class\n" + "".join(f"{number},{name},3A\n" for number, name in enumerate(names, 100))


@pytest.mark.parametrize(("names", "encoding"), FOREIGN, ids=[encoding for _, encoding in FOREIGN])
@settings(max_examples=60)
@given(seed=st.integers(0, 10**6), length=st.sampled_from([3, 5, 10, 40, 200]))
def test_a_list_in_another_encoding_is_refused(
    names: list[str], encoding: str, seed: int, length: int
) -> None:
    chosen = random.Random(seed).choices(names, k=length)
    with pytest.raises(BadList, match="UTF-8"):
        decode(listed(chosen).encode(encoding), "list.csv")


@settings(max_examples=60)
@given(
    names=st.sampled_from([FRENCH, CYRILLIC, KOREAN, JAPANESE, CHINESE, THAI]),
    seed=st.integers(0, 10**6),
    length=st.sampled_from([1, 3, 10, 60]),
    at_the_end=st.booleans(),
)
def test_one_damaged_byte_in_a_utf_8_list_is_named_by_its_line(
    names: list[str], seed: int, length: int, at_the_end: bool
) -> None:
    chosen = random.Random(seed).choices(names, k=length)
    head, *rows = listed(chosen).encode().splitlines(keepends=True)
    stray = "120,Amélie Petit,3A\n".encode("latin-1")
    content = b"".join([head, *rows, stray] if at_the_end else [head, stray, *rows])
    with pytest.raises(BadList) as caught:
        decode(content, "list.csv")
    assert f"line {length + 2 if at_the_end else 2}" in str(caught.value)


@settings(max_examples=80)
@given(seed=st.integers(0, 10**6), length=st.sampled_from([3, 5, 10, 40, 200]), chinese=st.booleans())
def test_a_chinese_list_in_gb18030_is_read(seed: int, length: int, chinese: bool) -> None:
    text = listed(random.Random(seed).choices(CHINESE, k=length))
    if chinese:
        text = text.replace("number,name,class", "学号,姓名,班级").replace("3A", "三年级1班")
    assert decode(text.encode("gb18030"), "list.csv") == text


def test_one_name_is_enough_below_chinese_headers(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("学号,姓名\n1,李明\n".encode("gb18030"))
    (sheet,) = read(path)
    assert sheet.rows[1].cells == ["1", "李明"]
