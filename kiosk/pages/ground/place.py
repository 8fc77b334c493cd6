"""A page as the desk knows it: its address, the act that it needs, and the function that answers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from starlette.responses import Response

from db.marking import N_
from db.roles import Act

if TYPE_CHECKING:
    from kiosk.pages.ground.ask import Ask

KB, MB = 1024, 1024 * 1024
Answering = Callable[["Ask"], Response]


@dataclass(frozen=True)
class Page:
    """One page.

    Attributes:
        address: its path; `{book:row}` stands for a row's number, `{job:token}` for a secret.
        act: what whoever opens it must be allowed to do; None for strangers too.
        method: `POST` for what changes something.
        files: how many files may come with its form.
        largest: the most bytes of its form.
        is_table: whether it is also there with `.csv` and `.xlsx`.
        tries_pin: whether it looks at a PIN, which is slow on purpose: such pages answer one after the other.
    """

    address: str
    answer: Answering
    act: Act | None
    method: Literal["GET", "POST"] = "GET"
    files: int = 0
    largest: int = 256 * KB
    is_table: bool = False
    tries_pin: bool = False


@dataclass(frozen=True)
class Way:
    """A link that stands at the top of every page, for whoever may follow it.

    `leads_to`: how the addresses of the other pages begin that are found from there.
    """

    address: str
    name: str
    act: Act
    leads_to: tuple[str, ...] = ()

    def is_above(self, path: str) -> bool:
        """Whether the page at this path is found by this link."""
        begins = (self.address, *self.leads_to) if self.address != "/" else ()
        return path == self.address or any(path == one or path.startswith(f"{one}/") for one in begins)


_STOCK = ("/stock", "/compliance", "/registers", "/periodicals")
WAYS = (
    Way("/", N_("Today"), Act.DESK),
    Way("/intake", N_("New books"), Act.CATALOGUE),
    Way("/stock/structure", N_("Stock"), Act.CATALOGUE, _STOCK),
    Way("/loans", N_("Loans"), Act.READERS, ("/holds",)),
    Way("/readers", N_("Readers"), Act.READERS),
    Way("/lists", N_("Lists"), Act.IMPORT),
    Way("/shelves", N_("Shelves"), Act.DESK, ("/stocktake", "/repairs")),
    Way("/labels", N_("Labels"), Act.PRINT),
    Way("/classes", N_("Classes"), Act.READERS),
    Way("/reading", N_("Reading"), Act.REPORTS),
    Way("/answers", N_("Answers"), Act.REPORTS, ("/report",)),
    Way("/rules", N_("Rules"), Act.RULES),
    Way("/safety", N_("Safety"), Act.SAFETY),
    Way("/handbook", N_("Handbook"), Act.DESK),
)
"""All of them in their order; one whose page is not there is left out."""
