"""Whether a reader who has never borrowed is shown how it is done; on until somebody says no."""

from db.events.record import Acting, record
from db.models import database
from db.store import kept

_KEY = "first_steps"


def is_on() -> bool:
    """Whether the kiosk shows it."""
    return kept.is_on(_KEY, at_first=True)


def turn(on: bool, acting: Acting) -> None:
    """Say whether it does."""
    with database.atomic():
        kept.switch(_KEY, on)
        record(acting, "library", details={"first_steps": on})
