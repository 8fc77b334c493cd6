"""A list of codes is a scanner too."""

from queue import Queue

from kiosk.scanner.script import ReplaySource


def test_codes_come_in_order_and_none_after_the_stop() -> None:
    said: Queue[str] = Queue()
    source = ReplaySource([(0.0, "21234000000125"), (0.05, "30001000000017"), (60.0, "never")])
    source.start(lambda scan: said.put(scan.text), lambda name, status: said.put(f"{name} {status}"))
    assert [said.get(timeout=20) for _ in range(3)] == ["replay live", "21234000000125", "30001000000017"]
    source.stop()
    source.stop()
    assert said.empty()
