"""What an import did, in a few lines."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from db.marking import N_
from kiosk.words import Words

if TYPE_CHECKING:
    from db.lists.report import Imported

_DOUBTS = {
    "isbn": N_("The ISBN column holds something else in lines: {lines}"),
    "price": N_("The price cannot be read in lines: {lines}"),
}


_SHOWN = 10
"""How many lines are named."""


def _some(lines: Sequence[int], words: Words) -> str:
    shown = ", ".join(map(str, lines[:_SHOWN]))
    more = len(lines) - _SHOWN
    return f"{shown} {words('and {more} more', more=more)}" if more > 0 else shown


def summary(imported: "Imported", words: Words) -> list[str]:
    """What an import did, in a few lines."""

    def counted(text: str, **numbers: int) -> str:
        return words(text, **{name: f"{number:,}" for name, number in numbers.items()})

    changes = {"added": imported.added, "changed": imported.changed, "same": imported.same}
    lines = [words("Nothing was changed. This is what would happen:")] if imported.dry_run else []
    lines.append(
        counted(
            N_("Rows: {rows}, accepted {accepted}, rejected {rejected}"),
            rows=imported.rows,
            accepted=imported.accepted,
            rejected=len(imported.rejected),
        )
    )
    if imported.kind == "books":
        lines += [
            counted(N_("Titles: {added} added, {changed} changed, {same} unchanged"), **changes),
            counted(
                N_("Copies: {listed} in the list, {added} added, {withdrawn} withdrawn"),
                listed=imported.copies,
                added=imported.copies_added,
                withdrawn=imported.copies_withdrawn,
            ),
            counted(
                N_(
                    "ISBN: {good} good, {recovered} recovered, {damaged} damaged,"
                    " {not_isbn} not an ISBN, {absent} absent"
                ),
                **imported.isbns,
            ),
        ]
        for field, text in _DOUBTS.items():
            if imported.doubts[field]:
                lines.append(words(text, lines=_some(imported.doubts[field], words)))
        if imported.unlabelled:
            text = N_(
                "Books with neither an ISBN nor a label: {n}. They need a label before they can be borrowed."
            )
            lines.append(counted(text, n=imported.unlabelled))
        if imported.copies_over:
            text = N_("Copies not in the list that are kept because they have a label or are on loan: {over}")
            lines.append(counted(text, over=imported.copies_over))
    else:
        lines += [
            counted(N_("Readers: {added} added, {changed} changed, {same} unchanged"), **changes),
            counted(N_("Classes in the list: {classes}"), classes=imported.classes),
        ]
        if imported.own_limits:
            text = N_("Readers with a personal limit, which overrides the policy's: {n}")
            lines.append(counted(text, n=imported.own_limits))
    if imported.repeated:
        text = N_("Rows that repeat an earlier row's book or reader, counted with it: {repeated}")
        lines.append(counted(text, repeated=imported.repeated))
    if imported.unused:
        lines.append(words("Columns not used: {columns}", columns=", ".join(imported.unused)))
    return lines
