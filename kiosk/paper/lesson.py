"""What a lesson says on paper and at the command line: the roster while it is on, the page at its end."""

from db.answers.classes.lesson import LessonPage, Roster, Tile, TileState
from db.clock import local_day, to_local
from kiosk.sentences.classes.lesson import STATES
from kiosk.words import Words
from labels.content.blocks import Block, Grid, Heading, Line


def roster_paper(told: Roster, words: Words) -> list[Block]:
    """The class as it stands: a line for each pupil, no titles."""
    _ = words
    return [
        _heading(told, words),
        *_numbers(told, words),
        Grid(
            ("", _("number"), _("name"), "", _("state"), _("books")),
            tuple(
                (
                    str(tile.position),
                    tile.number,
                    tile.name,
                    STATES[tile.state][0],
                    _(STATES[tile.state][1]),
                    "" if tile.state is TileState.NOT_YET else str(tile.books),
                )
                for tile in told.tiles
            ),
            (1, 2, 3, 1, 3, 1),
        ),
    ]


def end_paper(page: LessonPage, words: Words, *, full_names: bool = True) -> list[Block]:
    """The page at the end of a lesson; without `full_names`, as the class may read it on the screen."""
    _ = words
    told, name = page.roster, _full_name if full_names else _called
    blocks: list[Block] = [_heading(told, words), *_numbers(told, words)]
    if page.last:
        blocks.append(
            Line(
                _(
                    "Last lesson, on {day}: {present} of {pupils} pupils came, {borrowers} borrowed, "
                    "{loans} books lent, {returns} returned.",
                    day=words.day(page.last.held_on),
                    present=page.last.present,
                    pupils=page.last.pupils,
                    borrowers=page.last.borrowers,
                    loans=page.last.loans,
                    returns=page.last.returns,
                )
            )
        )
    if page.term:
        blocks.append(
            Line(
                _(
                    "{term}: {loans} books, {average} per pupil; {reached} pupils have reached the target of "
                    "{target}.",
                    term=page.term.term,
                    loans=page.term.loans,
                    average=f"{page.term.per_pupil:.1f}",
                    target=page.term.target,
                    reached=page.term.reached,
                )
            )
        )
    else:
        blocks.append(Line(_("No term is set for today, so nothing is counted: see kiosk calendar term.")))
    # Not within an f-string: the catalogue's tools look into none.
    still_holds = _("Still have books that are due")
    for title, tiles in (
        (_("Borrowed books"), page.borrowed),
        (_("Came and borrowed nothing"), page.not_borrowed),
        (_("Did not come"), page.absent),
    ):
        blocks += [Heading(f"{title} ({len(tiles)})"), Line(", ".join(name(tile) for tile in tiles) or "-")]
    blocks.append(Heading(f"{still_holds} ({len(page.still_due)})"))
    blocks += [
        Line(" · ".join((name(one.pupil), words.plural("{n} book", "{n} books", one.books), *one.titles)))
        for one in page.still_due
    ] or [Line("-")]
    return blocks


def printed_page(page: LessonPage, words: Words) -> list[Block]:
    """The page at the end of a lesson below the library's name, as it is filed."""
    return [Line(page.library or words("School library")), *end_paper(page, words)]


def _heading(told: Roster, words: Words) -> Heading:
    lesson = told.lesson
    return Heading(
        words(
            "Lesson of {name}, {day}, {time}",
            name=lesson.class_name,
            day=words.dated(local_day(lesson.opened_at)),
            time=f"{to_local(lesson.opened_at):%H:%M}",
        )
    )


def _numbers(told: Roster, words: Words) -> list[Line]:
    _ = words
    lines = [
        _(
            "{present} of {pupils} pupils came, {borrowers} borrowed, {loans} books lent, "
            "{returns} returned.",
            present=told.present,
            pupils=len(told.tiles),
            borrowers=told.borrowers,
            loans=told.loans,
            returns=told.returns,
        ),
        _("{average} books per pupil.", average=f"{told.average:.1f}"),
    ]
    if told.visitors:
        lines.append(
            words.plural(
                "{n} reader of another class was served in the meantime.",
                "{n} readers of other classes were served in the meantime.",
                told.visitors,
            )
        )
    if told.minutes_left is not None:
        lines.append(words.plural("{n} minute left.", "{n} minutes left.", told.minutes_left))
    return [Line(line) for line in lines]


def _called(tile: Tile) -> str:
    return f"{tile.position} {tile.called}"


def _full_name(tile: Tile) -> str:
    return f"{tile.position}\N{NO-BREAK SPACE}{tile.name}"
