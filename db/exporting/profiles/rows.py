"""What a profile can give out: the rows of each kind, every value under the name of its field."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from db.clock import local_day
from db.models import A_BOOK, CODE_OF_COPY, CODE_OF_READER, NO_ISSUE
from db.store.sql import day, moment, rows

Value = str | int | date | tuple[str, ...] | None
"""Prices are in hundredths."""

_TITLE = (
    "isbn", "title", "author", "publisher", "year", "pages", "price", "currency", "subject", "language",
    "call_number",
)  # fmt: skip
_OF_TITLE = """COALESCE(title.isbn, title.identifier, ''), title.title, title.author, title.publisher,
    title.year, title.pages, title.price, title.currency, title.subject, title.language, title.call_number"""
_ABOUT = (*_TITLE, "class_number", "book_number")
FIELDS: Mapping[str, tuple[str, ...]] = {
    "copies": (
        *_ABOUT, "barcode", "location", "status", "copy_number", "copies", "total", "accession", "came_on",
        "paid",
    ),
    "titles": (*_ABOUT, "barcode", "codes", "copies", "total"),
    "readers": (
        "number", "name", "given_name", "surname", "first_name", "class", "category", "status", "language",
        "barcode", "day", "in_a_year",
    ),
    "loans": (
        "number", "name", "class", *_ABOUT, "barcode", "lent_on", "due_on", "returned_on", "renewals",
        "status",
    ),
    "year": (
        "library", "day", "titles", "copies", "total", "readers", "loans_of_year", "added_in_year",
        "loans_per_reader", "copies_per_reader",
    ),
}  # fmt: skip
"""The kinds of rows, each with its fields. `year` is one row of figures, for the yearly form."""

_COPIES = f"""
    SELECT {_OF_TITLE}, COALESCE({CODE_OF_COPY}, ''), COALESCE(location.name, ''), copy.status, copy.number,
           accession.number, COALESCE(accession_batch.came_on,
               CASE WHEN accession_batch.kind <> 'stock' THEN accession_batch.entered_on END), accession.paid
    FROM copy JOIN title ON title.id = copy.title_id LEFT JOIN location ON location.id = copy.location_id
    LEFT JOIN accession ON accession.copy_id = copy.id
    LEFT JOIN accession_batch ON accession_batch.id = accession.batch_id
    WHERE copy.status <> 'withdrawn' AND {NO_ISSUE} ORDER BY title.shelf_key, title.id, copy.number
"""
_TITLES = f"""
    SELECT title.id, {_OF_TITLE}, (SELECT COUNT(*) FROM copy WHERE copy.title_id = title.id
                         AND copy.status <> 'withdrawn' AND {NO_ISSUE}),
           COALESCE((SELECT MIN(barcode.code) FROM barcode JOIN copy ON copy.id = barcode.copy_id
                     WHERE copy.title_id = title.id AND barcode.retired_at IS NULL), '')
    FROM title WHERE {A_BOOK} ORDER BY title.shelf_key, title.id
"""
_CODES = f"""
    SELECT copy.title_id, {CODE_OF_COPY} AS code FROM copy
    WHERE copy.status <> 'withdrawn' AND {CODE_OF_COPY} IS NOT NULL ORDER BY copy.title_id, copy.number
"""
_READERS = f"""
    SELECT patron.number, patron.name, patron.given_name, COALESCE(school_class.name, ''), patron.category,
           patron.status, COALESCE(patron.language, ''), COALESCE({CODE_OF_READER}, patron.number)
    FROM patron LEFT JOIN school_class ON school_class.id = patron.school_class_id
    WHERE patron.name <> '' ORDER BY patron.number
"""
_LOANS = f"""
    SELECT COALESCE(patron.number, ''), COALESCE(patron.name, ''), COALESCE(school_class.name, ''),
           {_OF_TITLE}, COALESCE({CODE_OF_COPY}, ''), loan.lent_on, loan.due_on, loan.returned_at,
           loan.renewals
    FROM loan
    JOIN copy ON copy.id = loan.copy_id JOIN title ON title.id = copy.title_id
    LEFT JOIN patron ON patron.id = loan.patron_id
    LEFT JOIN school_class ON school_class.id = patron.school_class_id
    WHERE NOT loan.voided ORDER BY loan.lent_on, loan.id
"""


def rows_of(kind: str, now: datetime) -> Iterator[dict[str, Value]]:
    """All rows of a kind, as the library knows them at `now` (naive UTC)."""
    match kind:
        case "copies":
            names = (*_TITLE, "barcode", "location", "status", "copy_number", "accession")
            for row in rows(_COPIES):
                *about, came_on, paid = row
                told = _with_numbers(dict(zip(names, about, strict=True)))
                came = None if came_on is None else day(came_on)
                yield told | {"copies": 1, "total": told["price"], "came_on": came, "paid": paid}
        case "titles":
            codes: dict[int, list[str]] = defaultdict(list)
            for title_id, label in rows(_CODES):
                codes[title_id].append(label)
            for title_id, *about, copies, code in rows(_TITLES):
                told = _with_numbers(dict(zip(_TITLE, about, strict=True)))
                price = told["price"]
                total = price * copies if isinstance(price, int) else None
                own = {"copies": copies, "barcode": code, "codes": tuple(codes[title_id]), "total": total}
                yield told | own
        case "readers":
            of = ("number", "name", "given_name", "class", "category", "status", "language", "barcode")
            for row in rows(_READERS):
                reader = dict(zip(of, row, strict=True))
                name, given = str(reader["name"]), str(reader["given_name"])
                family = name.replace(given, "", 1).strip() if given and name != given else ""
                yield reader | {
                    "surname": family or name, "first_name": given if family else "",
                    "day": local_day(now), "in_a_year": local_day(now) + timedelta(days=365),
                }  # fmt: skip
        case "loans":
            lent = ("number", "name", "class", *_TITLE, "barcode")
            for *about, lent_on, due_on, returned_at, renewals in rows(_LOANS):
                back = local_day(moment(returned_at)) if returned_at else None
                yield _with_numbers(dict(zip(lent, about, strict=True))) | {
                    "lent_on": day(lent_on), "due_on": day(due_on), "returned_on": back,
                    "renewals": renewals, "status": "returned" if back else "on_loan",
                }  # fmt: skip
        case _:
            yield _figures(local_day(now))


def _with_numbers(told: dict[str, Value]) -> dict[str, Value]:
    """With the call number in its two parts."""
    first, _, second = str(told["call_number"] or "").partition("/")
    return told | {"class_number": first.strip(), "book_number": second.strip()}


def _figures(today: date) -> dict[str, Value]:
    """The figures of the school year that ends on the last of August (the yearly form's own)."""
    begins = date(today.year - (today.month < 9), 9, 1)
    titles, copies, total = rows(
        "SELECT COUNT(DISTINCT title.id), COUNT(*), COALESCE(SUM(title.price), 0)"
        " FROM copy JOIN title ON title.id = copy.title_id"
        f" WHERE copy.status <> 'withdrawn' AND {NO_ISSUE}"
    )[0]
    ((readers,),) = rows("SELECT COUNT(*) FROM patron WHERE status <> 'left' AND name <> ''")
    ((loans,),) = rows("SELECT COUNT(*) FROM loan WHERE NOT voided AND lent_on >= ?", begins)
    ((added,),) = rows(
        "SELECT COUNT(*) FROM accession JOIN accession_batch ON accession_batch.id = accession.batch_id"
        " WHERE accession.copy_id IS NOT NULL"
        " AND COALESCE(accession_batch.came_on, accession_batch.entered_on) >= ?",
        begins,
    )
    named = rows("SELECT value FROM setting WHERE key = 'library_name'")
    return {
        "library": named[0][0] if named else "", "day": today, "titles": titles, "copies": copies,
        "total": int(total), "readers": readers, "loans_of_year": loans, "added_in_year": added,
        "loans_per_reader": f"{loans / readers:.2f}" if readers else "",
        "copies_per_reader": f"{copies / readers:.1f}" if readers else "",
    }  # fmt: skip
