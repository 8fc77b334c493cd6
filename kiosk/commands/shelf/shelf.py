"""`kiosk shelf`: bays and their faces, the way to a book, reading a shelf, returns on their way to it."""

from db.marking import N_
from kiosk.commands.parsing import Commands
from kiosk.commands.shelf import photo, reading, returns, room


def add(commands: Commands) -> None:
    """Add the group of commands."""
    shelf = commands.group("shelf", purpose=N_("where books stand: find one, read a shelf, put returns back"))
    room.add_to(shelf)
    reading.add_to(shelf)
    photo.add_to(shelf)
    returns.add_to(shelf)
