"""The classes of the school, by their names."""

from db.errors import NotFound
from db.marking import N_
from db.models import SchoolClass


def class_names() -> list[str]:
    """All classes, by name."""
    return [row.name for row in SchoolClass.select().order_by(SchoolClass.name)]


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
