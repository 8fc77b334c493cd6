"""Everything the store holds about one reader, for them and their family."""

from dataclasses import dataclass
from datetime import date, datetime

from db.events.record import Acting, record
from db.models import Barcode, Hold, Patron, TermLoans
from db.privacy.forgetting import other_links
from db.readers.readers import patron_of
from db.store.sql import day, moment, rows

Value = str | int | date | datetime | None
Record = dict[str, Value]


@dataclass(frozen=True)
class Held:
    """What is known of one reader. Days are the school's, times naive UTC.

    Attributes:
        reader: the row of the reader: number, name, class and so on.
        cards: `code`, `issued_at`, `retired_at`.
        loans: `title`, `author`, `lent_at`, `due_on`, `returned_at`, `renewals`.
        of_terms: `term`, `loans`: of books that are no longer known.
        holds: `title`, `placed_at`, `closed_at`.
        events: `at`, `kiosk`, `actor`, `verb`; `done_as_staff`: `at`, `kiosk`, `verb`.
        elsewhere: the other tables in which they occur.
    """

    reader: Record
    cards: tuple[Record, ...]
    loans: tuple[Record, ...]
    of_terms: tuple[Record, ...]
    holds: tuple[Record, ...]
    events: tuple[Record, ...]
    done_as_staff: tuple[Record, ...]
    elsewhere: tuple[str, ...]


def export(number: str, acting: Acting) -> Held:
    """Everything that the store holds about one reader, for them or their family. Raises NotFound.

    That it was asked for is an event.
    """
    patron = patron_of(number)

    def records(names: str, sql: str) -> tuple[Record, ...]:
        fields = names.split()
        return tuple(
            {name: _value(name, value) for name, value in zip(fields, row, strict=True)}
            for row in rows(sql, patron.id)
        )

    held = Held(
        reader=_of(patron),
        cards=records(
            "code issued_at retired_at",
            "SELECT code, issued_at, retired_at FROM barcode WHERE patron_id = ? ORDER BY issued_at, code",
        ),
        loans=records(
            "title author lent_at due_on returned_at renewals",
            "SELECT title.title, title.author, loan.lent_at, loan.due_on, loan.returned_at, loan.renewals"
            " FROM loan JOIN copy ON copy.id = loan.copy_id JOIN title ON title.id = copy.title_id"
            " WHERE loan.patron_id = ? ORDER BY loan.id",
        ),
        of_terms=records(
            "term loans",
            "SELECT term.name, term_loans.loans FROM term_loans JOIN term ON term.id = term_loans.term_id"
            " WHERE term_loans.patron_id = ? ORDER BY term.starts_on",
        ),
        holds=records(
            "title placed_at closed_at",
            "SELECT title.title, hold.placed_at, hold.closed_at"
            " FROM hold JOIN title ON title.id = hold.title_id WHERE hold.patron_id = ? ORDER BY hold.id",
        ),
        events=records(
            "at kiosk actor verb", "SELECT at, kiosk, actor, verb FROM event WHERE patron_id = ? ORDER BY id"
        ),
        done_as_staff=records(
            "at kiosk verb", "SELECT at, kiosk, verb FROM event WHERE staff_id = ? ORDER BY id"
        ),
        elsewhere=tuple(
            table._meta.table_name
            for table, link in other_links()
            if table not in (Barcode, Hold, TermLoans) and table.select().where(link == patron.id).exists()
        ),
    )
    record(acting, "privacy", patron_id=patron.id, details={"exported": 1})
    return held


def _of(patron: Patron) -> Record:
    return {
        "number": patron.number,
        "name": patron.name,
        "given_name": patron.given_name,
        "class": patron.school_class.name if patron.school_class else None,
        "category": patron.category.category,
        "status": patron.status,
        "quota": patron.quota,
        "language": patron.language,
        "roster_number": patron.roster_number,
        "pinyin": patron.pinyin,
    }


def _value(name: str, value: object) -> Value:
    if value is None or isinstance(value, int):
        return value
    if name in ("at", "issued_at", "retired_at", "lent_at", "returned_at", "placed_at", "closed_at"):
        return moment(str(value))
    return day(str(value)) if name == "due_on" else str(value)
