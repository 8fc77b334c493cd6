"""What those who try the desk know: a clock that stands still, a PIN, and what a browser sends along."""

from datetime import datetime

from school import NOW

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
