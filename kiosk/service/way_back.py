"""The server is lost within a turn, and between two turns the desk works on it again."""

from datetime import datetime

from db.circulation.found import FoundPatron
from db.circulation.lookup import find_barcode
from db.events.at_the_kiosk import turn_lost
from db.events.record import Acting
from db.store.trouble import is_trouble
from kiosk.connection.working_store import WorkingStore
from kiosk.service.desks import Desks


def find_way_back(store: WorkingStore, desks: Desks, at: datetime, code: str = "") -> None:
    """Work on the server, which is back, where no turn is under way; a card begins another one."""
    if desks.is_repeat(code, at):
        return
    if not desks.is_free and not (code and _is_card(code, desks)):
        return
    if store.come_back():
        desks.move()


def lose_turn(desks: Desks, kiosk: str, at: datetime) -> None:
    """The reader's turn cannot go on alone; the librarian may look after what they take with them."""
    turn = desks.conversation.turn
    if turn:
        turn_lost(turn.reader.patron_id, Acting(kiosk, at))
    desks.lose_reader()


def _is_card(code: str, desks: Desks) -> bool:
    """Whether this scan begins another turn, or ends this one."""
    try:
        return desks.work_is_free and isinstance(find_barcode(code), FoundPatron)
    except Exception as error:
        if not is_trouble(error):
            raise
        return False
