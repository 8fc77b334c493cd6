"""For whom the kiosk sets the pinyin above the characters. A reader's own choice goes over the class's."""

from db.events.record import Acting, record
from db.models import SchoolClass, database
from db.readers.classes import class_id_of


def set_class_pinyin(name: str, wanted: bool, acting: Acting) -> bool:
    """Give a class the pinyin, or take it away; whether that was a change. Raises NotFound."""
    with database.atomic():
        class_id = class_id_of(name)
        if class_has_pinyin(class_id) == wanted:
            return False
        SchoolClass.update(pinyin=wanted).where(SchoolClass.id == class_id).execute()
        record(acting, "class_pinyin", details={"class": class_id, "pinyin": wanted})
        return True


def class_has_pinyin(class_id: int) -> bool:
    """Whether this class, which must exist, has it."""
    return bool(SchoolClass.get_by_id(class_id).pinyin)
