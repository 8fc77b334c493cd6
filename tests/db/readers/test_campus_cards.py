"""One campus card in each way in which card readers type it is one reader; nothing else is taken for one."""

import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from school import NOW, Library

from db.answers.counter.scans import CheckedOut, TurnOpened, Unknown
from db.circulation.found import FoundPatron, FoundTitle
from db.circulation.lookup import find, find_barcode
from db.codes import clean, isbn_13
from db.errors import BadValue
from db.events.record import Acting
from db.labelling.new_card import replace_card
from db.lists.people.readers import import_readers
from db.models import Barcode
from db.readers.campus_cards import Form, chips_of, learn, learnt_forms, typed_chips, typed_short
from db.store.sql import rows
from kiosk.counter.desk import Desk

CARD = ("01026f6c3a", "0040856634", "07302202", "111,27706", "00623,27706")
ACTING = Acting("desk", NOW, "staff")


@pytest.mark.parametrize("stored", CARD)
@pytest.mark.store_in("file")
def test_a_card_that_is_swiped_in_each_spelling_opens_the_same_turn(library: Library, stored: str) -> None:
    replace_card(library.patron("6101", given_name="小明").number, ACTING, stored)
    library.patron("6102")
    library.copy("B1")
    for number, swiped in enumerate((*CARD, "01026F6C3A", "026F6C3A", "１１１，２７７０６")):
        desk = Desk(f"kiosk {number}")
        answer = desk.scan(clean(swiped), NOW)
        assert isinstance(answer, TurnOpened) and answer.reader.number == "6101", swiped
    assert isinstance(desk.scan("B1", NOW), CheckedOut)


@given(st.integers(0x10000, 2**32 - 1), st.integers(0, 255))
def test_the_spellings_of_a_chip_say_the_same_of_it(value: int, maker: int) -> None:
    chip = chips_of(f"{maker:02X}{value:08X}")[-1]
    assert chip.value == maker << 32 | value
    for form, spelling in chip.spellings:
        (read,) = [one for one in typed_chips(spelling) if one.form is form]
        assert read.value == chip.value & (1 << read.bits) - 1
    assert chip.turned().turned() == chip


@given(st.integers(0x10000, 8 * 10**8), st.integers(0x10000, 8 * 10**8), st.integers(0, 255))
def test_a_number_without_its_zeros_is_that_chip_in_each_spelling_and_no_other(
    value: int, other: int, maker: int
) -> None:
    (short,) = typed_short(str(value)) or typed_short(f"{value + 10**8}")  # five digits at least
    spelt = chips_of(f"{maker:02X}{short.value:08X}")[-1].spellings
    for form, spelling in spelt if short.value & 0xFFFFFF >= 0x10000 else spelt[:4]:
        (read,) = [one for one in typed_chips(spelling) if one.form is form]
        assert short.is_like(replace(read, is_marked=True)), form
    for form, spelling in chips_of(f"{maker:02X}{other:08X}")[-1].spellings[:4]:
        (read,) = [one for one in typed_chips(spelling) if one.form is form]
        assert short.is_like(replace(read, is_marked=True)) is (other == short.value), form


@pytest.mark.store_in("file")
def test_a_card_typed_without_its_zeros_is_its_reader_and_never_another(library: Library) -> None:
    values = random.Random(18)
    owners: dict[int, int] = {}
    for number in range(60):
        value = values.randrange(2**24, 10**9)
        spellings = dict(chips_of(f"01{value:08X}")[-1].spellings)
        child = library.patron(f"R{number}")
        replace_card(child.number, ACTING, spellings[(Form.H10, Form.D10, Form.C32)[number % 3]])
        owners[value] = child.id
    for value, owner in owners.items():
        assert find_barcode(str(value)) == FoundPatron(owner, False), value
        assert find_barcode(str(value + 1)) is None and find_barcode(f"{value}"[1:]) is None
    first, *_, third = owners
    namesake = library.patron(str(first))
    assert find_barcode(str(first)) == FoundPatron(namesake.id, False), "it is their number"
    Barcode.update(code="TAKEN").where(Barcode.code == str(first)).execute()
    assert find_barcode(str(first)) is None, "with another card it is still their number"
    listed = next(value for value in owners if value != first and not isbn_13(str(value)))
    old = next(value for value in owners if isbn_13(str(value)) and value != first)  # nine digits, of 1968
    library.title("Listed", identifier=str(listed))
    library.title("Old", isbn=isbn_13(str(old)))
    for value in (listed, old):
        assert isinstance(find(str(value)), FoundTitle), "a book's number is its own"
    spellings = dict(chips_of(f"{third:08X}")[-1].spellings)
    Barcode.create(code=spellings[Form.C24], patron=library.patron("6101"), issued_at=NOW)
    assert find_barcode(str(third)) is None, "two chips that fit are nobody"


@pytest.mark.store_in("file")
def test_a_counted_number_is_no_chip_and_two_chips_that_fit_are_nobody(library: Library) -> None:
    library.patron("00000012")
    library.patron("2023010101")
    library.patron("10230101")
    for unknown in ("0000000012", "12", "2023010102", "23010101", "3701230101", "0123010101"):
        assert find_barcode(unknown) is None, unknown
    for number, card in (("1", "01026F6C3A"), ("2", "01036F6C3A")):
        replace_card(library.patron(number).number, ACTING, card)
    assert find_barcode("07302202") is None
    found = find_barcode("0040856634")
    assert isinstance(found, FoundPatron) and not found.retired
    assert isinstance(Desk("k").scan("07302202", NOW), Unknown)


@pytest.mark.store_in("file")
def test_a_card_of_somebody_is_given_to_nobody_else_in_another_spelling(
    library: Library, tmp_path: Path
) -> None:
    replace_card(library.patron("6101").number, ACTING, CARD[0])
    library.patron("6102", name="Ada")
    with pytest.raises(BadValue):
        replace_card("6102", ACTING, CARD[1])
    listed = tmp_path / "cards.csv"
    listed.write_text(f"学号,姓名,校园卡号\n6102,Ada,{CARD[3].replace(',', '，')}\n6103,Eve,0000070007\n")
    imported = import_readers(listed, acting=ACTING)
    assert [rejected.value for rejected in imported.rejected] == ["111,27706"]
    assert find_barcode("00001,04471") == FoundPatron(
        rows("SELECT id FROM patron WHERE number = '6103'")[0][0], False
    )


@pytest.mark.store_in("file")
def test_a_list_of_card_numbers_comes_in_and_the_number_still_counts(
    library: Library, tmp_path: Path
) -> None:
    library.patron("6101", name="王小明")
    listed = tmp_path / "一卡通.csv"
    listed.write_text("学号,姓名,物理卡号\n6101,王小明,40856634\n", encoding="gb18030")
    assert import_readers(listed, acting=ACTING).changed == 1
    for swiped in ("6101", *map(clean, CARD)):
        assert isinstance(Desk("kiosk").scan(swiped, NOW), TurnOpened), swiped


@pytest.mark.store_in("file")
def test_a_replaced_card_is_an_old_card_in_each_spelling(library: Library) -> None:
    library.patron("6101")
    replace_card("6101", ACTING, CARD[0])
    replace_card("6101", ACTING, "0099999999")
    found = find_barcode(CARD[1])
    assert isinstance(found, FoundPatron) and found.retired


@pytest.mark.store_in("file")
def test_one_swipe_teaches_the_form_and_bytes_that_are_turned_round(library: Library) -> None:
    replace_card(library.patron("6101").number, ACTING, CARD[0])
    assert learn(CARD[1], ACTING).sentence.details == {"form": "8H10D", "number": "6101"}
    turned = f"{int.from_bytes(bytes.fromhex('026f6c3a'), 'little'):010}"
    assert find_barcode(turned) is None
    learnt = learn(turned, ACTING)
    assert learnt.is_turned and learnt.number == "6101"
    assert isinstance(find_barcode(turned), FoundPatron)
    assert learnt_forms() == ("8H10D", "8H10D~")
    replace_card(library.patron("6102").number, ACTING, "0012345678")  # hexadecimal, with digits alone
    swiped = find_barcode(f"{0x12345678:010}")
    assert isinstance(swiped, FoundPatron) and swiped == find_barcode("0012345678")
    with pytest.raises(BadValue):
        learn("9787544270878", ACTING)
    assert learn("0087654321", ACTING).number == ""
