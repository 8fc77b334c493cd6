"""The figures of a term's report by plain SQL on the store's file: a program that knows nothing of `db`."""

import sqlite3
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

STAFF = "('teacher', 'librarian')"
GROUPS = {
    "A": ("A", 15),
    "B": ("B", 15),
    "C-K": ("CDEFGHIJK", 640),
    "N-X": ("NOPQRSTUVX", 280),
    "Z": ("Z", 50),
}
"""The letters and the shares in thousandths of 教基〔2018〕5号, primary school."""


def by_hand(path: Path, first: date, last: date, today: date) -> dict[str, float]:
    """Of a store in which every loan still has its reader."""
    store = sqlite3.connect(f"file:{path}?mode=ro", uri=True)

    def one(sql: str) -> int:
        return int(store.execute(sql).fetchone()[0] or 0)

    days = f"BETWEEN '{first}' AND '{last}'"
    lent = f"NOT voided AND lent_on {days}"
    here = f"category NOT IN {STAFF} AND status <> 'left'"
    of_pupils = (
        f"FROM loan JOIN patron ON patron.id = patron_id WHERE {lent} AND category NOT IN {STAFF}"
        " AND school_class_id IS NOT NULL AND status <> 'left'"
    )
    pupils = one(
        f"SELECT COUNT(*) FROM patron WHERE category NOT IN {STAFF} AND status <> 'left'"
        " AND school_class_id IS NOT NULL"
    )
    readers = one("SELECT COUNT(*) FROM patron WHERE status <> 'left'")
    loans, pupil_loans = one(f"SELECT COUNT(*) FROM loan WHERE {lent}"), one(f"SELECT COUNT(*) {of_pupils}")
    stock = one("SELECT COUNT(*) FROM copy WHERE status <> 'withdrawn'")
    used = one(f"SELECT COUNT(DISTINCT copy_id) FROM loan WHERE {lent}")
    borrowers = one(f"SELECT COUNT(DISTINCT patron_id) {of_pupils}")
    open_days = sum(
        _is_open(store, first + timedelta(days=number))
        for number in range((min(last, today) - first).days + 1)
    )
    short, classed = _short(store)
    visits = one(f"SELECT SUM(visits) FROM visit_count WHERE day {days}")
    held, present = store.execute(
        f"SELECT COUNT(*), SUM(present) FROM reading_lesson WHERE day {days}"
    ).fetchone()
    out = one("SELECT COUNT(*) FROM loan WHERE returned_at IS NULL")
    late = one(f"SELECT COUNT(*) FROM loan WHERE returned_at IS NULL AND due_on < '{today}'")
    listed = "copy_id IN (SELECT copy.id FROM copy JOIN title_list_title USING (title_id))"
    list_titles = (
        "FROM title_list_title JOIN copy USING (title_id) WHERE copy.status NOT IN ('lost', 'withdrawn')"
    )
    of_list = one(f"SELECT COUNT(DISTINCT line_id) {list_titles}")
    list_lent = one(
        f"SELECT COUNT(DISTINCT line_id) {list_titles} AND line_id IN (SELECT line_id FROM title_list_title"
        f" JOIN copy USING (title_id) JOIN loan ON loan.copy_id = copy.id WHERE {lent})"
    )
    return {
        "open_days": open_days,
        "readers": readers,
        "pupils": pupils,
        "staff_readers": one(f"SELECT COUNT(*) FROM patron WHERE status <> 'left' AND category IN {STAFF}"),
        "classes": one(f"SELECT COUNT(DISTINCT school_class_id) FROM patron WHERE {here}"),
        "cards_issued": one("SELECT COUNT(*) FROM barcode WHERE patron_id IS NOT NULL"),
        "card_rate": 100.0,
        "visits": visits,
        "visits_noon": one(f"SELECT SUM(visits) FROM visit_count WHERE part = 'noon' AND day {days}"),
        "visits_per_day": visits / open_days,
        "stock": stock,
        "titles": one("SELECT COUNT(DISTINCT title_id) FROM copy WHERE status <> 'withdrawn'"),
        "stock_per_pupil": stock / pupils,
        "structure_short": short,
        "structure_short_rate": 100 * short / classed,
        "loans": loans,
        "pupil_loans": pupil_loans,
        "loans_per_pupil": pupil_loans / pupils,
        "borrowers": borrowers,
        "borrower_rate": 100 * borrowers / pupils,
        "staff_loans": one(
            "SELECT COUNT(*) FROM loan JOIN patron ON patron.id = patron_id"
            f" WHERE {lent} AND category IN {STAFF}"
        ),
        "loans_per_day": loans / open_days,
        "turnover_stock": 100 * loans / stock,
        "turnover_readers": loans / readers,
        "copies_used": used,
        "use_rate": 100 * used / stock,
        "low_classes": _low(store, of_pupils, pupil_loans / pupils),
        "on_loan": out,
        "overdue": late,
        "overdue_rate": 100 * late / out,
        "lists": one("SELECT COUNT(*) FROM title_list WHERE kind <> 'bookseller'"),
        "list_rate": 100 * one(f"SELECT COUNT(DISTINCT patron_id) {of_pupils} AND {listed}") / pupils,
        "list_coverage": 100 * list_lent / of_list,
        "activities": one("SELECT COUNT(*) FROM activity"),
        "entries": one("SELECT SUM(entries) FROM activity_class")
        + one("SELECT COUNT(*) FROM review_slip WHERE handed_on IS NOT NULL AND activity_id IS NOT NULL"),
        "slips": one(f"SELECT COUNT(*) FROM review_slip WHERE handed_on {days}"),
        "reading_lessons": held,
        "reading_present": present,
        "present_per_lesson": present / held,
    }


def names_of_children(path: Path) -> list[str]:
    """Every pupil's name."""
    store = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    return [name for (name,) in store.execute(f"SELECT name FROM patron WHERE category NOT IN {STAFF}")]


def _is_open(store: sqlite3.Connection, day: date) -> bool:
    closed = store.execute(
        "SELECT 1 FROM closure WHERE ? BETWEEN starts_on AND ends_on", (str(day),)
    ).fetchone()
    weekday = store.execute("SELECT 1 FROM closed_weekday WHERE weekday = ?", (day.weekday(),)).fetchone()
    return not closed and not weekday


def _short(store: sqlite3.Connection) -> tuple[int, int]:
    counted = Counter(
        (call_number.strip()[:1] or "?").upper()
        for (call_number,) in store.execute(
            "SELECT call_number FROM copy JOIN title ON title.id = title_id WHERE status <> 'withdrawn'"
        )
    )
    held = {
        group: (sum(counted[one] for one in letters), share) for group, (letters, share) in GROUPS.items()
    }
    classed = sum(copies for copies, _ in held.values())
    return sum(max(0, int(share * classed / 1000 + 0.5) - copies) for copies, share in held.values()), classed


def _low(store: sqlite3.Connection, of_pupils: str, mean: float) -> int:
    loans = dict(store.execute(f"SELECT school_class_id, COUNT(*) {of_pupils} GROUP BY 1").fetchall())
    pupils = store.execute(
        f"SELECT school_class_id, COUNT(*) FROM patron WHERE category NOT IN {STAFF} AND status <> 'left'"
        " GROUP BY 1"
    ).fetchall()
    return sum(loans.get(class_id, 0) / number < mean / 2 for class_id, number in pupils if class_id)
