"""What an import did: the answer that the command line and the first-run page show."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import get_args

from db.errors import BadValue
from db.events.record import Acting, record
from db.lists.cleaning import IsbnQuality
from db.lists.headers import Columns, Kind
from db.lists.table import Row

OnProgress = Callable[[int, int], None]
"""Called with rows done and rows in all."""


class Refused(Exception):
    """A row that cannot go in, because of one value."""

    def __init__(self, row: Row, field: str, value: str, reason: BadValue) -> None:
        super().__init__(str(reason))
        self.rejected = Rejected(row.line, field, value, reason, tuple(row.cells))


@dataclass(frozen=True)
class Rejected:
    """One row that did not go in.

    Attributes:
        line: line of the text file, or row of the sheet, from 1.
        field: which field was wrong, as in `db.lists.headers.HEADERS`.
        value: what stood there.
        reason: why, as a marked sentence with its details.
        cells: the whole row as it was.
    """

    line: int
    field: str
    value: str
    reason: BadValue
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Imported:
    """What became of a list. Titles are counted for books, readers for readers.

    Attributes:
        rows: rows below the header that hold anything.
        added, changed, same: titles or readers that are new, were brought up to date, were so already.
        rejected: rows that did not go in, by line.
        repeated: rows that name a title or reader which an earlier row has named: a title's copies are
            counted together, its description is that of the first row.
        copies: copies that the accepted rows stand for.
        copies_added, copies_withdrawn: how the stock changed.
        copies_over: copies that the store has beyond the list's count and that stay, since they carry a
            label or are on loan.
        isbns: titles by `db.lists.cleaning.IsbnQuality`.
        classes: classes that the list names.
        own_limits: readers to whom the list gives a limit of their own, which goes over the policy's.
        doubts: lines of the rows that went in with a value that means nothing, by its field: `isbn`, `price`.
        unlabelled: copies of the whole library that nothing can be scanned of: no ISBN, no label.
        known: numbers of the readers whom the store knew.
        unused: headers of columns that no field takes.
        headers: the header row.
        dry_run: nothing was kept.
    """

    kind: Kind
    rows: int
    added: int
    changed: int
    same: int
    rejected: tuple[Rejected, ...]
    repeated: int
    copies: int
    copies_added: int
    copies_withdrawn: int
    copies_over: int
    isbns: Mapping[str, int]
    classes: int
    own_limits: int
    doubts: Mapping[str, tuple[int, ...]]
    unlabelled: int
    known: tuple[str, ...]
    unused: tuple[str, ...]
    headers: tuple[str, ...]
    dry_run: bool

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
    doubts: dict[str, list[int]] = field(default_factory=lambda: {"isbn": [], "price": []})
    unlabelled: int = 0
    known: list[str] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)

    def record(self, kind: Kind, acting: Acting) -> None:
        """Write one event when anything was changed."""
        counts = {
            "added": self.added,
            "changed": self.changed,
            "copies_added": self.copies_added,
            "copies_withdrawn": self.copies_withdrawn,
        }
        if any(counts.values()):
            record(acting, "import", details={"list": kind, **counts})

    def closed(self, kind: Kind, rows: int, columns: Columns, *, dry_run: bool) -> Imported:
        """The answer, when all rows are through."""
        return Imported(
            kind=kind,
            rows=rows,
            added=self.added,
            changed=self.changed,
            same=self.same,
            rejected=tuple(sorted(self.rejected, key=lambda rejected: rejected.line)),
            repeated=self.repeated,
            copies=self.copies,
            copies_added=self.copies_added,
            copies_withdrawn=self.copies_withdrawn,
            copies_over=self.copies_over,
            isbns=self.isbns,
            classes=len(self.classes),
            own_limits=self.own_limits,
            doubts={name: tuple(lines) for name, lines in self.doubts.items()},
            unlabelled=self.unlabelled,
            known=tuple(self.known),
            unused=columns.unused,
            headers=columns.names,
            dry_run=dry_run,
        )
