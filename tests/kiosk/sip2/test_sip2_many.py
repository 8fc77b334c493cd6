"""Many machines at once, and those that mean no good: nobody waits for another, and nothing is lost."""

import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from machines import DAY, NO_DAY, SELF, Machine, answering
from school import NOW, Library

from db.models import Copy, Event
from db.store.sql import rows
from kiosk.settings import PeerSettings
from kiosk.sip2 import server

GB = PeerSettings("gb", "check", encoding="gb18030")


@pytest.fixture
def school(library: Library) -> Library:
    library.policy("pupil", most_loans=30)
    for number in range(100):
        library.patron(f"6{number:03}", given_name="小明")
        library.copy(f"B{number}")
    return library


@pytest.fixture
def port(school: Library) -> Iterator[int]:
    with answering(school.where, SELF, GB, now=lambda: NOW) as at:
        yield at


def lend(reader: int, book: int, extra: str = "") -> str:
    return f"11NN{DAY}{NO_DAY}AO{extra}|AA6{reader:03}|ABB{book}|AC|"


def test_a_hundred_machines_at_once_wait_for_no_one_that_is_silent_or_never_reads(port: int) -> None:
    """The one that never reads asks for the longest answer until nobody takes any more from it."""
    deaf = Machine(port)
    deaf.line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    deaf.send(b"9300CNself|COcheck|\r")
    silent = Machine(port)

    def shout() -> None:
        ask = f"63001{DAY}  Y       AO|AA6000|\r".encode() * 200
        try:
            while True:
                deaf.send(ask)
        except OSError:
            return

    threading.Thread(target=shout, daemon=True).start()
    slowest = 0.0

    def turn(number: int) -> str:
        nonlocal slowest
        with Machine(port).log_in() as machine:
            said = ""
            for text in (
                lend(number, number),
                f"09N{DAY}{DAY}AP|AO|ABB{number}|AC|",
                lend(number, number, "2"),
            ):
                began = time.monotonic()
                said += machine.ask(text)[:3]
                slowest = max(slowest, time.monotonic() - began)
            return said

    with ThreadPoolExecutor(98) as machines:
        assert set(machines.map(turn, range(98))) == {"121101121"}
    silent.line.close()
    deaf.line.close()
    assert slowest < 8  # on a busy machine; alone it is a tenth of that
    assert rows("SELECT COUNT(*) FROM loan WHERE returned_at IS NULL") == [(98,)]
    made = Counter(event.kiosk for event in Event.select().where(Event.verb == "lent"))
    # Each lent twice under one name, which a later machine may have after it.
    assert sum(made.values()) == 196 and all(count % 2 == 0 for count in made.values())


def test_of_two_machines_that_race_for_one_copy_one_wins(port: int, school: Library) -> None:
    together = threading.Barrier(8)

    def race(number: int) -> list[str]:
        with Machine(port).log_in() as machine:
            came = []
            for book in range(10):
                together.wait()
                came.append(machine.ask(lend(number, book))[:3])
            return came

    with ThreadPoolExecutor(8) as machines:
        came = list(machines.map(race, range(8)))
    for book in range(10):
        assert sorted(answers[book] for answers in came) == ["120"] * 7 + ["121"]
    assert rows("SELECT COUNT(*) FROM loan") == [(10,)]


@pytest.mark.store_in("file")
def test_bytes_that_come_one_by_one_and_requests_that_come_together_are_the_same(port: int) -> None:
    text = lend(1, 1) + "\r" + lend(1, 2) + "\r\n" + f"17{DAY}AO|ABB1|\n"
    answers = []
    for size in (1, 3, len(text)):
        with Machine(port).log_in() as machine:
            for at in range(0, len(text), size):
                machine.send(text[at : at + size].encode())
            answers.append([machine.heard()[:3] for _ in range(3)])
    assert answers == [[b"121", b"121", b"180"]] * 3


HOSTILE = (
    b"\0" * 5000 + b"\r",
    b"11" + b"A" * 8000 + b"\r",
    b"11" + b"|" * 8000 + b"\r",
    b"9" * 100_000 + b"\r",
    lend(999, 1, "x" * 4000).encode() + b"\r",
    b"63" + b"0" * 100 + b"AA" + b"9" * 3000 + b"|BP" + b"9" * 2000 + b"|BQ-1|\r",
    f"63019{DAY}  Y       AO|AA6001|BP99999999999999999999|BQ1e9|\r".encode(),
    f"63019{DAY}YYYYYYYYYYAO|AA6001|BP٣|BQ²|\r".encode(),
    f"09N{DAY}{DAY}AP|AO|AB\0\x01\x1b[2J|AC|\r".encode(),
    f"17{DAY}AO|AB%DONE|\r".encode(),
    f"11YN{DAY}{NO_DAY}AO|AA6001|AB%UNDO|\r".encode(),
    f"11YN{DAY}{NO_DAY}AO|AAB1|AB6001|\r".encode(),
    f"11YN{DAY}{NO_DAY}AO|AA6001|AB6002|\r".encode(),
    f"15+{DAY}AO|AA6001|AB{'9' * 300}|\r".encode(),
    f"19{DAY}AO|ABB1|AP'; DROP TABLE loan; --|\r".encode(),
    f"17{DAY}AO|AB'||(SELECT 1)||'|\r".encode(),
    f"17{DAY}AO|AB".encode() + bytes(range(128, 256)) + b"|\r",
    f"17{DAY}AO|AB\ud800|\r".encode("utf-8", "surrogatepass"),
    f"17{DAY}AO|AB怪".encode("gb18030")[:-1] + b"|\r",
    b"2300199999999    999999AO|AA6001|AD|\r",
    b"\xff\xfe1\x001\x00\r",
    b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r",
    b"AY1AZ0000\r",
    b"|\r",
    b"9\r",
    "１１ＹＮ\r".encode(),
)


@pytest.mark.store_in("file")
def test_hostile_frames_get_a_well_formed_answer_or_none_and_change_nothing(
    port: int, caplog: pytest.LogCaptureFixture
) -> None:
    for peer in (SELF, GB):
        for sent in HOSTILE:
            with Machine(port, peer.encoding).log_in(peer) as machine:
                machine.send(sent + b"9900302.00\r")
                while not (answer := machine.heard()).startswith(b"98"):
                    assert answer[:2].isdigit() and len(answer) < 8000
                    assert b"\0" not in answer and b"\x1b" not in answer and b"\n" not in answer
                    answer.decode(peer.encoding)
    assert rows("SELECT COUNT(*) FROM loan") == [(0,)] and Copy.select().count() == 100
    assert "a fault" not in caplog.text


@pytest.mark.store_in("file")
def test_random_bytes_never_end_the_server(port: int) -> None:
    chance = random.Random(1)
    for _ in range(40):
        with Machine(port).log_in() as machine:
            try:
                for _ in range(20):
                    machine.send(chance.randbytes(chance.randrange(400)) + b"\r")
            except OSError:
                continue
    with Machine(port).log_in() as machine:
        assert machine.ask("9900302.00")[:5] == "98YYY"


@pytest.mark.store_in("file")
def test_a_thousand_strangers_shut_nobody_out(port: int) -> None:
    with Machine(port).log_in() as machine:
        strangers = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(1000)]
        assert machine.ask(lend(1, 1))[:3] == "121"
        with Machine(port).log_in() as another:
            assert another.ask(lend(2, 2))[:3] == "121"
        for line in strangers:
            line.close()


@pytest.mark.store_in("file")
def test_who_sends_a_byte_now_and_then_has_to_come_to_an_end(
    school: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "WHOLE_WITHIN", 0.3)
    monkeypatch.setattr(server, "LOGIN_WITHIN", 0.5)

    def is_ended(machine: Machine, every: float) -> float:
        began = time.monotonic()
        with pytest.raises(OSError):
            while time.monotonic() - began < 8:
                machine.send(b"9")
                machine.line.settimeout(every)
                try:
                    if machine.line.recv(10) == b"":
                        raise ConnectionError
                except TimeoutError:
                    pass
        return time.monotonic() - began

    with answering(school.where, now=lambda: NOW) as at:
        with Machine(at).log_in() as slow:
            assert is_ended(slow, 0.05) < 4
        with Machine(at) as stranger:
            assert is_ended(stranger, 0.05) < 4


@pytest.mark.store_in("file")
def test_the_log_holds_no_name_no_card_and_no_title(
    port: int, school: Library, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO"), Machine(port).log_in() as machine:
        for text in (lend(1, 1), f"63019{DAY}  Y       AO|AA6001|", "9300CN6001|CO6001|"):
            machine.ask(text)
    assert "小明" not in caplog.text and "6001" not in caplog.text and "Book B1" not in caplog.text
