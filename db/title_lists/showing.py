"""Since when pupils see a list: what they borrowed before and since is told apart by that day."""

from datetime import date

from db.errors import BadValue
from db.events.record import Acting, record
from db.marking import N_
from db.models import TitleList, database
from db.reports.list_readers import OF_LISTS
from db.store.sql import rows
from db.title_lists.kept import days_of, list_at


def show_since(list_id: int, day: date | None, acting: Acting) -> None:
    """Say since which day pupils see the list; None: it is not shown.

    Raises BadValue for a day outside its days, and where loans since that day, or since the day that it was
    shown until now, have lost their readers already: nobody could say any more who borrowed before.
    """
    was = list_at(list_id)
    first, last = days_of(was)
    if day is not None and not first <= day <= last:
        raise BadValue(
            N_("{day} is outside the days of this list, {first} to {last}."),
            day=day,
            first=first,
            last=last,
        )
    earlier = min(filter(None, (day, was.shown_on)), default=None)
    if day != was.shown_on and earlier is not None:
        ((cut,),) = rows(
            f"SELECT COUNT(*) FROM {OF_LISTS} WHERE title_list.id = ? AND loan.patron_id IS NULL"
            " AND loan.lent_on >= ?",
            list_id,
            earlier,
        )
        if cut:
            raise BadValue(
                N_(
                    "Some loans since {day} no longer name their reader, so loans before and after the list "
                    "was shown cannot be told apart."
                ),
                day=earlier,
            )
    with database.atomic():
        TitleList.update(shown_on=day).where(TitleList.id == list_id).execute()
        record(acting, "title_list", details={"list": list_id, "shown": str(day or "")})
