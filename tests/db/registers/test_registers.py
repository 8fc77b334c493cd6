"""The registers: a number is given once, the three agree with the copies, and money adds up."""

import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from school import NOW, Library

from db.cataloguing.copies import add_copies, delete_copy
from db.errors import BadValue, NotFound
from db.events.record import Acting
from db.models import Copy, database
from db.registers.amounts import sum_of
from db.registers.batches import BatchChange, batch_known, change_batch, spread
from db.registers.entering import Acquired, enter_missing
from db.registers.entries import entries, withdrawn
from db.registers.funds import funds, remove_fund, set_fund
from db.registers.shelving import shelving
from db.registers.total import total_register
from db.safety.checking import check
from db.stock.copy_status import mark_copy, mark_this_copy
from db.store.opening import opened, store_at
from db.store.sql import rows

STAFF = Acting("office", NOW, "command")
TODAY = date(2026, 9, 7)
LATER = STAFF.at(NOW + timedelta(days=20))


def test_a_number_is_given_once_and_a_mistake_is_struck_out(library: Library) -> None:
    title = library.title("Emma", price=1680, currency="CNY", call_number="I561.44/1")
    first = add_copies(title.id, STAFF, copies=2).copies
    delete_copy(first[1], STAFF)
    add_copies(title.id, STAFF)
    assert [(one.number, one.title, one.struck, one.in_stock) for one in entries()] == [
        (1, "Emma", None, True),
        (2, "Emma", TODAY, False),
        (3, "Emma", None, True),
    ]
    (line,) = total_register()
    assert (line.sum.copies, line.struck, line.first, line.last) == (2, 1, 1, 3)
    assert line.balance == line.sum and line.sum.listed == 3360
    assert line.sum.groups[2] == (1, 2)


def test_the_three_registers_agree_with_the_copies_whatever_was_done_elsewhere(library: Library) -> None:
    emma = library.title("Emma", price=1000, currency="CNY", call_number="I561/1")
    atlas = library.title("Atlas", price=5000, currency="USD")
    bought = Acquired(date(2026, 3, 1), 900, "书店", "V1", "bought")
    add_copies(emma.id, STAFF, copies=3, acquired=bought)
    add_copies(atlas.id, STAFF, acquired=Acquired(kind="given"))
    for copy in (1, 2):
        mark_this_copy(copy, "withdrawn", LATER, {"ground": "worn", "case": "2026-1", "disposal": "scrap"})
    mark_this_copy(2, "available", LATER)
    mark_this_copy(4, "lost", LATER)
    (gone,) = withdrawn()
    assert (gone.number, gone.gone and (gone.gone.on, gone.gone.case, gone.gone.ground)) == (
        1,
        (date(2026, 9, 27), "2026-1", "worn"),
    )
    lines = [(str(line.on), line.came_in, line.sum.copies, line.balance.copies) for line in total_register()]
    assert lines == [("2026-03-01", True, 3, 3), ("2026-09-07", True, 1, 4), ("2026-09-27", False, 1, 3)]
    last = total_register()[-1].balance
    assert last == sum_of(one.counted for one in entries() if one.in_stock)
    assert last.copies == Copy.select().where(Copy.status != "withdrawn").count()
    assert (last.listed, last.unlisted, last.paid) == (2000, 1, 1800), "another currency adds nothing"


def test_check_proves_the_registers(library: Library) -> None:
    if not library.is_file:
        return
    library.copy("B1")
    library.copy("B2")

    def found() -> str:
        return " ".join(str(one.sentence) for one in check(library.path, NOW))

    def force(sql: str) -> None:
        with sqlite3.connect(library.path) as file:
            file.execute(sql)

    assert found() == ""
    force("DELETE FROM accession WHERE number = 1")
    assert "Copies that are in no register: 1 (copy 1)" in found()
    assert "missing from the register" in found() and "do not agree with the copies" in found()
    force("INSERT INTO accession (number, copy_id, batch_id) VALUES (1, 1, 1)")
    assert found() == ""
    force("INSERT INTO copy (title_id, number, status) VALUES (1, 2, 'available')")
    assert enter_missing(STAFF) == 1
    assert found() == ""


def test_funds_say_what_is_spent_and_what_nobody_knows(library: Library) -> None:
    title = library.title("Emma", price=1000)
    set_fund(2026, "Books", 100_00, STAFF)
    set_fund(2026, "Books", 200_00, STAFF)
    (kept,) = funds()
    add_copies(title.id, STAFF, copies=2, acquired=Acquired(price=850, kind="bought"))
    change_batch(1, BatchChange(fund="Books"), STAFF)
    assert (kept.amount, funds(2026)[0].spent, funds(2026)[0].left) == (200_00, 17_00, 183_00)
    with pytest.raises(BadValue, match="cannot be removed"):
        remove_fund(2026, "Books", STAFF)
    change_batch(1, BatchChange(fund="", paid=15_01), STAFF)
    assert (batch_known(1).paid, batch_known(1).fund) == (15_01, "")
    assert [one.paid for one in entries()] == [751, 750]
    remove_fund(2026, "Books", STAFF)
    assert funds() == []
    with pytest.raises(NotFound):
        change_batch(1, BatchChange(fund="Books"), STAFF)
    with pytest.raises(BadValue):
        change_batch(1, BatchChange(kind="stolen"), STAFF)


@given(st.integers(0, 10**7), st.lists(st.none() | st.integers(0, 10**5), min_size=1, max_size=60))
def test_a_sum_is_spread_to_the_last_fen(paid: int, prices: list[int | None]) -> None:
    shares = spread(paid, prices)
    assert sum(shares) == paid and min(shares) >= 0
    known = [(price, share) for price, share in zip(prices, shares, strict=True) if price is not None]
    for one, other in zip(sorted(known), sorted(known)[1:], strict=False):
        assert one[1] <= other[1] + 1, "the dearer book never gets less"


def test_two_weeks_from_arrival_to_the_shelf(library: Library) -> None:
    title = library.title("Emma")
    old = Acquired(TODAY - timedelta(days=30))
    slow, never, quick = (
        add_copies(title.id, STAFF, acquired=how).copies[0] for how in (old, old, Acquired(TODAY))
    )
    for code, copy in (("S1", slow), ("S2", never), ("S3", quick)):
        rows("INSERT INTO barcode (code, copy_id, issued_at) VALUES (?, ?, ?)", code, copy, NOW)
    for code in ("S1", "S2"):
        mark_copy(code, "processing", STAFF)
    mark_copy("S1", "available", STAFF)
    told = shelving(TODAY - timedelta(days=60), TODAY, TODAY)
    assert (told.came, told.in_time, told.late) == (3, 1, 2)
    assert [(one.code, one.days, one.late) for one in told.waiting] == [("S2", 30, True)]


@pytest.mark.store_in("file")
def test_a_store_of_before_gets_its_numbers_in_the_order_in_which_books_came(
    library: Library, tmp_path: Path
) -> None:
    title = library.title("Emma")
    for number in range(1, 5):
        Copy.create(title=title, number=number)
    old = tmp_path / "old.db"
    rows("VACUUM INTO ?", str(old))
    with sqlite3.connect(old) as file:
        for table in ("accession", "accession_batch", "fund"):
            file.execute(f"DROP TABLE {table}")
        file.execute("DELETE FROM schema_migration WHERE name LIKE '0018%'")
        file.execute(
            "CREATE TABLE acquisition (copy_id INTEGER PRIMARY KEY, acquired_on DATE, price INTEGER,"
            " source VARCHAR(120) NOT NULL DEFAULT '', voucher VARCHAR(64) NOT NULL DEFAULT '')"
        )
        file.execute("INSERT INTO acquisition VALUES (1, '2026-03-01', 900, 'shop', 'V2')")
        file.execute("INSERT INTO acquisition VALUES (2, '2025-03-01', 800, 'shop', 'V1')")
        file.execute("INSERT INTO acquisition VALUES (4, '2026-03-01', 900, 'shop', 'V2')")
    with opened(store_at(old)) as store, database.using(store):
        known = [(one.number, one.copy_id, one.batch, one.paid, one.kind) for one in entries()]
        assert known == [
            (1, 3, 1, None, "stock"),
            (2, 2, 2, 800, ""),
            (3, 1, 3, 900, ""),
            (4, 4, 3, 900, ""),
        ]
        assert [line.balance.copies for line in total_register()] == [1, 2, 4]
    old.chmod(0o600)
    assert check(old, NOW) == []
