"""Where in the room books stand: bays of shelves, and the faces of each with the call number it begins at."""

from peewee import AutoField, CharField, Check, SmallIntegerField

from db.models.base import Table, key
from db.models.stock.holdings import Location


class Bay(Table):
    """One bookcase. `location` is the shelf that lists name, where books of it stand in this bay.

    `across` and `down`, from 1, are its square on the plan of the room; null while it is not on it.
    """

    id = AutoField()
    location_id: int | None
    name = CharField(unique=True, max_length=32, constraints=[Check("length(name) >= 1")])
    location = key(Location, null=True)
    across = SmallIntegerField(null=True, constraints=[Check("across BETWEEN 1 AND 99")])
    down = SmallIntegerField(null=True, constraints=[Check("down BETWEEN 1 AND 99")])


class ShelfFace(Table):
    """One board of a bay: its side (empty where it has but one) and level, 1 at the top.

    Only where it begins is kept: it ends where the next one begins.
    """

    id = AutoField()
    bay_id: int
    bay = key(Bay, index=False)
    side = CharField(max_length=8, default="")
    level = SmallIntegerField(constraints=[Check("level BETWEEN 1 AND 99")])
    start = CharField(max_length=120)

    class Meta:
        indexes = ((("bay", "side", "level"), True),)
