"""What a rule asks for, and the yearly form, as tables."""

from db.compliance.lines import Compliance, Line
from db.compliance.year_form import YearForm
from db.marking import N_
from kiosk.lists.workbook import Sheet
from kiosk.paper.stock.registers import money
from kiosk.sentences.stock.compliance import ASKED, FORM, MET
from kiosk.words import Words

HEAD = (N_("requirement"), N_("at least"), N_("ours"), N_("shortfall"), N_("met"))


def line_cells(line: Line, words: Words) -> tuple[object, ...]:
    """A figure as a row under `HEAD`."""
    group = words(N_("no class")) if line.of == "" else line.of
    return (
        words(ASKED[line.figure], group=group),
        number(line.asked),
        "" if line.ours is None else number(line.ours),
        line.short,
        words(MET[line.met]),
    )


def number(value: float) -> str:
    """A figure as people read it: one decimal, none where it is whole."""
    return f"{value:.1f}".removesuffix(".0")


def as_data(found: Compliance) -> dict[str, object]:
    """All of it for programs."""
    return {
        "profile": found.norm.name,
        "source": found.norm.source,
        "shares_from": found.shares.name,
        **{name: getattr(found, name) for name in ("pupils", "copies", "unclassified", "new", "unpriced")},
        "spent": found.spent / 100,
        "lines": [vars(line) for line in found.lines],
    }


def form_rows(form: YearForm, words: Words) -> list[tuple[object, object]]:
    """The yearly form: what, and how many."""
    _ = words
    lines: list[tuple[object, object]] = [
        (_(N_("school year")), f"{form.first} – {form.last}"),
        (_(N_("pupils at present")), form.pupils),
    ]
    for name, what in FORM.items():
        known = getattr(form, name)
        lines += [
            (_(N_("{what}: copies"), what=_(what)), known.copies),
            (_(N_("{what}: titles"), what=_(what)), known.titles),
            (_(N_("{what}: list price"), what=_(what)), money(known.listed)),
        ]
    return [
        *lines,
        (_(N_("new: bought")), form.bought),
        (_(N_("new: given")), form.given),
        (_(N_("new: subscribed")), form.subscribed),
        (_(N_("new: source not stated")), form.other),
        (_(N_("new: amount paid")), money(form.new.paid)),
        (_(N_("books for each pupil")), "" if form.per_pupil is None else number(form.per_pupil)),
        (_(N_("periodicals, different titles")), form.periodicals),
        (_(N_("reference works, different titles")), form.reference),
        (_(N_("loans in the year")), form.loans),
    ]


def form_sheet(form: YearForm, words: Words) -> Sheet:
    """The form as a sheet of a workbook."""
    return Sheet(
        words(N_("Yearly form")),
        (words(N_("what")), words(N_("how many"))),
        form_rows(form, words),
        rows_on_page=40,
    )


def form_data(form: YearForm) -> dict[str, object]:
    """The same for programs; amounts as numbers."""
    plain = {name: value for name, value in vars(form).items() if name not in (*FORM, "first", "last")}
    sums = {
        name: {
            "titles": known.titles,
            "copies": known.copies,
            "list_price": known.listed / 100,
            "paid": known.paid / 100,
        }
        for name in FORM
        if (known := getattr(form, name))
    }
    return {**plain, "first": str(form.first), "last": str(form.last), **sums}
