"""A reading passport in words: alike on a page, on a strip of the receipt printer and at the command line."""

from db.answers.classes.passport import PassportPage
from db.marking import N_
from kiosk.words import Words, visible

STAGES = (N_("bronze"), N_("silver"), N_("gold"))
HEAD = (N_("no."), N_("title"), N_("author"), N_("lent"), N_("returned"), N_("checked by"))


def heading(page: PassportPage, words: Words) -> str:
    """Whose it is: given name and class."""
    whose = " · ".join(filter(None, (visible(page.called), visible(page.class_name))))
    return words(N_("Reading passport: {name}"), name=whose)


def standing_lines(page: PassportPage, words: Words) -> list[str]:
    """How many books this term, which stage that is, what the next one needs; nothing between terms."""
    if page.books is None:
        return []
    _ = words
    lines = [words.plural("{n} book this term", "{n} books this term", page.books)]
    if page.stage:
        lines.append(_(N_("Stage: {stage}"), stage=_(STAGES[page.stage - 1])))
    if page.stage < len(page.goals):
        next_one, goal = STAGES[page.stage], page.goals[page.stage]
        lines.append(_(N_("{goal} books earn {stage}."), goal=goal, stage=_(next_one)))
    return lines


def rows_of(page: PassportPage) -> list[tuple[str, ...]]:
    """Its books, numbered as the stamping command takes them."""
    return [
        (
            str(number),
            visible(line.title),
            visible(line.author),
            line.lent_on.isoformat(),
            line.returned_on.isoformat() if line.returned_on else "",
            f"{visible(line.checker)} {line.stamped_on:%m-%d}" if line.stamped_on else "",
        )
        for number, line in enumerate(page.lines, 1)
    ]
