"""The register of copies (个别登记): a line for each number, and what became of it."""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from db.clock import local_day
from db.events.record import STANDS
from db.models import CODE_OF_COPY
from db.registers.amounts import Counted, group_of, main_currency
from db.store.sql import day, moment, rows


@dataclass(frozen=True)
class Gone:
    """How a copy left the stock; `on` is None where nobody recorded it.

    Attributes:
        case: the number of the write-off, where there is one.
        ground: why, as whoever withdrew it said it: a word of ours or of theirs.
        disposal: what was done with it.
    """

    on: date | None = None
    case: str = ""
    ground: str = ""
    disposal: str = ""


@dataclass(frozen=True)
class Entry:
    """A line of the register of copies. Prices in hundredths.

    Attributes:
        on: the day of the entry: when the copy came, or was entered; None for before the register.
        came: the day on which it came, None for the old stock, of which nobody has said it.
        listed: the list price in the main currency, None where there is none; `price` as it is printed.
        struck: it was entered by mistake; then only the title is known.
        status: of the copy, empty where it is struck out.
    """

    number: int
    on: date | None
    came: date | None
    title_id: int | None
    title: str
    author: str
    publisher: str
    year: int | None
    pages: int | None
    listed: int | None
    price: str
    paid: int | None
    isbn: str
    call_number: str
    code: str
    batch: int
    kind: str
    source: str
    voucher: str
    status: str
    copy_id: int | None
    struck: date | None
    gone: Gone | None

    @property
    def in_stock(self) -> bool:
        """It is neither struck out nor withdrawn."""
        return self.struck is None and self.gone is None

    @property
    def counted(self) -> Counted:
        """As it is summed up."""
        return Counted(self.title_id or 0, group_of(self.call_number), self.listed, self.paid)


_ENTRIES = f"""
    SELECT accession.number, COALESCE(batch.came_on, batch.entered_on),
           CASE WHEN batch.came_on IS NOT NULL OR batch.kind = 'stock' THEN batch.came_on
                ELSE batch.entered_on END, title.id,
           COALESCE(title.title, accession.struck), COALESCE(title.author, ''),
           COALESCE(title.publisher, ''), title.year, title.pages, title.price,
           COALESCE(title.currency, ''), accession.paid, COALESCE(title.isbn, title.identifier, ''),
           COALESCE(title.call_number, ''), COALESCE({CODE_OF_COPY}, ''), batch.number, batch.kind,
           batch.source, batch.voucher, COALESCE(copy.status, ''), copy.id, accession.struck_on
    FROM accession JOIN accession_batch AS batch ON batch.id = accession.batch_id
    LEFT JOIN copy ON copy.id = accession.copy_id LEFT JOIN title ON title.id = copy.title_id
    WHERE accession.number BETWEEN ? AND ? ORDER BY accession.number
"""
_LAST = 2**31 - 1


def entries(first: int = 1, last: int = _LAST) -> list[Entry]:
    """The lines of the register of copies from one number to another, both with."""
    main, gone = main_currency(), _gone()
    found = []
    for number, on, came, title_id, title, author, publisher, year, pages, price, currency, *rest in rows(
        _ENTRIES, first, last
    ):
        paid, isbn, call_number, code, batch, kind, source, voucher, status, copy_id, struck = rest
        is_main = currency in ("", main)
        found.append(
            Entry(
                *(
                    number,
                    day(on) if on else None,
                    day(came) if came else None,
                    title_id,
                    title,
                    author,
                    publisher,
                    year,
                    pages,
                ),
                price if is_main else None,
                "" if price is None else f"{'' if is_main else currency}{price / 100:.2f}",
                *(paid, isbn, call_number, code, batch, kind, source, voucher, status, copy_id),
                day(struck) if struck else None,
                gone.get(copy_id, Gone()) if status == "withdrawn" else None,
            )
        )
    return found


def withdrawn() -> list[Entry]:
    """The register of withdrawals (注销登记): what is withdrawn now, in the order in which it left."""
    return sorted(
        (entry for entry in entries() if entry.gone),
        key=lambda one: ((one.gone.on if one.gone else None) or date.min, _case(one), one.number),
    )


def _case(entry: Entry) -> str:
    return entry.gone.case if entry.gone else ""


def _gone() -> dict[int, Gone]:
    """By which act each copy that is withdrawn got that last."""
    found: dict[int, Gone] = defaultdict(Gone)
    for copy_id, at, details in rows(
        "SELECT event.copy_id, event.at, event.details FROM copy JOIN event ON event.copy_id = copy.id"
        f" WHERE copy.status = 'withdrawn' AND event.verb = 'copy_marked' AND {STANDS} ORDER BY event.id"
    ):
        try:
            told = json.loads(details or "{}")
        except ValueError:
            continue
        if told.get("status") != "withdrawn":
            continue
        ground = told.get("ground") or told.get("outcome") or ""
        found[copy_id] = Gone(
            local_day(moment(at)), str(told.get("case", "")), str(ground), str(told.get("disposal", ""))
        )
    return dict(found)
