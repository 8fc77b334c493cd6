"""What is known of printers: how each misplaces ink, and which one labels were last printed on."""

from dataclasses import asdict, dataclass

import msgspec

from db.errors import BadValue
from db.events.record import Acting, record
from db.marking import N_
from db.models import Printer, database
from db.store.kept import keep, kept

_LONGEST_NAME = 127
"""CUPS allows no longer name of a queue."""


@dataclass(frozen=True)
class Misplacement:
    """A mark wanted at `x` is printed at `offset_x + scale_x * x`; the same down the page. In millimetres."""

    offset_x: float = 0.0
    offset_y: float = 0.0
    scale_x: float = 1.0
    scale_y: float = 1.0


def misplacement_of(printer: str) -> Misplacement:
    """What was measured for this printer; else for files, whose printer has an empty name; else none."""
    for name in dict.fromkeys((printer, "")):
        found = Printer.get_or_none(Printer.name == name)
        if found:
            return Misplacement(found.offset_x, found.offset_y, found.scale_x, found.scale_y)
    return Misplacement()


def keep_misplacement(printer: str, measured: Misplacement, acting: Acting) -> None:
    """Remember what was measured. Raises BadValue for a name that is too long."""
    if len(printer) > _LONGEST_NAME:
        raise BadValue(N_("A name has at most {most} characters."), most=_LONGEST_NAME)
    values = asdict(measured)
    with database.atomic():
        Printer.insert(name=printer, **values).on_conflict(
            conflict_target=[Printer.name],
            update={Printer._meta.fields[name]: value for name, value in values.items()},
        ).execute()
        record(acting, "printer", details={"name": printer, **values})


@dataclass(frozen=True)
class Delivery:
    """How labels of a kind last reached paper without a file between.

    Attributes:
        printer, address: a queue of CUPS or the address of a label printer; one of them is empty.
        stock: what was in it.
        dpi: its dots per inch.
        code: the kind of barcode.
    """

    printer: str
    address: str
    stock: str
    dpi: int
    code: str


def last_delivery(kind: str) -> Delivery | None:
    """How labels of this kind were last printed, or None while they went to files only."""
    used = kept(f"delivery_{kind}")
    return msgspec.json.decode(used, type=Delivery) if used else None


def keep_delivery(kind: str, used: Delivery) -> None:
    """Remember how labels of this kind were printed: the relabelling page prints the next ones so."""
    value = msgspec.json.encode(used).decode()
    keep(f"delivery_{kind}", value)
