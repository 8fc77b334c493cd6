"""After a return a review slip is offered for ten seconds; who does not want one loses nothing by it."""

from pathlib import Path

import pytest
import zxingcpp
from full_screen import Standing, standing_at, until
from new_store import new_store
from PIL import Image
from school import NOW, Library

from db.events.record import Acting
from db.models import Loan, ReviewSlip
from db.reading.slips import code_of_loan, hand_in, slip_of_loan
from db.store.opening import connected
from kiosk.receipts.picture import picture_of
from kiosk.receipts.slip import review_slip
from kiosk.settings import OfferSettings
from kiosk.words import speak

OFFER = "To write about it, press F8 or scan PRINT."
ON = OfferSettings(slips=True)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "library.db"
    new_store(path)
    with connected():
        library = Library(path)
        library.policy("pupil")
        ada = library.patron("6101", name="Adalbert Wolfe", class_name="3A")
        for code, title in (("B1", "Momo"), ("B2", "Emma")):
            library.lend(library.copy(code, title=library.title(title)), ada, days_ago=3)
    return path


def printed(kiosk: Standing) -> int:
    with connected():
        return ReviewSlip.select().count()


@pytest.mark.parametrize("how", ["key", "card"])
async def test_it_is_printed_for_the_loan_that_ended(store: Path, tmp_path: Path, how: str) -> None:
    paper = tmp_path / "slips"
    async with standing_at(store, printer=f"file:{paper}", offers=ON) as kiosk:
        await kiosk.scan("B1")
        assert OFFER in kiosk.text and "F8" in kiosk.text and printed(kiosk) == 0
        await (kiosk.press("f8") if how == "key" else kiosk.scan("%PRINT"))
        assert "Your slip is being printed." in kiosk.text and OFFER not in kiosk.text
        await kiosk.press("f8")
        await until(lambda: paper.exists() and paper.stat().st_size > 2000)
        assert printed(kiosk) == 1
        await kiosk.scan("6101")
        assert "Adalbert" in kiosk.text and "slip" not in kiosk.text
        with connected():
            assert ReviewSlip.get().class_name == "3A"
            loan = Loan.get(Loan.id == ReviewSlip.get().loan_id)
            assert loan.returned_at is not None
            assert hand_in(code_of_loan(loan.id), Acting("office", NOW)) == "3A"


async def test_the_next_scan_is_served_and_the_offer_goes_by_itself(store: Path, tmp_path: Path) -> None:
    async with standing_at(store, printer=f"file:{tmp_path / 'slips'}", offers=ON) as kiosk:
        await kiosk.scan("B1")
        await kiosk.scan("B2")
        assert OFFER in kiosk.text and not kiosk.loans()
        await kiosk.wait(11)
        assert OFFER not in kiosk.text
        await kiosk.press("f8")
        assert printed(kiosk) == 0 and not (tmp_path / "slips").exists()


@pytest.mark.parametrize(("printer", "offers"), [("", ON), ("file:/nowhere/slips", OfferSettings())])
async def test_nothing_is_offered_without_a_printer_or_unless_it_is_wanted(
    store: Path, printer: str, offers: OfferSettings
) -> None:
    async with standing_at(store, printer=printer, offers=offers) as kiosk:
        await kiosk.scan("B1")
        assert "PRINT" not in kiosk.text and "F8" not in kiosk.text


@pytest.mark.parametrize("millimetres", [58, 80])
def test_the_code_on_the_receipt_is_read_and_names_no_child(store: Path, millimetres: int) -> None:
    with connected():
        slip = slip_of_loan(Loan.select().order_by(Loan.id).first().id, Acting("k", NOW))
    for language in ("en", "zh_CN"):
        strip = review_slip(slip, speak(language))
        assert "Adalbert" not in repr(strip) and "6101" not in repr(strip) and len(strip.questions) == 3
        drawn = picture_of(strip, millimetres)
        across = (drawn.width + 7) // 8
        ink = b"".join(bytes(255 - byte for byte in row) for row in drawn.rows)
        picture = Image.frombytes("1", (across * 8, len(drawn.rows)), ink).convert("L")
        assert [found.text for found in zxingcpp.read_barcodes(picture)] == [slip.code]
