"""One campus card is swiped at the scanner check, and the library learns how its card readers type."""

from contextlib import suppress
from queue import Empty, SimpleQueue

from db.clock import utc_now
from db.errors import BadValue, StoreError
from db.events.record import Acting
from db.marking import N_
from kiosk.console import Console, account
from kiosk.doctor.scanner_faults import Received


def ask_for_card(console: Console, codes: "SimpleQueue[Received | None]", patience: float) -> None:
    """Ask for one swipe, and wait for it for this many seconds; the library keeps how it was typed."""
    console.say(N_("Campus cards? Swipe one. Without them, press Enter."))
    console.out.flush()
    received = None
    with suppress(Empty):
        received = codes.get(timeout=patience)
    if received is None or not received.text:
        return
    from db.readers.campus_cards import learn
    from db.store.opening import connected, open_store

    try:
        open_store(console.settings.store, may_make=False)
        with connected():
            acting = Acting(console.settings.name, utc_now(), "command", account=account())
            learnt = learn(received.text, acting)
    except (BadValue, StoreError) as error:
        console.say(error.sentence)
        return
    console.say(learnt.sentence)
    ways = ((form.value, spelling) for form, spelling in learnt.chip.spellings)
    console.table((console.words(N_("Way of typing")), console.words(N_("What is typed"))), ways)
