"""Who has never borrowed is told the next step; every scan is served as always, and nothing is in the way."""

from datetime import timedelta
from pathlib import Path

import pytest
from full_screen import standing_at, within
from new_store import new_store
from school import NOW, Library

from db.circulation.standing import standing
from db.events.record import Acting
from db.library import first_steps
from db.models import HasBorrowed, Loan, Patron
from db.privacy.forgetting import forget
from db.privacy.purging import purge
from db.store.opening import connected
from kiosk.lettering.pictures import picture

BOOK = "Step 2 of 3: hold your book's barcode up to the scanner."
CARD = "Step 3 of 3: no more books? Scan your card once more."
ALL = "That is all. Now you can do it by yourself!"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "library.db"
    new_store(path)
    with connected():
        library = Library(path)
        library.policy("pupil")
        library.patron("6101", name="Adalbert Wolfe", class_name="3A", is_new=True)
        library.patron("6102", name="Ben Bell", class_name="3A")
        for code in ("B1", "B2"):
            library.copy(code)
    return path


def has_picture(text: str, name: str, scale: int) -> bool:
    rows = ["".join(sign for sign, _style in row).strip() for row in picture(name, scale).rows]
    return all(row in text for row in rows)


@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_three_steps_are_said_one_at_a_time_and_only_to_who_is_new(
    store: Path, size: tuple[int, int]
) -> None:
    async with standing_at(store, size=size) as kiosk:
        await kiosk.scan("6101")
        assert BOOK in kiosk.text and "Adalbert" in kiosk.text and within(kiosk.lines, *size)
        assert any(has_picture(kiosk.text, "scan", scale) for scale in (1, 2, 3))
        await kiosk.scan("B1")
        assert CARD in kiosk.text and "Book B1" in kiosk.text and BOOK not in kiosk.text
        await kiosk.scan("B2")
        assert CARD not in kiosk.text and kiosk.loans() == [("6101", "Book B1"), ("6101", "Book B2")]
        await kiosk.wait(3)
        await kiosk.scan("6101")
        assert ALL in kiosk.text
        await kiosk.scan("6102")
        assert "Step" not in kiosk.text
        await kiosk.scan("6101")
        assert "Step" not in kiosk.text, "they know how now"


async def test_who_goes_without_a_book_is_told_again_and_it_can_be_turned_off(store: Path) -> None:
    async with standing_at(store, language="zh_CN") as kiosk:
        await kiosk.scan("6101")
        assert "第2步" in kiosk.text
        await kiosk.wait(21)
        await kiosk.scan("6101")
        assert "第2步" in kiosk.text
        await kiosk.wait(21)
        with connected():
            first_steps.turn(False, Acting("office", NOW))
        await kiosk.scan("6101")
        assert "第2步" not in kiosk.text and "Adalbert" in kiosk.text


def test_that_somebody_has_borrowed_outlives_the_purge_and_goes_with_the_reader(library: Library) -> None:
    library.policy("pupil")
    ada = library.patron("6101", is_new=True)
    assert not standing(ada.id).has_borrowed
    from db.circulation.lending import check_in, check_out
    from db.library.calendar import read_calendar

    copy = library.copy("B1")
    acting = Acting("k", NOW)
    check_out(ada.id, copy.id, acting, read_calendar(NOW.date()))
    check_in(copy.id, acting)
    purge(Acting("k", NOW + timedelta(days=40), "system"))
    assert Loan.select().where(Loan.patron == ada.id).count() == 0
    assert standing(ada.id).has_borrowed
    forget("6101", acting)
    assert HasBorrowed.select().count() == 0 and Patron.get_by_id(ada.id).name == ""
