"""What a new school year changes, or would change."""

from dataclasses import dataclass

from db.lists.report import Imported
from db.reports.loans import LoanRow


@dataclass(frozen=True)
class ClassMove:
    """One class and what it is called from now on; `pupils` are those who have not left."""

    was: str
    name: str
    pupils: int


@dataclass(frozen=True)
class NewYear:
    """What the new year changes, or would change.

    Attributes:
        moved: classes that go up, `left` those whose pupils leave, by their old names.
        arriving: classes that the new pupils come into; these were called nothing before.
        unmoved: classes without a grade in their names; they stay as they are.
        renumbered: old and new numbers, also of leavers who gave theirs up.
        waits: how much leavers were waiting for; that is over.
        periods, teachers: lines of the timetable of leaving classes, and their teachers, who are free now.
        holding: what the leavers still hold.
        corners: leaving classes whose book corner is not closed yet.
        arrivals: what the list of new pupils brought, or None.
    """

    moved: tuple[ClassMove, ...]
    left: tuple[ClassMove, ...]
    arriving: tuple[ClassMove, ...]
    unmoved: tuple[str, ...]
    renumbered: tuple[tuple[str, str], ...]
    waits: int
    periods: int
    teachers: int
    holding: tuple[LoanRow, ...]
    corners: tuple[str, ...]
    arrivals: Imported | None
    dry_run: bool
