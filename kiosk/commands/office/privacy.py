"""`kiosk privacy`: what is forgotten by itself, and one child's data shown or erased."""

import argparse
from pathlib import Path

from db.clock import local_day, utc_now
from db.library.identity import identity
from db.marking import N_
from db.privacy import forgetting, purging
from db.privacy.export import export
from db.safety.older_backups import Aged
from kiosk.commands.paper import tell, write
from kiosk.commands.parsing import Commands, whole_number
from kiosk.console import Console, confirmed
from kiosk.machine.erasing import erase_everywhere, purge_everywhere
from kiosk.paper.family import as_json, family_paper
from kiosk.paper.html import html_of
from kiosk.paper.pages import refuse_target, write_text
from kiosk.words import speak, visible


def add(commands: Commands) -> None:
    """Add the group."""
    _ = commands.words
    group = commands.group("privacy", purpose=N_("what the library keeps about children, and for how long"))
    group.add(
        "purge",
        run_purge,
        purpose=N_("remove the readers from loans that are over, here and in the backups; run it every day"),
    )
    days = group.add(
        "days",
        run_days,
        purpose=N_("show or set how many days after a return the loan forgets its reader"),
        example="kiosk privacy days 14",
    )
    days.add_argument("days", type=whole_number(_), nargs="?", metavar="N")
    exporting = group.add(
        "export",
        run_export,
        purpose=N_("everything the library keeps about one reader, for a family that asks"),
        example="kiosk privacy export 6101 --out 6101.pdf",
    )
    exporting.add_argument("number", metavar=_("NUMBER"))
    exporting.add_argument(
        "--out",
        type=Path,
        metavar=_("FILE"),
        help=_("write a page: .pdf to print, .html to send, .json for programs; else it is shown here"),
    )
    erase = group.add(
        "erase",
        run_erase,
        purpose=N_("erase one reader, here and in the backups"),
        example="kiosk privacy erase 6101",
    )
    erase.add_argument("number", metavar=_("NUMBER"))
    erase.add_argument("--yes", action="store_true", help=_("do it without asking"))


def run_purge(console: Console, _arguments: argparse.Namespace) -> int:
    """Cut what is over, in the store, in the copies beside it and in the backups."""
    cut = purge_everywhere(console.settings, console.acting())
    console.say(
        N_(
            "Readers removed from loans: {loans}, from events: {events}. Readers who left and "
            "were erased: {readers}."
        ),
        loans=cut.purged.loans,
        events=cut.purged.events,
        readers=cut.purged.readers,
    )
    is_cut = _say_traces(console, cut.purged.no_trace)
    _name_unreached(console, cut.aged)
    return 0 if is_cut else 1


def run_days(console: Console, arguments: argparse.Namespace) -> int:
    """Show the number of days, after changing it where one was given."""
    if arguments.days is not None:
        purging.keep_for(arguments.days, console.acting())
    console.say(N_("Days after a return until the loan forgets its reader: {n}."), n=purging.days_kept())
    return 0


def run_export(console: Console, arguments: argparse.Namespace) -> int:
    """Show one reader's data, or write them as a page in the reader's own language, or as JSON."""
    out: Path | None = arguments.out
    if out is not None:
        refuse_target(out, (".pdf", ".html", ".json"))  # that it was asked for is an event
    held = export(arguments.number, console.acting())
    words = speak(str(held.reader["language"] or console.words.language))
    page = family_paper(held, identity().name or words("School library"), local_day(utc_now()), words)
    if out is None:
        tell(page, console)
    elif out.suffix.lower() == ".pdf":
        write(out, page, console)
    else:
        write_text(out, html_of(page, words.language) if out.suffix.lower() == ".html" else as_json(held))
        console.say(N_("Written: {file}."), file=out)
    return 0


def run_erase(console: Console, arguments: argparse.Namespace) -> int:
    """Forget one reader after asking."""
    whom = forgetting.what_would_go(arguments.number)
    class_name = whom.class_name or "-"
    console.say(
        N_("Reader {number}: {name}, class {class_name}"),
        number=whom.number,
        name=whom.name,
        class_name=class_name,
    )
    console.say(
        N_(
            "To be deleted: name, number, class and limits, cards ({cards}), holds ({waits}), and "
            "the links to loans ({loans}) and events ({events}). The counts of loans stay."
        ),
        cards=whom.cards,
        waits=whom.waits,
        loans=whom.loans,
        events=whom.events,
    )
    if not arguments.yes and not confirmed(console, N_("Erase this reader for good? Type yes: ")):
        console.say(N_("Nothing was changed."))
        return 1
    erased = erase_everywhere(arguments.number, console.settings, console.acting())
    folder, aged = erased.folder, erased.aged
    if not aged.found:
        sentence = N_("The reader is erased. There is no backup in {folder}; backups elsewhere follow later.")
    elif aged.unreached:
        sentence = N_("The reader is erased here, but not in every backup in {folder}.")
    else:
        sentence = N_(
            "The reader is erased, also in the backups in {folder}. Backups elsewhere follow later."
        )
    console.say(sentence, folder=folder)
    is_named = _name_unreached(console, aged)
    return 0 if _say_traces(console, erased.no_trace) and not is_named else 1


def _name_unreached(console: Console, aged: Aged) -> bool:
    """Name the backups that may still hold what was erased; whether there are any."""
    if aged.unreached:
        console.warn(
            N_(
                "These files could not be read or belong to another store, so what was erased may "
                "still be in them. Delete those that you do not need:"
            )
        )
        for path in aged.unreached:
            print(f"    {visible(str(path))}", file=console.err)
    return bool(aged.unreached)


def _say_traces(console: Console, no_trace: bool) -> bool:
    if not no_trace:
        console.warn(
            N_(
                "Another program is reading the library's data, so the names that were just erased are "
                "still in its files. Close that program, then run: kiosk privacy purge"
            )
        )
    return no_trace
