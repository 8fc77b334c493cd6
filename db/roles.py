"""Who may do what: one table of roles and acts. Pure, so that screens may ask it."""

from dataclasses import dataclass
from enum import Enum


class Role(Enum):
    """What somebody is at this library; each may what `MAY` says."""

    ANYBODY = "anybody"
    """Whoever stands at the machine while no PIN can be asked for."""
    READER = "reader"
    CLASS_LIBRARIAN = "class_librarian"
    TEACHER = "teacher"
    LIBRARIAN = "librarian"
    HEAD = "head"


class Act(Enum):
    """What is done at the kiosk or the desk and not open to everybody, or is every reader's own affair."""

    BORROW = "borrow"
    """Borrow, return, renew, take back what was done in one's own turn."""
    LEND_CORNER = "lend_corner"
    """Lend from a class corner to its class."""
    LESSON = "lesson"
    """Begin and end a lesson, let a pupil without a card pick a number."""
    CORNER = "corner"
    """Fill, swap and close a class corner, take its paper ledger in."""
    TITLES = "titles"
    """See which titles the pupils of a class hold."""
    OWN_PIN = "own_pin"
    """Choose another PIN for oneself."""
    OVERRIDE = "override"
    """Lend what the rules refuse, and say why."""
    RELABEL = "relabel"
    CONFIRM_DAY = "confirm_day"
    """Say that the machine's clock is right."""
    CLOSE = "close"
    """Close the kiosk for now and open it again."""
    LEAVE = "leave"
    """Leave the full screen."""
    STAFF = "staff"
    """Choose a new PIN for others."""
    DESK = "desk"
    """Come in at the librarian's desk: its first page, the search for books, the handbook."""
    READERS = "readers"
    """See readers and what they hold."""
    REPORTS = "reports"
    """See what a class has borrowed, and how much."""
    CATALOGUE = "catalogue"
    """Add, correct, merge and delete titles and copies."""
    STATUS = "status"
    """Mark a copy as lost, to be mended or for reference, and find it again."""
    HOLDS = "holds"
    """Let a reader wait for a title, or no longer."""
    IMPORT = "import"
    """Take in and give out whole lists."""
    PRINT = "print"
    """Print labels, cards and lists of readers."""
    RULES = "rules"
    """Say how long and how much is lent, when the library is closed, what it is called."""
    REGISTER = "register"
    """Add, correct, stop and forget readers, and give them new cards."""
    SERVE = "serve"
    """Lend, return and renew at the desk, whoever the reader is."""
    CLASSES = "classes"
    """Name and merge classes, say when they come, begin the new year."""
    WEED = "weed"
    """Propose books to be withdrawn, review content, and approve for the library."""
    APPROVE = "approve"
    """Approve for the school that books are written off."""
    SAFETY = "safety"
    """Make and take away backups, tick off what happened, settle conflicts, forget readers."""


class Reach(Enum):
    """Whom an act may concern."""

    NOBODY = "nobody"
    OWN = "own"
    """One's own class or classes."""
    ALL = "all"


STAFF_CATEGORIES = ("teacher", "librarian")
"""Kinds of readers who are no pupils, and whose card alone makes them teachers or librarians."""
PUPILS = f"category NOT IN {STAFF_CATEGORIES}"
"""The same as a condition of SQL, to follow `patron.`: a pupil is whoever is no staff."""

_NO, _OWN, _ALL = Reach.NOBODY, Reach.OWN, Reach.ALL

#                   ANYBODY  READER  CLASS_LIBRARIAN  TEACHER  LIBRARIAN  HEAD
_TABLE = {
    Act.BORROW: (_NO, _ALL, _ALL, _ALL, _ALL, _ALL),
    Act.LEND_CORNER: (_NO, _NO, _OWN, _OWN, _ALL, _ALL),
    Act.LESSON: (_NO, _NO, _NO, _OWN, _ALL, _ALL),
    Act.CORNER: (_NO, _NO, _NO, _OWN, _ALL, _ALL),
    Act.TITLES: (_NO, _NO, _NO, _OWN, _ALL, _ALL),
    Act.OWN_PIN: (_NO, _NO, _NO, _ALL, _ALL, _ALL),
    Act.OVERRIDE: (_NO, _NO, _NO, _NO, _ALL, _ALL),
    Act.RELABEL: (_ALL, _NO, _NO, _NO, _ALL, _ALL),
    Act.CONFIRM_DAY: (_ALL, _NO, _NO, _NO, _ALL, _ALL),
    Act.CLOSE: (_ALL, _NO, _NO, _NO, _ALL, _ALL),
    Act.LEAVE: (_ALL, _NO, _NO, _NO, _ALL, _ALL),
    Act.STAFF: (_NO, _NO, _NO, _NO, _NO, _ALL),
    Act.DESK: (_NO, _NO, _NO, _ALL, _ALL, _ALL),
    Act.READERS: (_NO, _NO, _NO, _OWN, _ALL, _ALL),
    Act.REPORTS: (_NO, _NO, _NO, _OWN, _ALL, _ALL),
    Act.CATALOGUE: (_NO, _NO, _NO, _NO, _ALL, _ALL),
    Act.STATUS: (_NO, _NO, _NO, _NO, _ALL, _ALL),
    Act.HOLDS: (_NO, _NO, _NO, _NO, _ALL, _ALL),
    Act.IMPORT: (_NO, _NO, _NO, _NO, _ALL, _ALL),
    Act.PRINT: (_NO, _NO, _NO, _NO, _ALL, _ALL),
    Act.RULES: (_NO, _NO, _NO, _NO, _ALL, _ALL),
    Act.REGISTER: (_NO, _NO, _NO, _NO, _ALL, _ALL),
    Act.SERVE: (_NO, _NO, _NO, _NO, _ALL, _ALL),
    Act.CLASSES: (_NO, _NO, _NO, _NO, _ALL, _ALL),
    Act.WEED: (_NO, _NO, _NO, _NO, _ALL, _ALL),
    Act.APPROVE: (_NO, _NO, _NO, _NO, _NO, _ALL),
    Act.SAFETY: (_NO, _NO, _NO, _NO, _ALL, _ALL),
}
MAY: dict[tuple[Role, Act], Reach] = {
    (role, act): reach for act, row in _TABLE.items() for role, reach in zip(Role, row, strict=True)
}


@dataclass(frozen=True)
class Post:
    """Somebody's place at this library.

    Attributes:
        role: what they are.
        patron_id: whose card it is; None for the PIN that the whole staff shares, and for anybody.
        classes: their own classes; None where the library knows of none, and then no class is foreign
            (a teacher who is on the readers' list and nothing else).
    """

    role: Role
    patron_id: int | None = None
    classes: frozenset[int] | None = frozenset()

    def may(self, act: Act, class_id: int | None = None) -> bool:
        """Whether they may do this to this class; without one, to any class at all."""
        reach = MAY[self.role, act]
        if reach is Reach.OWN and self.classes is not None:
            return bool(self.classes) if class_id is None else class_id in self.classes
        return reach is not Reach.NOBODY

    def classes_for(self, act: Act) -> frozenset[int] | None:
        """The classes that this act may concern; None for all of them."""
        reach = MAY[self.role, act]
        if reach is Reach.ALL or (reach is Reach.OWN and self.classes is None):
            return None
        return self.classes if reach is Reach.OWN and self.classes else frozenset()


READER = Post(Role.READER)
ANYBODY = Post(Role.ANYBODY)
