"""What the kiosk shows while nobody is there: of books, lists, classes and the day. Nothing of a child."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Idle:
    """What there is to show.

    Attributes:
        new_books: titles that have come lately.
        list_name, list_titles: of the list that is shown now; empty where none is.
        best_class: the class that borrowed most for each pupil in seven days, and that, as it is written.
        today: who comes today and when, and activities that are on.
        reading_week: whether it is the fourth week of April.
        day: the number of the day, by which the tip of the day is chosen.
        pinyin: the library wants it above the characters.
    """

    new_books: tuple[str, ...] = ()
    list_name: str = ""
    list_titles: tuple[str, ...] = ()
    best_class: tuple[str, str] | None = None
    today: tuple[str, ...] = ()
    reading_week: bool = False
    day: int = 0
    pinyin: bool = False
