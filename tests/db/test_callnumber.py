"""Shelf order of call numbers, against the ordered lists of the handbooks."""

import csv
import itertools
import sqlite3
from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.callnumber.keys import class_of, parse, shelf_key, shelf_range
from db.callnumber.scheme import CLC, DEWEY, LC, Scheme

ROOT = Path(__file__).parents[2]

KEYS_OF_VERSION_2 = {
    "": "11 ",
    "E Sen": "11E SEN ",
    "绘本 12": "11绘本 12 ",
    "I287/5": "10101I 3287  1111 1510 1010101010",
    "I287.45/3": "10101I 328745  1111 1310 1010101010",
    "k835/2": "10101K 3835  1111 1210 1010101010",
    "TP312C/8": "10101TP 3312 1C  1111 1810 1010101010",
    "I561.45/L95": "10101I 356145  1112L 29510 1010101010",
    "H195.5-49/7": "10101H 31955 20 349  1111 1710 1010101010",
    "H31a/4": "10101H 331  1011 1410 1010101010",
    "D923.04:D925/2": "10101D 392304 25 1D 3925  1111 1210 1010101010",
    "I287.8/8(上)": "10101I 32878  1111 1810 1010111010",
    "I287.8/8V.2C3": "10101I 32878  1111 1810 1010121310",
    "J218/A10=2/1998": "10101J 3218  1112A 21010 1012101041998",
    "I287.8 8-2": "10101I 32878  1111 1810 1210101010",
}


CHINESE = """
R711 · R711-62 · R711(711) · R711(711)=535 · R711=6 · R711<326> · R711:R83 · R711+R173 · R711.1
B · B-43 · B0 · B3 · E27 · E512 · TM92 · TU201 · X799
TP3 · TP3-43 · TP3-61 · TP30 · TP301 · TP301.1 · TP311 · TP32
H319-43 · H319:A112 · H319:S312 · H319:T311 · H319:TB312 · H319:TV312 · H319:U312 · H319:V311 · H319:X256
H319:X256 · H319:X256-42 · H319:Z256
K825.5 · K825.5-49 · K825.5=6
F729 · F729-49 · F729(225)
K837.125.6/1 · K837.127=43/1 · K837.127=533/1
K28"1"/1 · K28"12"/1 · K28=2/1 · K281/1
T · T-0 · T1 · TB1 · TP1
G624.201 · G624.203 · G624.5 · G624.56 · G634.3
K1/1 · K102/1 · K1209/1 · K209/5 · K209/16 · K209/31 · K209/56 · K3/1
K827/Z763 · K827/Z763A · K827/Z763B · K827/Z763Y · K827/Z763AA
I247.58/J822-2 · I247.58/J822-2(14) · I247.58/J822-2(15) · I247.58/J822-2(32)
O13-43/S623 · O13-43/S623(2) · O13-43/S623-2(1) · O13-43/S623-2(2)
J228.2/1 · J228.2/2(1) · J228.2/2(2) · J228.2/2(10) · J228.2/10
K20-42 · K20-42/15
I287.45/12 · I287.45/12=2 · I287.7/3 · I287.8/1
N031a/1 · N031/1 · N031.1/1
I247.57/338 · I247.57/E3
J228.2/7(上) · J228.2/7(中) · J228.2/7(下) · J228.2/8
"""

DECIMAL = """
001.9 BRO · 005.133 LAM · 025.431 DEW · 031 BRI V.1 · 031 BRI V.2 · 031 BRI V.10 · 133.1 HOL · 398.2 GRI
398.2 GRI · 398.2 GRI 1995 · 398.2 GRI 2009 · 398.2 GRI 2009 C.2 · 398.20943 GRI · 398.21 AND · 451 · 451.01
451.01 · 451.012 · 451.023 · 451.04 · 451.04217 · 451.1 · 451.136 · 451.3 · 510 B123 · 510 B13 · 599 A1
599 A1 · 599.1 A1 · 599.10 B1 · 599.755 SMI · 796.334 FOX · 823.914 DAH · 823.914 ROW V.1 · 823.914 ROW V.2
823.914 ROW V.2 · 823.92 WAL · 910.4 COO · 973.7 A5 · 974 B
"""

CONGRESS = """
A123.4 .C11 · B11 .C13 .D11 · LB1025 .B3 · LB1025 .B3 1990 · LB1025 .B3 1990 v.2 · LB1025 .B3 1990 v.10
LB1025 .B3 1990 v.10 · LB1025.2 .A1 · M5 .L3 · M5 .L3 1902 · M118 .L118 · M118 .L2 · PZ7 .D118 · PZ7 .D15
PZ7 .D15 · QA76 .C6 1980 · QA76 .C6 1980 c.2 · QA76.73 .P98 · QA760 .A1
"""


def is_understood(call_number: str, scheme: Scheme) -> bool:
    return parse(call_number, scheme) is not None


def lists(text: str, scheme: Scheme) -> list[tuple[list[str], Scheme]]:
    return [(line.split(" · "), scheme) for line in text.strip().splitlines()]


def in_order(call_numbers: list[str], scheme: Scheme) -> list[str]:
    return sorted(call_numbers, key=lambda number: shelf_key(number, scheme))


@pytest.mark.parametrize(
    ("ordered", "scheme"), lists(CHINESE, CLC) + lists(DECIMAL, DEWEY) + lists(CONGRESS, LC)
)
def test_the_ordered_lists_of_the_handbooks_are_strictly_ascending(
    ordered: list[str], scheme: Scheme
) -> None:
    assert [number for number in ordered if not is_understood(number, scheme)] == []
    pairs = itertools.pairwise(ordered)
    assert [(a, b) for a, b in pairs if not shelf_key(a, scheme) < shelf_key(b, scheme)] == []


@pytest.mark.parametrize(
    ("one", "other", "scheme"),
    [
        ("Ｒ７１１－６２", "R711-62", CLC),
        ("H319.4：I234", "H319.4:I234", CLC),
        ("i287.45／j822", "I287.45/J822", CLC),
        ("K28“1”", 'K28"1"', CLC),
        ("R711〈326〉", "R711<326>", CLC),
        ("I287.45/12\n", "I287.45 / 12", CLC),
        ("I287.45\n12\n(2)", "I287.45/12(2)", CLC),
        ("I287.45/", "I287.45", CLC),
        ("I287.45 12", "I287.45/12", CLC),
        ("I 287.45 12", "I287.45/12", CLC),
        ("R711 - 62 / 3", "R711-62/3", CLC),
        ("A841.4 ", "A841.4", CLC),
        ("J228.2/2 v.10", "J228.2/2(10)", CLC),
        ("031 bri vol. 2", "031 BRI V.2", DEWEY),
        ("031 BRI V2", "031 BRI v. 2", DEWEY),
        ("823/.914 ROW", "823.914 ROW", DEWEY),
        ("823.9140 ROW", "８２３．９１４　ＲＯＷ", DEWEY),
        ("398.2 GRI 2009 copy 2", "398.2 GRI 2009 C.2", DEWEY),
        ("FIC\nDAH", "F DAH", DEWEY),
        ("qa76.73.p98", "QA 76.73 .P98", LC),
    ],
)
def test_width_spacing_and_case_make_no_difference(one: str, other: str, scheme: Scheme) -> None:
    assert is_understood(one, scheme)
    assert shelf_key(one, scheme) == shelf_key(other, scheme)


@pytest.mark.parametrize(
    ("call_number", "scheme"),
    [
        ("", CLC),
        ("1287.45/12", CLC),  # the digit one for the letter I
        ("L287", CLC),  # no such class
        ("Ⅰ班图书/3", CLC),
        ("绘本 I287.8/3", CLC),  # a prefix that the library has not named
        ("31 BRI", DEWEY),  # leading zeros lost
        ("I287.45/12", DEWEY),
        ("XYZ DAH", DEWEY),
        ("823.914 ROW", LC),
        ("QA", LC),
    ],
)
def test_what_does_not_follow_the_scheme_is_reported(call_number: str, scheme: Scheme) -> None:
    assert is_understood(call_number, scheme) is False


@pytest.mark.parametrize("scheme", [CLC, DEWEY, LC])
def test_what_is_not_understood_stands_behind_everything_else_by_its_text(scheme: Scheme) -> None:
    last = {CLC: "Z999/ZZZ999", DEWEY: "PRO 999.9 ZZZ", LC: "ZZZ9999 .Z9"}[scheme]
    ordered = [last, "?", "捐赠 1", "捐赠 2"]
    assert [is_understood(number, scheme) for number in ordered] == [True, False, False, False]
    assert in_order(ordered[::-1], scheme) == ordered


def test_school_prefixes_are_runs_in_the_order_that_the_school_sets() -> None:
    numbers = ["E CAR", "F DAH", "FIC ROW", "F ROW", "B LIN", "REF 031 BRI", "823.914 ROW"]
    assert in_order(numbers, DEWEY) == [
        "823.914 ROW",
        "E CAR",
        "F DAH",
        "FIC ROW",
        "F ROW",
        "B LIN",
        "REF 031 BRI",
    ]
    picture_books_first = replace(DEWEY, runs=(("E",), ("",), ("REF",), ("B",), ("F", "FIC")))
    assert in_order(numbers, picture_books_first) == [
        "E CAR",
        "823.914 ROW",
        "REF 031 BRI",
        "B LIN",
        "F DAH",
        "FIC ROW",
        "F ROW",
    ]


def test_a_chinese_prefix_may_stand_before_the_number_without_a_blank() -> None:
    scheme = replace(CLC, runs=(("绘本",), ("",), ("工具", "工具书")))
    numbers = [
        "绘本I287.8/3",
        "绘本 I287.8/12",
        "绘本\nK2/1",
        "A7/1",
        "Z228/1",
        "工具书/H163/2",
        "工具 H164/1",
    ]
    assert in_order(numbers[::-1], scheme) == numbers
    assert all(is_understood(number, scheme) for number in numbers)


def test_the_choices_between_filing_rules_are_the_librarys() -> None:
    foreign = ["I2/7", "I2/E3"]
    assert in_order(foreign, replace(CLC, running_numbers_first=False)) == ["I2/E3", "I2/7"]
    suffixes = ["K8/Z7Y", "K8/Z7AA"]
    assert in_order(suffixes, replace(CLC, short_suffixes_first=False)) == ["K8/Z7AA", "K8/Z7Y"]
    authors = ["I2/A9", "I2/A10"]
    assert in_order(authors, CLC) == ["I2/A9", "I2/A10"]
    assert in_order(authors, replace(CLC, author_digits_are_decimals=True)) == ["I2/A10", "I2/A9"]


@pytest.mark.parametrize(
    ("first", "last", "scheme", "inside", "outside"),
    [
        (
            "I287",
            "I287",
            CLC,
            ["I287", "I287/5", "I287-49", "I287.45/12", "I287a/1"],
            ["I286.7/1", "I29", "I28"],
        ),
        ("I287.4", "I287.9", CLC, ["I287.45/1", "I287.9/3", "I287.95"], ["I287/1", "I287.3", "I288"]),
        ("T", "T", CLC, ["T1", "TB1", "TP311/2"], ["S9", "U1"]),
        ("398.2", "399", DEWEY, ["398.2 GRI", "398.21", "399.9 A"], ["398.19", "400", "E 398.2 A"]),
        ("QA76", "QA76", LC, ["QA76 .C6", "QA76.73 .P98"], ["QA75.9", "QA760 .A1"]),
    ],
)
def test_a_range_of_classes_takes_in_their_subdivisions(
    first: str, last: str, scheme: Scheme, inside: list[str], outside: list[str]
) -> None:
    low, high = shelf_range(first, last, scheme)
    found = [number for number in inside + outside if low <= shelf_key(number, scheme) < high]
    assert found == inside


def test_a_range_that_is_not_understood_is_refused_with_a_sentence() -> None:
    with pytest.raises(ValueError, match="'1287' is not a class number"):
        shelf_range("1287", "I287", CLC)


CHINESE_ODD = """
I287.45/11 · I287.45/12 · I287.45/12(上册) · I287.45/12(中册) · I287.45/12(下册)
I287.45/12(下册) · I287.45/13/第2册 · I287.45/13第十册
I287.45/12 · I287.45/12.1 · I287.45/12.3 · I287.45/12.10 · I287.45/13
I287.45/12 · I287.45/12[1] · I287.45/12第二卷 · I287.45/12 卷3
I287.45/12 卷3 · I287.45/12 vol.4 · I287.45/12 No.5 · I287.45/12#6
I287.45/12:1-3 · I287.45/12:4-6 · I287.45/13
I287.45/12(2) · I287.45/12(2)(上) · I287.45/12(3)
I287.45/13 · I287.45/B8 · I287.45/曹1 · I287.45/曹2 · I287.45/曹10 · I287.45/杨 · I287.46/1
I287.45/J82 · I287.45/J82复1 · I287.45/J82.2 · I287.46/1
I287.45 · I287.45(上册) · I287.45/3 · I287.45杨 · I287.5/1
"""

DECIMAL_ODD = """
813.54 KIN · 813.54 KIN no. 3 · 813.54 KIN #4 · 813.54 KIN no. 10
813.54 · 813.54 no. 3 · 813.54 no. 10 · 813.54 罗琳 · 813.55
"""

CONGRESS_ODD = """
PZ7 .M3567585 Km 1997 · PZ7.M3567585 Wel 1995x · PZ8 .A1
QA76 .S73 no.9 · QA76 .S73 no.93-1 · QA76 .S73 no.100 · QA76 .T1
PN6084.F8 O54 · PN6084.F8 O54 1966 PPA c.2 · PN6084.F8 O55
G4364 .L8 · G4364 .L8:2G7 · G4364 .L9
"""


@pytest.mark.parametrize(
    ("ordered", "scheme"), lists(CHINESE_ODD, CLC) + lists(DECIMAL_ODD, DEWEY) + lists(CONGRESS_ODD, LC)
)
def test_what_follows_a_class_is_ordered_as_far_as_it_is_understood(
    ordered: list[str], scheme: Scheme
) -> None:
    test_the_ordered_lists_of_the_handbooks_are_strictly_ascending(ordered, scheme)


@given(
    st.sampled_from([("I287.45", "/", CLC), ("K827", " ", CLC), ("398.2", " ", DEWEY), ("QA76.73", " ", LC)]),
    st.text(max_size=20).filter(lambda text: "/" not in text),
)
def test_whatever_follows_a_class_the_book_stands_in_its_class(
    given_class: tuple[str, str, Scheme], tail: str
) -> None:
    of_class, between, scheme = given_class
    low, high = shelf_range(of_class, of_class, scheme)
    number = f"{of_class}{between}1 {tail}" if between == " " else f"{of_class}{between}{tail}"
    assert low <= shelf_key(number, scheme) < high


@pytest.mark.parametrize(
    ("call_number", "scheme", "of_class"),
    [
        ("I287.45/12(上册)", CLC, "I287.45"),
        ("Ｉ287.5／杨", CLC, "I287.5"),
        ("绘本I287.8/3", replace(CLC, runs=(("绘本",),)), "绘本I287.8"),
        ("I287.45杨", CLC, "I287.45"),
        ("捐赠 1", CLC, ""),
        ("REF 031 BRI v.2", DEWEY, "REF 031"),
        ("823.914 ROW", DEWEY, "823.914"),
        ("F ROW", DEWEY, "F"),
        ("QA 76.73 .P98 1990", LC, "QA 76.73"),
    ],
)
def test_the_class_is_told_as_it_is_written(call_number: str, scheme: Scheme, of_class: str) -> None:
    assert class_of(call_number, scheme) == of_class


@st.composite
def chinese(draw: st.DrawFn) -> str:
    digits = st.text("0123456789", min_size=1, max_size=3)
    part = st.builds(
        lambda stem, number, marks: stem + number + "".join(marks),
        st.sampled_from(["I", "K", "TP", "T", "Z"]),
        st.one_of(st.just(""), digits, st.builds("{}.{}".format, digits, digits)),
        st.lists(
            st.one_of(
                st.builds("-{}".format, digits),
                st.builds("({})".format, digits),
                st.builds('"{}"'.format, digits),
                st.builds("={}".format, digits),
                st.builds("<{}>".format, digits),
            ),
            max_size=2,
        ),
    )
    book = st.builds(
        lambda letters, number, suffix, tail: f"/{letters}{number}{suffix}{tail}",
        st.sampled_from(["", "A", "Z", "CAO"]),
        st.integers(1, 120),
        st.sampled_from(["", "A", "AA"]),
        st.sampled_from(["", "-2", "=2", "(2)", "(10)", "-2(1)", "=3c.2"]),
    )
    related = st.one_of(part, st.builds("{}{}{}".format, part, st.sampled_from(":+"), part))
    return draw(related) + draw(st.one_of(st.just(""), book))


@st.composite
def decimal(draw: st.DrawFn) -> str:
    prefix = draw(st.sampled_from(["", "", "E ", "FIC ", "REF "]))
    number = f"{draw(st.integers(0, 999)):03}"
    fraction = draw(st.sampled_from(["", ".1", ".10", ".914", ".02"]))
    return (
        prefix
        + number
        + fraction
        + draw(st.sampled_from(["", " A1", " DAH", " DAH 1995", " DAH V.2", " ROW C.10"]))
    )


@st.composite
def congress(draw: st.DrawFn) -> str:
    letters = draw(st.sampled_from(["B", "PZ", "QA"]))
    cutters = draw(st.sampled_from(["", " .C6", " .D118 .D15", " .D15 1990", " .D15 1990 V.2", " .D15 V.10"]))
    return f"{letters}{draw(st.integers(1, 999))}{draw(st.sampled_from(['', '.2', '.73']))}{cutters}"


numbers = st.one_of(
    st.tuples(st.just(CLC), st.tuples(chinese(), chinese(), chinese())),
    st.tuples(st.just(DEWEY), st.tuples(decimal(), decimal(), decimal())),
    st.tuples(st.just(LC), st.tuples(congress(), congress(), congress())),
)


@given(numbers)
def test_the_key_orders_as_the_fields_do(drawn: tuple[Scheme, tuple[str, str, str]]) -> None:
    scheme, (a, b, _) = drawn
    fields_a, fields_b = parse(a, scheme), parse(b, scheme)
    assert fields_a is not None
    assert fields_b is not None
    assert (shelf_key(a, scheme) < shelf_key(b, scheme)) == (fields_a < fields_b)
    assert (shelf_key(a, scheme) == shelf_key(b, scheme)) == (fields_a == fields_b)


@given(numbers)
def test_spelling_never_moves_a_book(drawn: tuple[Scheme, tuple[str, str, str]]) -> None:
    scheme, (call_number, _, _) = drawn
    full_width = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else "\u3000" for c in call_number)
    for spelling in (full_width, call_number.lower(), f" {call_number}\t", call_number.replace("/", " / ")):
        assert shelf_key(spelling, scheme) == shelf_key(call_number, scheme)


@given(st.lists(st.one_of(chinese(), decimal(), st.text(max_size=12)), min_size=2, max_size=12))
def test_the_database_orders_as_the_keys_do(call_numbers: list[str]) -> None:
    keys = [shelf_key(number, CLC) for number in call_numbers]
    database = sqlite3.connect(":memory:")
    with database:
        database.execute("CREATE TABLE shelf (key TEXT)")
        database.executemany("INSERT INTO shelf VALUES (?)", [(key,) for key in keys])
    ordered = [key for (key,) in database.execute("SELECT key FROM shelf ORDER BY key")]
    database.close()
    assert ordered == sorted(keys) == sorted(keys, key=lambda key: key.encode())


@pytest.mark.parametrize("scheme", [CLC, DEWEY, LC])
def test_a_very_long_number_is_judged_as_quickly_as_a_short_one(scheme: Scheme) -> None:
    for odd in (
        "I" + "1" * 5_000 + "!",
        "I1" + "-1.(1)" * 1_000 + "!",
        "I1/" + "(上" * 2_000,
        "I1 " + "v.1" * 999,
    ):
        start = monotonic()
        shelf_key(odd, scheme)
        assert monotonic() - start < 1


@given(st.text(max_size=30), st.sampled_from([CLC, DEWEY, LC]))
def test_no_text_is_too_odd_for_a_key(text: str, scheme: Scheme) -> None:
    key = shelf_key(text, scheme)
    assert key.startswith("10" if is_understood(text, scheme) else "11")
    assert "\x00" not in key


def real_list() -> Path:
    for beside in (ROOT.parent, ROOT.parent.parent):
        if (beside / "shared/data/school-books.csv").exists():
            return beside / "shared/data/school-books.csv"
    pytest.skip("needs ../shared/data")


def test_every_call_number_of_the_real_list_is_understood() -> None:
    with real_list().open(encoding="utf-8-sig", newline="") as lines:
        written = [row["索书号"] for row in csv.DictReader(lines)]
    given_numbers = [number for number in written if number.strip()]
    assert (len(written), len(given_numbers)) == (2662, 2490)
    assert [number for number in given_numbers if not is_understood(number, CLC)] == []


@pytest.mark.parametrize(("call_number", "key"), KEYS_OF_VERSION_2.items())
def test_keys_are_those_that_stores_hold(call_number: str, key: str) -> None:
    """Stores hold keys, and migration 0002 makes them by this function: it is frozen by this list.

    Whoever wants other keys adds a migration that files every title again, and keeps here what 0002 made.
    """
    assert shelf_key(call_number, CLC) == key
