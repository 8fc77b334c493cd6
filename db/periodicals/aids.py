"""Teaching aids: what each class orders, what came and what was handed out. Counted, and nobody's name."""

from dataclasses import dataclass

from db.errors import BadValue, NotFound, within
from db.events.record import Acting, record
from db.marking import N_
from db.models import TeachingAid, database


@dataclass(frozen=True)
class Aid:
    """A line of an order sheet; the price of one in hundredths."""

    class_name: str
    item: str
    copies: int
    price: int | None
    arrived: int
    handed_out: int

    @property
    def amount(self) -> int | None:
        """What all of them cost."""
        return None if self.price is None else self.price * self.copies


def aids(year: int, class_name: str = "") -> list[Aid]:
    """The lines of a year, of one class or of all."""
    query = TeachingAid.select().where(TeachingAid.year == year)
    if class_name:
        query = query.where(TeachingAid.class_name == class_name)
    return [
        Aid(row.class_name, row.item, row.copies, row.price, row.arrived, row.handed_out)
        for row in query.order_by(TeachingAid.class_name, TeachingAid.item)
    ]


def set_aid(
    year: int,
    class_name: str,
    item: str,
    acting: Acting,
    *,
    copies: int | None = None,
    price: int | None = None,
    arrived: int | None = None,
    handed_out: int | None = None,
) -> Aid:
    """Order a teaching aid for a class, or say what came of it; None leaves a figure as it is.

    Raises BadValue, also where more is handed out than came.
    """
    class_name, item = " ".join(class_name.split()), " ".join(item.split())
    for text, most in ((class_name, 60), (item, 120)):
        if not 0 < len(text) <= most:
            raise BadValue(N_("A name has at most {most} characters."), most=most)
    within(year, 1900, 9999)
    given = {"copies": copies, "price": price, "arrived": arrived, "handed_out": handed_out}
    values = {name: value for name, value in given.items() if value is not None}
    for name, value in values.items():
        within(value, 0, 2**31 - 1 if name == "price" else 9_999)
    with database.atomic():
        row, _made = TeachingAid.get_or_create(  # type: ignore[no-untyped-call]
            year=year, class_name=class_name, item=item, defaults={"copies": copies or 0}
        )
        if values:
            TeachingAid.update(values).where(TeachingAid.id == row.id).execute()
        row = TeachingAid.get_by_id(row.id)
        if row.handed_out > row.arrived:
            raise BadValue(
                N_("{item}: {out} handed out, but only {came} came."),
                item=item,
                out=row.handed_out,
                came=row.arrived,
            )
        record(acting, "aid_set", details={"year": year, "class": class_name, "item": item, **values})
    return Aid(class_name, item, row.copies, row.price, row.arrived, row.handed_out)


def remove_aid(year: int, class_name: str, item: str, acting: Acting) -> None:
    """Take a line off an order sheet. Raises NotFound."""
    with database.atomic():
        gone = (
            TeachingAid.delete()
            .where(TeachingAid.year == year, TeachingAid.class_name == class_name, TeachingAid.item == item)
            .execute()
        )
        if not gone:
            raise NotFound(N_("{name} has not ordered {item}."), name=class_name, item=item)
        record(acting, "aid_removed", details={"year": year, "class": class_name, "item": item})
