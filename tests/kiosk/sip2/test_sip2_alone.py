"""A server that goes away: machines go on with the copy that is here, and the server is told it all once."""

import itertools
import time
from collections.abc import Callable
from datetime import timedelta

from cable import Cable, at
from machines import DAY, NO_DAY, Machine, answering
from school import NOW, Library

from db.events.conflicts import conflicts
from db.models import Event
from db.offline.replica import replica_of
from db.store.opening import store_at


def until(wanted: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not wanted():
        assert time.monotonic() < end
        time.sleep(0.02)


def loans(direct: str) -> list[tuple[str, str]]:
    with at(direct):
        return Library(direct).open_loans()


def verbs(direct: str) -> list[tuple[str, str]]:
    with at(direct):
        return [(event.verb, event.kiosk) for event in Event.select().order_by(Event.at, Event.id)]


def test_a_machine_lends_on_while_the_server_is_away(direct: str, cable: Cable) -> None:
    """Found when a self-check refused every loan as soon as the network was down, while the kiosk lent on."""
    url, times = cable.url(direct), itertools.count()
    replica = replica_of(store_at(url), "sip2")
    kiosks = replica_of(store_at(url))
    assert replica and kiosks and replica.store.path != kiosks.store.path, "each program has its own"
    with (
        answering(url, now=lambda: NOW + timedelta(seconds=next(times)), language="en") as port,
        Machine(port).log_in() as machine,
    ):
        until(lambda: machine.ask("9900302.00")[:5] == "98YYY" and replica.stamp is not None)
        lent = machine.ask(f"11NN{DAY}{NO_DAY}AO|AA6101|ABB0|AC|")
        assert lent[:3] == "121"
        cable.cut()
        assert machine.ask("9900302.00")[:5] == "98YYY"
        assert machine.ask(f"11NN{DAY}{NO_DAY}AO|AA6101|ABB1|AC|")[:3] == "121"
        assert machine.ask(f"11NN{DAY}{NO_DAY}AO|AA6102|ABB1|AC|")[:3] == "121", "handed on"
        assert machine.ask(f"09N{DAY}{NO_DAY}AP|AO|ABB0|AC|")[:3] == "101"
        assert machine.ask(f"63001{DAY}          AO|AA6102|")[:2] == "64"
        assert machine.ask(f"15+{DAY}AO|AA6103|ABB1|")[:3] == "160", "a waiting list is one for all"
        assert machine.ask(f"19{DAY}AO|ABB1|APA1|")[:3] == "200"
        assert loans(direct) == [("6101", "Book B0")]
        cable.mend()
        until(lambda: machine.ask("9900302.00")[:2] == "98" and loans(direct) == [("6102", "Book B1")])
        assert machine.ask(f"15+{DAY}AO|AA6103|ABB1|")[:3] == "161"
    with at(direct):
        assert conflicts() == []
    told = verbs(direct)
    assert [verb for verb, _ in told].count("lent") == 3 and {kiosk for _, kiosk in told} == {"self"}


def test_without_a_copy_of_its_own_it_takes_returns_only(direct: str, cable: Cable) -> None:
    url, times = cable.url(direct), itertools.count()
    cable.cut()
    with (
        answering(url, now=lambda: NOW + timedelta(seconds=next(times)), language="en") as port,
        Machine(port).log_in() as machine,
    ):
        assert machine.ask("9900302.00")[:5] == "98YYN"
        assert machine.ask(f"11NN{DAY}{NO_DAY}AO|AA6101|ABB0|AC|")[:3] == "120"
        assert machine.ask(f"09N{DAY}{NO_DAY}AP|AO|ABB0|AC|")[:3] == "101"
