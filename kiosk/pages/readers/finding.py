"""All readers, by class, or those that are looked for."""

from starlette.responses import Response

from db.marking import N_
from db.readers.classes import class_names, name_of
from db.readers.finding import ReaderRow, find_readers
from db.roles import Act
from kiosk.label_printing.card_sheets import card_sheets
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.tables import ROWS, Column, table_answer
from kiosk.sentences.catalogue import READER_STATUSES


def list_readers(ask: Ask) -> Response:
    """The readers of a class, or of all; who has left only where that is asked for."""
    own = ask.classes(Act.READERS)
    theirs = None if own is None else {name_of(class_id) for class_id in own}
    words, class_name, with_left = ask.text("words"), ask.text("class"), bool(ask.text("left"))
    found = [
        row
        for row in find_readers(words)
        if row.name  # an erased one has none
        and (theirs is None or row.class_name in theirs)
        and (with_left or row.status != "left")
        and class_name in ("", row.class_name)
    ]
    if ask.request.method == "POST":
        found = found[:ROWS]  # an address of its second part would name whom they look for
    say = ask.words
    columns = (
        Column[ReaderRow](N_("number"), lambda row: row.number),
        Column[ReaderRow](N_("name"), lambda row: row.name, lambda row: f"/readers/{row.patron_id}"),
        Column[ReaderRow](N_("class"), lambda row: row.class_name),
        Column[ReaderRow](N_("category"), lambda row: say.term(row.category)),
        Column[ReaderRow](N_("status"), lambda row: say(READER_STATUSES[row.status])),
        Column[ReaderRow](N_("on loan"), lambda row: row.on_loan, is_number=True),
        Column[ReaderRow](N_("at most"), lambda row: row.limit, is_number=True),
    )
    return table_answer(
        ask,
        "readers.html",
        columns,
        found,
        words=words,
        class_name=class_name,
        with_left=with_left,
        classes=[name for name in class_names() if theirs is None or name in theirs],
        may_add=ask.post.may(Act.REGISTER),
        card_sheets=card_sheets(say) if class_name else None,
    )


PAGES = (
    Page("/readers", list_readers, Act.READERS, is_table=True),
    # what is typed may be a child's name, which an address would keep
    Page("/readers", list_readers, Act.READERS, "POST"),
)
