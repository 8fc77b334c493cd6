"""The classes of the school, by their names."""

import re

from db.class_names import sorted_classes
from db.errors import NotFound
from db.marking import N_
from db.models import SchoolClass


def class_names() -> list[str]:
    """All classes, as a school says them."""
    return sorted_classes(row.name for row in SchoolClass.select())


def class_id_of(name: str) -> int:
    """The class of this name. Raises NotFound with the classes that there are."""
    found = SchoolClass.get_or_none(SchoolClass.name == name)
    if found is None:
        raise NotFound(
            N_("There is no class {name}. The classes are: {known}."),
            name=name,
            known=", ".join(class_names()),
        )
    return int(found.id)


def name_of(class_id: int) -> str:
    """The name of a class, which must exist."""
    return str(SchoolClass.get_by_id(class_id).name)


def found_name(class_id: int) -> str:
    """The name of a class that is pointed at. Raises NotFound."""
    found = SchoolClass.get_or_none(SchoolClass.id == class_id)
    if found is None:
        raise NotFound(N_("There is no such class any more."))
    return str(found.name)


_CLASS_CODE = re.compile("%CLASS-([0-9]{1,9})")


def code_of_class(class_id: int) -> str:
    """The code that is printed on a class's card and class sheet."""
    return f"%CLASS-{class_id}"


def class_of_code(code: str) -> int | None:
    """The class whose card this cleaned code is, if there is such a class."""
    found = _CLASS_CODE.fullmatch(code)
    school_class = SchoolClass.get_or_none(SchoolClass.id == int(found[1])) if found else None
    return school_class.id if school_class else None
