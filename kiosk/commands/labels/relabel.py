"""`kiosk relabel`: the campaign that gives a whole stock new labels, and the conversation that closes it."""

import argparse
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from db.answers.relabel import Choose
from db.clock import utc_now
from db.codes import clean
from db.errors import LibraryError, NotFound, within
from db.labelling import campaign, jobs
from db.marking import N_
from kiosk.commands.labels.options import add_choice, add_printing, order_of, wanted_of
from kiosk.commands.labels.printing import run_job, say_spines, show_job
from kiosk.commands.left_out import warn_of_left_out
from kiosk.commands.parsing import Commands, one_of, whole_number
from kiosk.console import Console
from kiosk.relabel.desk import RelabelDesk
from kiosk.sentences.relabel.desk import STATES, bar, progress_lines, say_relabel
from kiosk.typed import plain
from kiosk.words import visible

if TYPE_CHECKING:
    from kiosk.label_printing.run import Refused

HELP = (
    N_("Scan a book's ISBN (or its old code), then its new label. You can also type:"),
    N_("  label     the book just scanned has no label, or a torn one: print it again"),
    N_("  missing   the book whose label was just scanned cannot be found"),
    N_("  undo      undo what was done last"),
    N_("  status    how far you are"),
    N_("  end       stop for today (or an empty line)"),
)

KINDS = {"combined": N_("combined"), "barcode": N_("barcode")}
_TYPED = {
    **dict.fromkeys(("label", "补打", "条码"), "label"),
    **dict.fromkeys(("missing", "找不到", "缺失", "缺少"), "missing"),
    **dict.fromkeys(("undo", "撤销"), "undo"),
    **dict.fromkeys(("status", "进度"), "status"),
    **dict.fromkeys(("", "end", "结束"), "end"),
}
"""What may be typed between two scans, in either language."""


def add(commands: Commands) -> None:
    """Add the group of commands; by itself it is the conversation."""
    _ = commands.words
    relabel = commands.group(
        "relabel",
        purpose=N_("give the stock new labels: print, stick, scan"),
        example="kiosk relabel open --range I287",
        run=talk,
    )
    begin = relabel.add(
        "open",
        open_campaign,
        purpose=N_("put books on the worklist: the whole stock, or what is chosen"),
        example="kiosk relabel open --range I287..I287.9",
    )
    add_choice(begin, commands.words)
    begin.add_argument("--kind", **one_of(_, KINDS), help=_("what is printed (combined)"))
    begin.add_argument(
        "--new-codes",
        action="store_true",
        default=None,
        help=_("new codes also for books that carry an old one"),
    )
    prints = relabel.add(
        "print",
        print_next,
        purpose=N_("print the next labels of the worklist, in shelf order"),
        example="kiosk relabel print 42 --out labels.pdf",
    )
    prints.add_argument(
        "count", nargs="?", type=whole_number(_), metavar="N", help=_("how many; a full sheet if left out")
    )
    prints.add_argument(
        "--again",
        nargs="?",
        type=whole_number(_),
        const=0,
        metavar=_("JOB"),
        help=_("the last ones once more, or a job's"),
    )
    add_printing(prints, commands.words, symbol=True)
    relabel.add("scan", talk, purpose=N_("scan book and new label in pairs; the same as kiosk relabel"))
    status = relabel.add("status", show_status, purpose=N_("how far you are"))
    status.add_argument("--shelves", action="store_true", help=_("a picture of every shelf"))
    work = relabel.add("list", show_list, purpose=N_("the worklist in shelf order"))
    work.add_argument(
        "--state", **one_of(_, {state: word for state, word in STATES.items() if state}), help=_("only these")
    )
    relabel.add("end", end_campaign, purpose=N_("end the relabelling; all labels stay valid"))


def open_campaign(console: Console, arguments: argparse.Namespace) -> int:
    """Open a campaign, or make the open one larger."""
    wanted = wanted_of(arguments, whole_stock=True)
    warn_of_left_out(wanted, console)
    opened = campaign.open_campaign(
        wanted,
        console.acting(),
        kind=arguments.kind,
        new_codes=arguments.new_codes,
    )
    if opened.extended:
        console.say(
            N_("Added to the worklist: {added}; {total} in all."), added=opened.added, total=opened.total
        )
    else:
        console.say(N_("A relabelling is under way. Books on the worklist: {total}."), total=opened.total)
        console.say(N_("Next: kiosk relabel print"))
    return 0


def print_next(console: Console, arguments: argparse.Namespace) -> int:
    """Print the next labels, or the last ones once more."""
    from kiosk.relabel.next_labels import next_possible

    kind = campaign.running_campaign().kind
    refused: tuple[Refused, ...] = ()
    if arguments.again is not None:
        job = jobs.again(number=arguments.again, of_campaign=True)
        order = order_of(arguments, kind, console, symbol=job.symbol)
    else:
        order = order_of(arguments, kind, console)
        count = order.sheetful if arguments.count is None else arguments.count
        within(count, 1, 9999)
        if order.is_rehearsal:
            job = campaign.rehearse_next(count, order.sheet)
        else:
            found = next_possible(order, count)
            refused = tuple(found.values())
            acting = console.acting()
            job = campaign.print_next(count, order.sheet, acting, without=found, symbol=order.symbol)
    say_spines(job, order, console)
    if order.is_rehearsal:
        show_job(job, order, console)
        return 0
    code = run_job(job, order, console, refused)
    console.say(N_("Stick them on, then scan book and label in pairs: kiosk relabel"))
    return code


def talk(console: Console, _arguments: argparse.Namespace) -> int:
    """Answer scans and typed words line by line, until the input ends."""
    campaign.running_campaign()
    for line in HELP:
        console.say(line)
    converse(sys.stdin, console)
    show_progress(console)
    return 0


def converse(lines: Iterable[str], console: Console) -> None:
    """The conversation itself: one answer for every line."""
    desk = RelabelDesk(console.acting())
    verbs = {"label": desk.want_label, "missing": desk.missing, "undo": desk.undo}
    for line in lines:
        text = line.strip()
        word = _TYPED.get(plain(text).casefold())
        if word == "end":
            return
        if word == "status":
            show_progress(console)
            continue
        try:
            verb = verbs.get(word or "")
            answer = verb(utc_now()) if verb else desk.scan(clean(text), utc_now())
        except LibraryError as error:
            console.say(error.sentence)
            continue
        said = say_relabel(answer, console.words)
        parts = ("\n    " if isinstance(answer, Choose) else " ").join(map(visible, said.lines))
        print(f"{said.mark} {said.big}  {parts}".rstrip(), file=console.out, flush=True)


def show_status(console: Console, arguments: argparse.Namespace) -> int:
    """Say how far it is; with `--shelves`, shelf by shelf."""
    show_progress(console)
    if arguments.shelves:
        _ = console.words
        console.table(
            (_("shelf"), _("# done  + printed  . to print  ? not found"), _("done"), _("of")),
            (
                (
                    row.shelf or "-",
                    bar(row, 40),
                    row.closed,
                    row.closed + row.printed + row.to_print + row.not_found,
                )
                for row in campaign.shelf_progress()
            ),
        )
    return 0


def show_progress(console: Console) -> None:
    """Say how far it is."""
    for line in progress_lines(campaign.progress(), console.words):
        print(line, file=console.out)


def show_list(console: Console, arguments: argparse.Namespace) -> int:
    """Print the worklist; exit 1 when nothing is in it."""
    _ = console.words
    lines = campaign.worklist((arguments.state,) if arguments.state else ())
    if not lines:
        raise NotFound(N_("There is no such book."))
    console.table(
        (_("call number"), _("shelf"), _("state"), _("code"), _("copy"), _("title")),
        (
            (
                line.book.call_number,
                line.book.shelf,
                _(STATES[line.state]),
                line.code or "-",
                line.number,
                line.book.title,
            )
            for line in lines
        ),
    )
    return 0


def end_campaign(console: Console, _arguments: argparse.Namespace) -> int:
    """End the open campaign, and say how far it came."""
    reached = campaign.end_campaign(console.acting())
    for line in progress_lines(reached, console.words):
        print(line, file=console.out)
    console.say(N_("The relabelling has ended."))
    return 0
