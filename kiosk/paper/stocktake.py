"""A stocktake on paper: work cards, the list for the second look, and the statement that is signed."""

from collections.abc import Sequence

from db.answers.shelves.stocktake import Area, Line, Statement
from db.clock import local_day
from db.marking import N_
from kiosk.sentences.shelves.stocktake import area_name, figures_of
from kiosk.words import Words
from labels.content.blocks import Block, Grid, Heading, Together
from labels.content.blocks import Line as Text


def cards_paper(name: str, areas: Sequence[Area], words: Words) -> list[Block]:
    """A card for each bay or shelf: scanned first and last, so that everybody sees who is where."""
    _ = words
    return [
        Together(
            (
                Heading(_(N_("Stocktake {name}: {area}"), name=name, area=area_name(area.name, words))),
                Grid(
                    (_("code"), _("first"), _("last"), _("books")),
                    ((area.code, area.first, area.last, str(area.expected)),),
                    (7, 4, 4, 2),
                    codes=(0,),
                ),
                Text(_(N_("Scan this code, then each book from left to right, then this code again."))),
            )
        )
        for area in areas
    ]


def second_look_paper(name: str, lines: Sequence[Line], words: Words) -> list[Block]:
    """What was not seen, in shelf order, each between the books that stand there."""
    _ = words
    rows = tuple(
        (
            "□",
            area_name(line.area, words),
            line.call_number,
            line.title,
            line.code,
            _(", ").join(part for part in (line.after, line.before) if part),
        )
        for line in lines
    )
    return [
        Heading(_(N_("Stocktake {name}: second look"), name=name)),
        Text(_(N_("Look for these once more. Scan the ones you find."))),
        Grid(
            ("", _("place"), _("call number"), _("title"), _("code"), _("stands between")),
            rows,
            (1, 3, 4, 7, 5, 8),
            ruled=True,
        ),
    ]


def statement_paper(statement: Statement, library: str, words: Words) -> list[Block]:
    """The one page with the figures, those of the last time, and room for signatures."""
    _ = words
    until = local_day(statement.closed_at) if statement.closed_at else None
    last = dict(figures_of(statement.last[1], words)) if statement.last else {}
    head = (_("what"), statement.name, *((statement.last[0],) if statement.last else ()))
    rows = tuple(
        (what, count, *((last[what],) if last else ()))
        for what, count in figures_of(statement.figures, words)
    )
    return [
        Heading(_(N_("Statement of the stocktake {name}"), name=statement.name)),
        Text(library or _("School library")),
        Text(
            _(
                N_("Scope: {scope}. From {first} to {last}."),
                scope=statement.scope or _(N_("the whole stock")),
                first=local_day(statement.opened_at),
                last=until or _(N_("not closed yet")),
            )
        ),
        Grid(head, rows, (5, *(3 for _column in head[1:])), ruled=True, height=9.0),
        Text(_(N_("Found again and put back on record: {n}"), n=statement.found_again)),
        Text(_(N_("Found on the shelf though on loan, and returned: {n}"), n=statement.returned)),
        Grid(
            (_("counted by"), _("librarian"), _("head of the school")),
            (("", "", ""),),
            (1, 1, 1),
            ruled=True,
            height=22.0,
        ),
        Text(_(N_("Signatures and date"))),
    ]
