"""Whether a reader who has never borrowed is shown how it is done; on until somebody says no."""

from db.events.record import Acting, record
from db.models import database
from db.store.kept import keep, kept

_KEY = "first_steps"


def is_on() -> bool:
    """Whether the kiosk shows it."""
    return kept(_KEY) != "off"


def turn(on: bool, acting: Acting) -> None:
    """Say whether it does."""
    with database.atomic():
        keep(_KEY, "on" if on else "off")
        record(acting, "library", details={"first_steps": on})
