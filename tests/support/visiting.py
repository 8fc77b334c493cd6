"""What those who try the desk know: a clock that stands still, a PIN, and what a browser sends along."""

import re
import time
from datetime import datetime
from pathlib import Path

from pdf_text import pages_of
from school import NOW
from starlette.testclient import TestClient

from db.events.record import Acting

ACTING = Acting("office", NOW, "command")
PIN = "2580"
ORIGIN = {"Origin": "http://localhost"}
"""What a browser says of where a form comes from."""


class Clock:
    """Stands still until it is set: naive UTC, and the seconds by which visits are measured."""

    def __init__(self) -> None:
        self.now = NOW
        self.seconds = 0.0

    def __call__(self) -> datetime:
        return self.now


def paper_of(desk: TestClient, address: str, data: dict[str, str], folder: Path) -> str:
    """The text of what is written in the desk's other thread, once it is there."""
    job = desk.post(address, data=data).headers["location"]
    until = time.monotonic() + 60
    while "data-job" in (page := desk.get(job).text):
        assert time.monotonic() < until
        time.sleep(0.05)
    found = re.search(r'href="(/papers/[^"]+)"', page)
    assert found, page
    return shown_paper(desk, found[1], folder)


def shown_paper(desk: TestClient, address: str, folder: Path) -> str:
    """The text of a PDF, whose name says nobody's."""
    given = desk.get(address)
    assert given.headers["content-type"] == "application/pdf", given.text
    name = given.headers["content-disposition"]
    assert re.fullmatch(r'inline; filename="[a-z-]+-\d{4}-\d\d-\d\d\.pdf"', name), name
    file = folder / "given.pdf"
    file.write_bytes(given.content)
    return "\n".join(pages_of(file))
