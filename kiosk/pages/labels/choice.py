"""Which labels are wanted, and how, as the fields of a form say it: the same fields at every step."""

from dataclasses import dataclass
from urllib.parse import urlencode

from db.errors import BadValue, NotFound
from db.labelling.jobs import Job, JobKind, last_symbol, rehearsed
from db.marking import N_, Sentence
from db.stock.choosing import LeftOut, Shelved, Wanted, copies, copies_by_id, left_out
from kiosk.label_printing.order import PrintOrder, order
from kiosk.pages.ground.ask import Ask
from kiosk.typed import plain

KINDS: dict[JobKind, str] = {
    "combined": N_("spine and barcode in one"),
    "barcode": N_("barcode"),
    "spine": N_("spine label"),
}
_FIELDS = ("kind", "range", "shelf", "title", "unlabelled", "all", "stock", "row", "column", "by", "symbol")
HAVE_A_SPINE = ("combined", "spine")
SYMBOLS: dict[str, str] = {
    "none": N_("none"),
    "ladder": N_("bars along the spine (Code 128)"),
    "matrix": N_("a small square (Data Matrix)"),
}
"""What a camera reads on the shelf, below the call number."""
_MOST_AT_ONCE = 20_000


@dataclass(frozen=True)
class Choice:
    """What is wanted.

    Attributes:
        kind: what is on each label.
        ids: single copies, in place of a choice by what they have in common.
        wanted: what the copies have in common.
        is_made: whether anything was chosen at all.
        fields: what was filled in, for the next step.
    """

    kind: JobKind
    ids: tuple[int, ...]
    wanted: Wanted
    is_made: bool
    fields: dict[str, str]

    @property
    def symbol(self) -> str:
        """The code on the spine, by a word of `SYMBOLS`: as the form says it, or as it was printed last."""
        if self.kind not in HAVE_A_SPINE:
            return "none"
        return self.fields.get("symbol") or last_symbol(self.kind) or "none"

    @property
    def query(self) -> str:
        """The fields as they stand in an address."""
        return urlencode(self.fields)


@dataclass(frozen=True)
class Chosen:
    """The copies that a choice holds, and what it cannot take in: `bare` have no call number for a spine."""

    copies: tuple[Shelved, ...]
    bare: int
    left_out: LeftOut


def choice_of(ask: Ask) -> Choice:
    """What the form says. Raises BadValue."""
    fields = {name: text for name in _FIELDS if (text := ask.text(name))}
    if several := ",".join(ask.chosen("copies")):  # of a large box: longer than what anybody types
        fields["copies"] = several
    kind = next((kind for kind in KINDS if kind == fields.get("kind", "combined")), None)
    if kind is None:
        raise BadValue(N_("{value} is not one of: {known}."), value=fields["kind"], known=", ".join(KINDS))
    wanted = Wanted(
        classes=plain(fields.get("range", "")),
        shelf=fields.get("shelf", ""),
        title=fields.get("title", ""),
        without_label="unlabelled" in fields,
    )
    ids = _ids(fields.get("copies", ""))
    return Choice(kind, ids, wanted, bool(ids) or wanted != Wanted() or "all" in fields, fields)


def chosen_by(choice: Choice) -> Chosen:
    """The copies. Raises NotFound for none, and as `db.stock.choosing.copies`."""
    if not choice.is_made:
        raise BadValue(N_("First choose which books get labels."))
    found = copies_by_id(choice.ids) if choice.ids else copies(choice.wanted)
    missed = LeftOut() if choice.ids else left_out(choice.wanted)
    bare = 0
    if choice.kind == "spine":
        bare = sum(not copy.call_number.strip() for copy in found)
        found = [copy for copy in found if copy.call_number.strip()]
    if not found:
        raise NotFound(N_("There is no such book."))
    if len(found) > _MOST_AT_ONCE:
        raise BadValue(
            N_("That makes {n} labels: choose only a part of them, {most} at most."),
            n=len(found),
            most=_MOST_AT_ONCE,
        )
    return Chosen(tuple(found), bare, missed)


def order_for(choice: Choice) -> PrintOrder:
    """How they are wanted. Raises BadValue, and PrintFailed for a stock that there is not."""
    fields = choice.fields
    start = None
    if "row" in fields or "column" in fields:
        start = f"{plain(fields.get('row', '1'))},{plain(fields.get('column', '1'))}"
    by = fields.get("by")
    return order(
        choice.kind,
        stock=fields.get("stock"),
        start=start,
        by=by if by in ("rows", "columns") else None,
        symbol=symbol_of(choice.symbol),
    )


def symbol_of(word: str) -> str | None:
    """A word of `SYMBOLS` as an order has it. Raises BadValue for another."""
    if word not in SYMBOLS:
        raise BadValue(N_("{value} is not one of: {known}."), value=word, known=", ".join(SYMBOLS))
    return None if word == "none" else word


def rehearsal(choice: Choice, chosen: Chosen, wanted: PrintOrder) -> Job:
    """The job as it would be, of no more than the first sheet."""
    first = chosen.copies[: wanted.sheetful]
    return rehearsed(choice.kind, wanted.sheet, copies=first)


_STAND_IN = N_("Books without a number show a stand-in here: each gets its own when it is printed.")


def remarks(choice: Choice, chosen: Chosen, wanted: PrintOrder) -> list[Sentence]:
    """What the picture does not show as it will be, and what a choice leaves out, a sentence for each."""
    missed, lines = chosen.left_out, []
    if rehearsal(choice, chosen, wanted).minted:
        lines.append(Sentence(_STAND_IN))
    if chosen.bare:
        lines.append(Sentence(N_("Without a call number, and left out: {n}."), {"n": chosen.bare}))
    if missed.bare:
        lines.append(Sentence(N_("Without a call number, so in no class: {n}."), {"n": missed.bare}))
    if missed.odd:
        lines.append(
            Sentence(
                N_("With a call number that is not understood, so in no class: {n} ({examples})."),
                {"n": missed.odd, "examples": ", ".join(missed.examples)},
            )
        )
    return lines


def _ids(text: str) -> tuple[int, ...]:
    parts = [part for part in text.split(",") if part]
    if not all(part.isascii() and part.isdecimal() and len(part) < 10 for part in parts):
        raise BadValue(N_("First choose which books get labels."))
    return tuple(dict.fromkeys(int(part) for part in parts))
