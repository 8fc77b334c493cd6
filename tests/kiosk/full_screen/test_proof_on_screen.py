"""Labels are proved by processes of their own, also where standard error is the full screen's."""

from pathlib import Path

import pytest
from full_screen import standing_at, until
from new_store import new_store
from school import NOW, Library

from db.events.record import Acting
from db.labelling import campaign
from db.labelling.printers import Delivery, keep_delivery
from db.models import PrintJob
from db.staff.pins import set_pin
from db.stock.choosing import Wanted
from db.store.opening import connected

PIN = "271828"


async def test_labels_of_many_pages_are_proved_and_printed_from_the_full_screen(
    tmp_path: Path, cups: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("labels.ink.proof.cpu_count", lambda: 2)
    store = new_store(tmp_path / "library.db").path
    with connected():
        set_pin(PIN, Acting("office", NOW))
        library = Library(store)
        title = library.title("Emma", call_number="I561/1")
        for _ in range(6):
            library.copy(title=title)
        campaign.open_campaign(Wanted(), Acting("office", NOW))
        keep_delivery("combined", Delivery("HP", "", "roll-50x30", 300, "code128"))
    async with standing_at(store, size=(120, 40)) as kiosk:
        await kiosk.press("f10")
        await kiosk.type(PIN + "\r")
        await kiosk.press("f6", "f8")
        await until(lambda: "Printed on HP" in kiosk.text or kiosk.tones == {"-stop"}, 60)
        assert "6 labels (50 x 30" in kiosk.text and "sheets" not in kiosk.text
    with connected():
        assert [job.state for job in PrintJob.select()] == ["printed"]
