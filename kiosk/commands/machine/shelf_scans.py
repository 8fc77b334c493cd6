"""What of a scanner's memory was scanned at a shelf: it is counted or checked there, and returns no book."""

from db.circulation.found import FoundPatron
from db.circulation.lookup import find
from db.errors import BadValue, NotFound
from db.marking import N_
from db.shelf.faces import face_of_code
from db.shelf.reading import ReadingShelves
from db.stocktake.opening import card_of_code, find_stocktake
from db.stocktake.scanning import Station
from kiosk.counter.answer_lines import AnswerLine
from kiosk.scanner.source import Scan
from kiosk.sentences.shelves.shelf import scan_line
from kiosk.sentences.shelves.stocktake import heard_line
from kiosk.words import Words

_OUTCOME = "at_the_shelf"
_OVER = N_("The work at the shelf is over.")
_NOT_TAKEN = N_("Read at the shelf; nothing was changed.")


class ShelfScans:
    """From a stocktake's work card or a shelf's label on, books are at the shelf; until the card comes again,
    or any other command card, or a reader's card.
    """

    def __init__(self, station: str, words: Words) -> None:
        self._station, self._words = station, words
        self._counting: Station | None = None
        self._reading: ReadingShelves | None = None
        self._is_there = False
        self._card = ""

    def take(self, scan: Scan) -> AnswerLine | None:
        """What was done about this scan; None where it is the counter's."""
        card, face = card_of_code(scan.code), face_of_code(scan.code)
        if card or face is not None:
            return self._begin(scan, card)
        if not self._is_there:
            return None
        if scan.code.startswith("%") or isinstance(find(scan.code), FoundPatron):
            self._leave()
            return self._line(scan, self._words(_OVER)) if scan.code == "%DONE" else None
        return self._line(scan, self._heard(scan))

    def _begin(self, scan: Scan, card: tuple[int, int] | None) -> AnswerLine:
        if card and self._is_there and scan.code == self._card:
            said = self._heard(scan)
            self._leave()
            return self._line(scan, said)
        if card:
            self._leave()
            try:
                self._counting = Station(find_stocktake(str(card[0])), self._station)
            except (BadValue, NotFound) as error:
                self._is_there, self._card = True, scan.code
                return self._line(scan, self._words(error.sentence))
        elif self._counting is None and self._reading is None:
            self._reading = ReadingShelves(scan.at)
        self._is_there, self._card = True, scan.code if card else self._card
        return self._line(scan, self._heard(scan))

    def _heard(self, scan: Scan) -> str:
        try:
            if self._counting:
                return heard_line(self._counting.hear(scan.code, scan.at), self._words)
            heard = self._reading.hear(scan.code) if self._reading else None
        except (BadValue, NotFound) as error:
            return self._words(error.sentence)
        return scan_line(heard, self._words) if heard else self._words(_NOT_TAKEN)

    def _leave(self) -> None:
        self._counting = self._reading = None
        self._is_there, self._card = False, ""

    def _line(self, scan: Scan, said: str) -> AnswerLine:
        return AnswerLine(scan.at, scan.text, _OUTCOME, None, None, None, said)
