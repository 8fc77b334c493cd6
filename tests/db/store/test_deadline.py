"""A line on which nobody answers is cut in time; one thread watches over all of them."""

import socket
import threading
import time

from db.store.deadline import deadline


class Line:
    """A real connection, opened as a store's would be."""

    def __init__(self) -> None:
        self.near, self.far = socket.socketpair()
        self.near.settimeout(10)

    def connection(self) -> socket.socket:
        return self.near

    def close(self) -> None:
        self.near.close()
        self.far.close()


def test_a_line_is_cut_once_its_time_is_over_and_no_other_one() -> None:
    late, early = Line(), Line()
    begun = time.monotonic()
    with deadline(60, early), deadline(0.2, late):  # type: ignore[arg-type]
        assert late.near.recv(1) == b""  # it was waiting
        assert 0.2 <= time.monotonic() - begun < 5
    early.far.send(b"x")
    assert early.near.recv(1) == b"x"
    late.close()
    early.close()


def test_what_is_done_in_time_is_not_cut_afterwards_and_needs_no_thread_of_its_own() -> None:
    line = Line()
    with deadline(60, line):  # type: ignore[arg-type]
        threads = threading.active_count()
    for _ in range(50):
        with deadline(0.1, line):  # type: ignore[arg-type]
            assert threading.active_count() == threads
    time.sleep(0.3)
    line.far.send(b"x")
    assert line.near.recv(1) == b"x"
    line.close()
