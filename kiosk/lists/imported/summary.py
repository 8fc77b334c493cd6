"""What an import did, in a few lines."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from db.marking import N_
from kiosk.words import Words

if TYPE_CHECKING:
    from db.lists.report import Imported, Where

_DOUBTS = {
    "isbn": N_("The ISBN column holds something else in lines: {lines}"),
    "price": N_("The price cannot be read in lines: {lines}"),
    "thousands": N_("The price may be in thousands in lines: {lines}"),
    "mended": N_("Numbers that a spreadsheet had changed were put right in lines: {lines}"),
    "zeros": N_(
        "The number differs from the library's only by leading zeros and is taken as the same, in "
        "lines: {lines}"
    ),
    "shared_label": N_(
        "One label stands for several copies, so it is the title's number and no label, in lines: {lines}"
    ),
    "label_again": N_("The label is in an earlier row too, so it is the same copy, in lines: {lines}"),
    "label_count": N_("The number of labels is not the number of copies in lines: {lines}"),
    "cut": N_("The title was too long and was cut short, in lines: {lines}"),
    "untitled": N_("The title is missing, so the book is called by its number for now, in lines: {lines}"),
    "only_copies": N_(
        "The title is missing, so the copies go to the book that has this number already, in lines: {lines}"
    ),
    "header": N_("The header is repeated in lines: {lines}"),
    "record_mended": N_(
        "The record was damaged (lengths, directory or marks) and was put together again: {lines}"
    ),
    "record_unreadable": N_(
        "A character or a field of the record cannot be read; check it against the book, in records: {lines}"
    ),
}
"""What may be said of rows that went in; see `db.lists.report.DOUBTS`."""


_SHOWN = 10
"""How many lines are named."""


def _some(lines: "Sequence[Where]", words: Words) -> str:
    shown = ", ".join(map(str, lines[:_SHOWN]))
    more = len(lines) - _SHOWN
    return f"{shown} {words('and {more} more', more=more)}" if more > 0 else shown


def summary(imported: "Imported", words: Words) -> list[str]:
    """What an import did, in a few lines."""
    lines = [words("Nothing was changed. This is what would happen:")] if imported.dry_run else []
    return lines + _counts(imported, words) + notes(imported, words)


def _counts(imported: "Imported", words: Words) -> list[str]:
    counted = _counting(words)
    changes = {"added": imported.added, "changed": imported.changed, "same": imported.same}
    lines = [
        counted(
            N_("Rows: {rows}, accepted {accepted}, rejected {rejected}"),
            rows=imported.rows,
            accepted=imported.accepted,
            rejected=len(imported.rejected),
        )
    ]
    if imported.kind == "readers":
        return [
            *lines,
            counted(N_("Readers: {added} added, {changed} changed, {same} unchanged"), **changes),
            counted(N_("Classes in the list: {classes}"), classes=imported.classes),
        ]
    if imported.is_known:
        known = N_("Known books: {added} added, {changed} changed, {same} unchanged")
        return [*lines, counted(known, **changes)]
    return [
        *lines,
        counted(N_("Titles: {added} added, {changed} changed, {same} unchanged"), **changes),
        counted(
            N_("Copies: {listed} in the list, {added} added, {withdrawn} withdrawn"),
            listed=imported.copies,
            added=imported.copies_added,
            withdrawn=imported.copies_withdrawn,
        ),
        counted(
            N_(
                "ISBN: {good} good, {recovered} recovered, {damaged} damaged, {not_isbn} not an ISBN, "
                "{absent} missing"
            ),
            **imported.isbns,
        ),
    ]


def notes(imported: "Imported", words: Words) -> list[str]:
    """What is to be known of a list beside its counts."""
    counted = _counting(words)
    lines = [words("A “line” here is a record: 1 is the first of the file.")] if imported.is_records else []
    if imported.kind == "books":
        if imported.unlabelled:
            text = N_(
                "Books with neither an ISBN nor a label: {n}. They need a label before they can be borrowed."
            )
            lines.append(counted(text, n=imported.unlabelled))
        if imported.numbers_given:
            text = N_("Copies that have the number of the school's own register now: {n}")
            lines.append(counted(text, n=imported.numbers_given))
        if imported.copies_over:
            text = N_("Copies not in the list that are kept because they have a label or are on loan: {over}")
            lines.append(counted(text, over=imported.copies_over))
    elif imported.own_limits:
        text = N_(
            "Readers with a personal limit, which overrides the policy's: {n}. "
            "To drop these limits: the page Rules, or {command}"
        )
        command = "kiosk policy set pupil --for-all"
        lines.append(words(text, n=f"{imported.own_limits:,}", command=command))
    if imported.repeated:
        text = N_("Rows that repeat an earlier row's book or reader, counted with it: {repeated}")
        lines.append(counted(text, repeated=imported.repeated))
    for doubt, text in _DOUBTS.items():
        if imported.doubts[doubt]:
            lines.append(words(text, lines=_some(imported.doubts[doubt], words)))
        if doubt == "isbn":
            lines += _not_isbns(imported, words)
    for written, ours in imported.spellings:
        lines.append(
            words("The class {written} is called {ours} in the library.", written=written, ours=ours)
        )
    if imported.sheets:
        read = words(", ").join(f"{name} ({rows})" for name, rows in imported.sheets)
        lines.append(words("Sheets read, with their rows: {sheets}", sheets=read))
    if imported.unread:
        unread = words(", ").join(imported.unread)
        lines.append(words("Sheets not read, since they have no header: {sheets}", sheets=unread))
    if imported.unused:
        lines.append(words("Columns not used: {columns}", columns=", ".join(imported.unused)))
    return lines


def _not_isbns(imported: "Imported", words: Words) -> list[str]:
    """The first cells that hold no ISBN, with their titles, and what became of them."""
    text = N_("Line {line}: “{value}” for “{title}”")
    lines = [words(text, line=one.where, value=one.value, title=one.title) for one in imported.not_isbns]
    if any(one.works for one in imported.not_isbns) and not imported.is_known:
        lines.append(
            words(
                "Such a number is kept: scanned or typed at the kiosk, it stands for the book like an ISBN."
            )
        )
    return lines


def _counting(words: Words) -> Callable[..., str]:
    def counted(text: str, **numbers: int) -> str:
        return words(text, **{name: f"{number:,}" for name, number in numbers.items()})

    return counted
