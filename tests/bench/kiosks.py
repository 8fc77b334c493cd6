"""Eight kiosks at once on one PostgreSQL and on one SQLite file, beside as many bare processes.

    python tests/bench/kiosks.py [--kiosks 8] [--turns 60] [--pace 0.25] [--stores SQLite PostgreSQL]

Each kiosk is a process with a real desk; children at random show a card, bring the last book back and take
one to three others, so that books go from kiosk to kiosk. First as fast as they can (loans a second), then a
scan every `--pace` seconds at each kiosk, faster than any child (how long an answer takes): all of them at
the same instants, where writers wait for each other, and each at its own, as children do. The floor in the
same run: as many processes that do the least for a loan by plain psycopg or sqlite3, as durably. Afterwards
every confirmed loan must be in the store, once, and `kiosk check` must find nothing; else the exit code is 1.
Last, how often one lending scan waits for the server, at the desk and with all that a kiosk does for it.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

sys.path[:0] = [
    str(Path(__file__).parents[2]),
    str(Path(__file__).parents[1] / "support"),
    str(Path(__file__).parent),
]

import psycopg
from big_school import NOW, make
from many_kiosks import School, Served, Told, serve, what_is_wrong
from postgresql import cluster
from processes import SPAWN, start
from round_trips import round_trips
from scan import open_raw, percentile

from db.clock import utc_now
from db.events.record import new_uuid
from db.store.opening import connected, opened, store_at
from db.store.sqlite import SqliteStore
from db.transfer.copying import copy
from kiosk.counter.desk import Desk
from kiosk.service.worker import DeskWorker

COPIES = 10_000
SCHOOLS = [
    School([f"R{n}" for n in range(first, 401, 3)], [f"B{n}" for n in range(first, 4001, 3)])
    for first in (1, 2, 3)
]
"""Whom and what each round has."""
FIRST_BARE = 5000
"""The floor lends books of its own, from this label on, to readers of its own, from this card on."""
FIRST_READER = 401


def bare_loan(run: Callable[..., Any], book: int, patron: int) -> None:
    """Look up, check, insert the loan and its event, commit: what cannot be left out."""
    run("BEGIN")
    ((copy_id,),) = run("SELECT copy_id FROM barcode WHERE code = %s", f"B{book}")
    run("SELECT COUNT(*) FROM loan WHERE patron_id = %s AND returned_at IS NULL", patron)
    ((loan,),) = run(
        "INSERT INTO loan (copy_id, patron_id, lent_at, lent_on, due_on, kiosk, renewals, voided)"
        " VALUES (%s, %s, %s, '2026-09-07', '2026-09-22', 'raw', 0, false) RETURNING id",
        *(copy_id, patron, str(NOW)),
    )
    run(
        "INSERT INTO event (uuid, at, kiosk, actor, verb, patron_id, copy_id, loan_id, flagged, details)"
        " VALUES (%s, %s, 'raw', 'reader', 'lent', %s, %s, %s, false, '')",
        *(new_uuid(NOW), str(NOW), patron, copy_id, loan),
    )
    run("COMMIT")


@contextmanager
def bare(store: str) -> Iterator[Callable[..., Any]]:
    """Runs statements on a connection without anything of ours."""
    if "://" in store:
        with psycopg.connect(store, autocommit=True) as server:

            def run(sql: str, *values: object) -> Any:
                cursor = server.execute(sql.encode(), values)
                return cursor.fetchall() if cursor.description else []

            yield run
        return
    file = open_raw(Path(store))
    words = {"BEGIN": "BEGIN IMMEDIATE"}
    yield lambda sql, *values: file.execute(words.get(sql, sql.replace("%s", "?")), values).fetchall()
    file.close()


def lend_bare(
    connection: "Connection[Any, Any]",
    store: str,
    start_line: Any,
    number: int,
    first: int,
    loans: int,
    pace: float,
    apart: float,
) -> None:
    times = []
    with bare(store) as run:
        start_line.wait()
        time.sleep(number * apart)
        due = time.monotonic()
        for loan in range(loans):
            begun = time.perf_counter()
            bare_loan(run, first + number * loans + loan, FIRST_READER + number)
            times.append(Told("lent", (loan,), 1000 * (time.perf_counter() - begun)))
            if pace:
                due += pace
                time.sleep(max(0.0, due - time.monotonic()))
    connection.send(times)


def floor(store: str, first: int, kiosks: int, loans: int, pace: float, apart: float) -> Served:
    """This many processes that lend without us, from the label `first` on."""
    start_line = SPAWN.Barrier(kiosks + 1, timeout=60)
    started = [
        start(lend_bare, store, start_line, number, first, loans, pace, apart) for number in range(kiosks)
    ]
    start_line.wait()
    begun = time.perf_counter()
    told = [one for _, connection in started for one in connection.recv()]
    seconds = time.perf_counter() - begun
    for process, _ in started:
        process.join()
    return Served(told, seconds)


def tell(what: str, served: Served, least: Served) -> None:
    """Print one round: loans a second, and how long an answer took, each beside the floor."""
    speed, most = served.loans() / served.seconds, least.loans() / least.seconds
    print(f"{what}\n    loans    {speed:7.0f} /s   floor {most:7.0f} /s   {speed / most:6.2f}x")
    for name, share in (("p50", 0.5), ("p99", 0.99), ("longest", 1)):
        ours, floors = percentile(served.times(), share), percentile(least.times(), share)
        print(f"    {name:<8} {ours:7.1f} ms   floor {floors:7.1f} ms   {ours / floors:6.2f}x")


def measure(label: str, store: str, arguments: argparse.Namespace) -> list[str]:
    """All rounds on one store, desk and floor; returns what is wrong afterwards."""
    wrong: list[str] = []
    kiosks, turns, pace = arguments.kiosks, arguments.turns, arguments.pace
    rounds = (
        ("as fast as they can", 0.0, 0.0),
        (f"a scan every {pace} s, all at the same instants", pace, 0.0),
        (f"a scan every {pace} s, each at its own", pace, pace / kiosks),
    )
    for number, ((how, each, apart), school) in enumerate(zip(rounds, SCHOOLS, strict=True)):
        served = serve(store, school, kiosks=kiosks, turns=turns, pace=each, apart=apart)
        wrong += what_is_wrong(store, served)
        first = FIRST_BARE + number * kiosks * 2 * turns
        least = floor(store, first, kiosks, 2 * turns, each, apart)
        tell(f"{label}, {how}", served, least)
    return wrong


def count_waits(url: str) -> None:
    """Print how often a lending scan waits for the server, beside the floor."""
    os.environ["XDG_DATA_HOME"] = tempfile.mkdtemp()
    worker, now = DeskWorker(url, "bench", ("en",)), utc_now()

    def scan(code: str) -> None:
        nonlocal now
        now += timedelta(seconds=3)
        assert worker.scan(code, now).conversation.turn

    while not (worker.today(now) and worker.can_go_alone):
        time.sleep(0.05)  # until its copy of the store is there
    scan("R399")
    scan("B9001")
    whole = round_trips(lambda: scan("B9002"))
    worker.close()
    with connected():
        desk = Desk("bench")
        desk.scan("R397", now)
        alone = round_trips(lambda: desk.scan("B9003", now + timedelta(seconds=3)))
    print(f"waits for the server: a lending scan {whole}, at the desk alone {alone}   floor 6")


def main() -> int:
    """Measure both stores; 1 when anything was lost or doubled."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kiosks", type=int, default=8)
    parser.add_argument("--turns", type=int, default=60)
    parser.add_argument("--pace", type=float, default=0.25)
    parser.add_argument(
        "--stores", nargs="+", choices=("SQLite", "PostgreSQL"), default=["SQLite", "PostgreSQL"]
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, cluster(durable=True) as server:
        file = make(Path(folder), COPIES)
        url = server.create("school")
        with opened(SqliteStore(file)) as here, opened(store_at(url)) as there:
            copy(here, there)
        urls = {"SQLite": str(file), "PostgreSQL": url}
        wrong = [line for store in arguments.stores for line in measure(store, urls[store], arguments)]
        count_waits(url)
    print("\n".join(wrong) or "nothing lost, nothing doubled, kiosk check is clean")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
