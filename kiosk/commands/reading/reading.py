"""`kiosk reading`: lists of titles, how much of them is borrowed, and what else is done about reading."""

from db.marking import N_
from kiosk.commands.parsing import Commands
from kiosk.commands.reading import (
    activities,
    comparing,
    list_rates,
    making_lists,
    passports,
    reading_room,
)


def add(commands: Commands) -> None:
    """Add the group."""
    group = commands.group(
        "reading", purpose=N_("lists of titles, how much of them is borrowed, classes compared")
    )
    list_rates.add_to(group)
    making_lists.add_to(group)
    comparing.add_to(group)
    reading_room.add_to(group)
    activities.add_to(group)
    passports.add_to(group)
