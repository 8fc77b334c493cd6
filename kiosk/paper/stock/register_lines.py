"""The registers that have a line for each copy, as tables: that of copies, and that of withdrawals."""

from collections.abc import Sequence

from db.marking import N_, Sentence
from db.registers.entries import Entry
from kiosk.paper.stock.registers import Part, money
from kiosk.sentences.stock.registers import GROUNDS, KINDS
from kiosk.words import Words


def copies_part(entries: Sequence[Entry], words: Words) -> Part:
    """The register of copies."""
    columns = (
        (N_("day"), 19.0),
        (N_("accession number"), 15.0),
        (N_("title"), 52.0),
        (N_("author"), 28.0),
        (N_("publisher"), 30.0),
        (N_("year"), 11.0),
        (N_("pages"), 12.0),
        (N_("list price"), 16.0),
        (N_("paid"), 16.0),
        (N_("ISBN"), 28.0),
        (N_("batch"), 11.0),
        (N_("from whom"), 24.0),
        (N_("written off"), 24.0),
    )
    rows: list[tuple[object, ...]] = [
        (
            entry.on or "",
            entry.number,
            entry.title,
            entry.author,
            entry.publisher,
            "" if entry.year is None else entry.year,
            "" if entry.pages is None else entry.pages,
            money(entry.listed) if entry.listed is not None else entry.price,
            money(entry.paid),
            entry.isbn,
            entry.batch,
            entry.source or (words(KINDS[entry.kind]) if entry.kind else ""),
            _end(entry, words),
        )
        for entry in entries
    ]
    sums = [
        (1, entry.listed or 0, entry.paid or 0) if entry.struck is None else (0, 0, 0) for entry in entries
    ]
    return Part(N_("Register of copies"), columns, rows, sums)


def withdrawals_part(entries: Sequence[Entry], words: Words) -> Part:
    """The register of withdrawals."""
    columns = (
        (N_("no."), 10.0),
        (N_("day"), 19.0),
        (N_("accession number"), 15.0),
        (N_("label"), 30.0),
        (N_("title"), 48.0),
        (N_("author"), 26.0),
        (N_("publisher"), 28.0),
        (N_("year"), 11.0),
        (N_("call number"), 26.0),
        (N_("price"), 16.0),
        (N_("ground"), 26.0),
        (N_("disposal"), 22.0),
        (N_("write-off"), 18.0),
    )
    rows: list[tuple[object, ...]] = []
    for place, entry in enumerate(entries, 1):
        gone = entry.gone
        assert gone is not None
        rows.append(
            (
                place,
                gone.on or "",
                entry.number,
                entry.code,
                entry.title,
                entry.author,
                entry.publisher,
                "" if entry.year is None else entry.year,
                entry.call_number,
                money(entry.listed) if entry.listed is not None else entry.price,
                words(GROUNDS[gone.ground]) if gone.ground in GROUNDS else gone.ground,
                gone.disposal,
                gone.case,
            )
        )
    sums = [(1, entry.listed or 0, entry.paid or 0) for entry in entries]
    return Part(N_("Register of withdrawals"), columns, rows, sums)


def _end(entry: Entry, words: Words) -> str:
    if entry.struck:
        return words(Sentence(N_("struck out {day}"), {"day": entry.struck}))
    if entry.gone is None:
        return ""
    told = [str(entry.gone.on or words(N_("written off"))), entry.gone.case]
    return " ".join(filter(None, told))
