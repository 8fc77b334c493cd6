"""What an import did: the answer that the command line and the first-run page show."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import get_args

from db.errors import BadValue
from db.events.record import Acting, record
from db.lists.cells.header_names import Kind
from db.lists.cells.identifiers import IsbnQuality, NotIsbn
from db.lists.files.table import Row
from db.lists.headers import Located
from db.marking import N_

DOUBTS = (
    "isbn",
    "price",
    "thousands",
    "mended",
    "zeros",
    "shared_label",
    "label_again",
    "label_count",
    "cut",
    "untitled",
    "only_copies",
    "header",
    "record_mended",
    "record_unreadable",
)
"""What may be said of rows that went in: something stands in place of an ISBN; a price cannot be read, or in
two ways; a number was put right, or told by its zeros; one label is several copies', in several rows, or
not as many as the copies; a text was cut; the title is missing, of a new book or of a known one; the header
stands again. Of records: lengths or marks were wrong; a sign or a field cannot be read."""

_NAMED = 3  # of what is no ISBN: told with value and title
OnProgress = Callable[[int, int], None]
"""Called with rows done and rows in all."""

Where = int | str
"""The line of a row, or sheet and line."""


class Refused(Exception):
    """A row that cannot go in, because of one value."""

    def __init__(self, row: Row, field: str, value: str, reason: BadValue) -> None:
        super().__init__(str(reason))
        self.rejected = Rejected(row.line, field, value, reason, tuple(row.cells), row.sheet)


@dataclass(frozen=True)
class Rejected:
    """One row that did not go in.

    Attributes:
        line: line of the text file, or row of the sheet, from 1.
        field: which field was wrong, as in `db.lists.cells.header_names.HEADERS`.
        value: what stood there.
        reason: why, as a marked sentence with its details.
        cells: the whole row as it was.
        sheet: the sheet it stands on, where there are several.
    """

    line: int
    field: str
    value: str
    reason: BadValue
    cells: tuple[str, ...]
    sheet: str = ""

    @property
    def where(self) -> Where:
        """Where a person finds it."""
        return f"{self.sheet}:{self.line}" if self.sheet else self.line


@dataclass(frozen=True)
class Change:
    """What a row changes of a reader or a title that the store knew.

    Attributes:
        where: the row.
        what: the reader's number, or the book's title.
        field: as in `db.lists.cells.header_names.HEADERS`.
        old, new: what the store has, and what the list says.
        held: it takes something away or makes another person of a reader, and waits for a yes.
    """

    where: Where
    what: str
    field: str
    old: str
    new: str
    held: bool = False


@dataclass(frozen=True)
class Imported:
    """What became of a list. Titles are counted for books, readers for readers.

    Attributes:
        rows: rows below the header that hold anything.
        added, changed, same: titles or readers that are new, were brought up to date, were so already.
        rejected: rows that did not go in, by line.
        changes: row by row what changed of what the store knew; also what was held back.
        repeated: rows that name a title or reader which an earlier row has named: a title's copies are
            counted together, its description is that of the first row.
        copies: copies that the accepted rows stand for.
        copies_added, copies_withdrawn: how the stock changed.
        copies_over: copies that the store has beyond the list's count and that stay, since they carry a
            label or are on loan.
        isbns: titles by `db.lists.cells.cleaning.IsbnQuality`.
        moved_numbers: readers whose row is held, and whose name has another number in the library.
        numbers_given: copies that have the number of the school's own register now.
        classes: classes that the list names.
        spellings: classes that the list writes otherwise than the library does: theirs, ours.
        own_limits: readers to whom the list gives a limit of their own, which overrides the policy's.
        doubts: rows of which something is to be known, by `DOUBTS`; `not_isbns` are the first of "isbn".
        unlabelled: copies of the whole library that nothing can be scanned of: no ISBN, no label.
        known: numbers of the readers whom the store knew.
        unused: headers of columns that no field takes.
        headers: the header row.
        sheets, unread: the sheets that were read, with their rows, where there are several, and the others.
        dry_run: nothing was kept.
        is_records: it was a file of records, whose numbers are the lines.
        is_known: its books are only known of now, and none came to the library.
    """

    kind: Kind
    rows: int
    added: int
    changed: int
    same: int
    rejected: tuple[Rejected, ...]
    changes: tuple[Change, ...]
    repeated: int
    copies: int
    copies_added: int
    copies_withdrawn: int
    copies_over: int
    isbns: Mapping[str, int]
    classes: int
    own_limits: int
    moved_numbers: int
    numbers_given: int
    spellings: tuple[tuple[str, str], ...]
    doubts: Mapping[str, tuple[Where, ...]]
    not_isbns: tuple[NotIsbn, ...]
    unlabelled: int
    known: tuple[str, ...]
    unused: tuple[str, ...]
    headers: tuple[str, ...]
    sheets: tuple[tuple[str, int], ...]
    unread: tuple[str, ...]
    dry_run: bool
    is_records: bool = False
    is_known: bool = False

    @property
    def held(self) -> tuple[Change, ...]:
        """What waits for a yes."""
        return tuple(change for change in self.changes if change.held)

    @property
    def accepted(self) -> int:
        """Rows that went in."""
        return self.rows - len(self.rejected)


@dataclass
class Tally:
    """The counts while an import runs."""

    added: int = 0
    changed: int = 0
    same: int = 0
    repeated: int = 0
    copies: int = 0
    copies_added: int = 0
    copies_withdrawn: int = 0
    copies_over: int = 0
    isbns: dict[str, int] = field(default_factory=lambda: dict.fromkeys(get_args(IsbnQuality), 0))
    classes: set[str] = field(default_factory=set)
    own_limits: int = 0
    moved_numbers: int = 0
    numbers_given: int = 0
    spellings: dict[str, str] = field(default_factory=dict)
    doubts: dict[str, list[Where]] = field(default_factory=lambda: defaultdict(list))
    not_isbns: list[NotIsbn] = field(default_factory=list)
    unlabelled: int = 0
    known: list[str] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def refuse_wide(self, located: Located) -> None:
        """Reject the rows with a comma too many, and remember where headers stand again."""
        for row in located.wide:
            reason = BadValue(
                N_("more cells than the header has: put text that contains a comma in quotation marks")
            )
            self.rejected.append(Refused(row, "", "", reason).rejected)
        self.doubts["header"] += located.again

    def record(self, kind: Kind, acting: Acting) -> None:
        """Write one event when anything was changed."""
        counts = {
            "added": self.added,
            "changed": self.changed,
            "copies_added": self.copies_added,
            "copies_withdrawn": self.copies_withdrawn,
        } | ({"numbers_given": self.numbers_given} if self.numbers_given else {})
        if any(counts.values()):
            record(acting, "import", details={"list": kind, **counts})

    def closed(self, kind: Kind, located: Located, *, dry_run: bool, is_known: bool = False) -> Imported:
        """The answer, when all rows are through."""
        return Imported(
            kind=kind,
            rows=located.rows,
            added=self.added,
            changed=self.changed,
            same=self.same,
            rejected=tuple(sorted(self.rejected, key=lambda rejected: (rejected.sheet, rejected.line))),
            changes=tuple(self.changes),
            repeated=self.repeated,
            copies=self.copies,
            copies_added=self.copies_added,
            copies_withdrawn=self.copies_withdrawn,
            copies_over=self.copies_over,
            isbns=self.isbns,
            classes=len(self.classes),
            own_limits=self.own_limits,
            moved_numbers=self.moved_numbers,
            numbers_given=self.numbers_given,
            spellings=tuple(sorted(self.spellings.items())),
            doubts={name: tuple(self.doubts[name]) for name in DOUBTS},
            not_isbns=tuple(self.not_isbns[:_NAMED]),
            unlabelled=self.unlabelled,
            known=tuple(self.known),
            unused=tuple(dict.fromkeys(name for part in located.sections for name in part.columns.unused)),
            headers=located.columns.names,
            sheets=located.sheets,
            unread=located.unread,
            dry_run=dry_run,
            is_records=located.is_records,
            is_known=is_known,
        )
