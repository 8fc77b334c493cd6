"""The flag on a title that a whole class reads together: its many copies are no surplus."""

from db.errors import NotFound
from db.events.record import Acting, record
from db.marking import N_
from db.models import Title, database


def set_class_set(title_id: int, is_one: bool, acting: Acting) -> str:
    """Say that a title is a class set, or is none; returns its name. Raises NotFound."""
    with database.atomic():
        title = Title.get_or_none(Title.id == title_id)
        if title is None:
            raise NotFound(N_("There is no such title any more."))
        if title.class_set != is_one:
            Title.update(class_set=is_one).where(Title.id == title_id).execute()
            fields = {"class_set": [not is_one, is_one]}
            record(acting, "title_changed", details={"title": title_id, "fields": fields})
        return str(title.title)
