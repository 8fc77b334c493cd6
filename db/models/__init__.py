"""The tables. Bad data is made impossible here, so that no caller has to be trusted.

Every foreign key is RESTRICT: nothing that something else points at can be deleted.
"""

from db.models.base import Table, database
from db.models.circulation import Event, Hold, Loan, LoanCount, ReplayedScan, TermLoans
from db.models.classes import ClassLibrarian, Corner, CornerBook, Lesson, TimetablePeriod
from db.models.labels import Printer, PrintItem, PrintJob, RelabelCampaign, RelabelItem, SheetInUse
from db.models.readers import Patron, SchoolClass
from db.models.rules import ClosedWeekday, Closure, OpenDay, Policy, Setting, Term
from db.models.shelves import Bay, ShelfFace
from db.models.staff import StaffClass, StaffMember
from db.models.stock import CODE_OF_COPY, CODE_OF_READER, NOT_GONE, Barcode, Copy, Location, Title
from db.models.stocktakes import Stocktake, StocktakeCopy, StocktakeScan, StocktakeSettling

__all__ = (
    "CODE_OF_COPY",
    "CODE_OF_READER",
    "NOT_GONE",
    "TABLES",
    "Barcode",
    "Bay",
    "ClassLibrarian",
    "ClosedWeekday",
    "Closure",
    "Copy",
    "Corner",
    "CornerBook",
    "Event",
    "Hold",
    "Lesson",
    "Loan",
    "LoanCount",
    "Location",
    "OpenDay",
    "Patron",
    "Policy",
    "PrintItem",
    "PrintJob",
    "Printer",
    "RelabelCampaign",
    "RelabelItem",
    "ReplayedScan",
    "SchoolClass",
    "Setting",
    "SheetInUse",
    "ShelfFace",
    "StaffClass",
    "StaffMember",
    "Stocktake",
    "StocktakeCopy",
    "StocktakeScan",
    "StocktakeSettling",
    "Table",
    "Term",
    "TermLoans",
    "TimetablePeriod",
    "Title",
    "database",
)

TABLES: tuple[type[Table], ...] = (
    Setting,
    Policy,
    SchoolClass,
    Patron,
    Title,
    Location,
    Copy,
    Barcode,
    Loan,
    Hold,
    Event,
    Term,
    Closure,
    ClosedWeekday,
    OpenDay,
    TimetablePeriod,
    Lesson,
    ClassLibrarian,
    Corner,
    CornerBook,
    PrintJob,
    PrintItem,
    SheetInUse,
    Printer,
    RelabelCampaign,
    RelabelItem,
    LoanCount,
    TermLoans,
    StaffMember,
    StaffClass,
    ReplayedScan,
    Bay,
    ShelfFace,
    Stocktake,
    StocktakeCopy,
    StocktakeScan,
    StocktakeSettling,
)
