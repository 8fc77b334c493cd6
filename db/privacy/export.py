"""Everything the store holds about one reader, for them and their family."""

from db.events.record import Acting, record
from db.models import Barcode, Hold, TermLoans
from db.privacy.forgetting import other_links
from db.readers.readers import patron_of
from db.store.sql import rows


def export(number: str, acting: Acting) -> dict[str, object]:
    """Everything that the store holds about one reader, for them or their family. Raises NotFound.

    That it was asked for is an event. Times are naive UTC in ISO 8601. `elsewhere` names the other tables in
    which they occur.
    """
    patron = patron_of(number)

    def lines(sql: str) -> list[list[str | int | None]]:
        return [
            [value if value is None or isinstance(value, int) else str(value) for value in row]
            for row in rows(sql, patron.id)
        ]

    held: dict[str, object] = {
        "reader": {
            "number": patron.number,
            "name": patron.name,
            "given_name": patron.given_name,
            "class": patron.school_class.name if patron.school_class else None,
            "category": patron.category.category,
            "status": patron.status,
            "quota": patron.quota,
            "language": patron.language,
            "roster_number": patron.roster_number,
        },
        "cards": lines("SELECT code, issued_at, retired_at FROM barcode WHERE patron_id = ?"),
        "loans": lines(
            "SELECT title.title, title.author, loan.lent_at, loan.due_on, loan.returned_at, loan.renewals"
            " FROM loan JOIN copy ON copy.id = loan.copy_id JOIN title ON title.id = copy.title_id"
            " WHERE loan.patron_id = ? ORDER BY loan.id"
        ),
        "loans of a term whose books are no longer known": lines(
            "SELECT term.name, term_loans.loans FROM term_loans JOIN term ON term.id = term_loans.term_id"
            " WHERE term_loans.patron_id = ? ORDER BY term.starts_on"
        ),
        "holds": lines(
            "SELECT title.title, hold.placed_at, hold.closed_at"
            " FROM hold JOIN title ON title.id = hold.title_id WHERE hold.patron_id = ? ORDER BY hold.id"
        ),
        "events": lines("SELECT at, kiosk, actor, verb FROM event WHERE patron_id = ? ORDER BY id"),
        "done_as_staff": lines("SELECT at, kiosk, verb FROM event WHERE staff_id = ? ORDER BY id"),
        "elsewhere": [
            table._meta.table_name
            for table, link in other_links()
            if table not in (Barcode, Hold, TermLoans) and table.select().where(link == patron.id).exists()
        ],
    }
    record(acting, "privacy", patron_id=patron.id, details={"exported": 1})
    return held
