"""`kiosk privacy`: what is forgotten by itself, and one child's data shown or erased."""

import argparse
import json
from datetime import timedelta

from db.clock import utc_now
from db.marking import N_
from db.offline.damaged import drop_damaged_copies
from db.privacy import forgetting, purging
from db.privacy.export import export
from db.safety import old_copies
from db.safety.backup import age_backups, backups_in
from db.store.opening import store_at
from kiosk.commands.parsing import Commands, whole_number
from kiosk.console import Console, confirmed
from kiosk.machine.folders import backup_folder


def add(commands: Commands) -> None:
    """Add the group."""
    _ = commands.words
    group = commands.group("privacy", purpose=N_("what the library keeps of children, and for how long"))
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
        purpose=N_("print all that the library keeps of one reader, for the family that asks"),
        example="kiosk privacy export 6101 > 6101.json",
    )
    exporting.add_argument("number", metavar=_("NUMBER"))
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
    now = utc_now()
    purged = purging.purge(console.acting())
    console.say(
        N_(
            "Readers removed from loans: {loans}, from events: {events}. Readers who left and "
            "were erased: {readers}."
        ),
        loans=purged.loans,
        events=purged.events,
        readers=purged.readers,
    )
    store = store_at(console.settings.store)
    old_copies.drop_old_copies(store.beside, now)
    drop_damaged_copies(store.beside, now - timedelta(days=purging.days_kept()))
    age_backups(store, backup_folder(console.settings))
    return 0


def run_days(console: Console, arguments: argparse.Namespace) -> int:
    """Show the number of days, after changing it where one was given."""
    if arguments.days is not None:
        purging.keep_for(arguments.days, console.acting())
    console.say(
        N_("A loan forgets its reader after the return. Days until then: {n}."), n=purging.days_kept()
    )
    return 0


def run_export(console: Console, arguments: argparse.Namespace) -> int:
    """Print one reader's data as JSON."""
    held = export(arguments.number, console.acting())
    print(json.dumps(held, ensure_ascii=False, indent=2), file=console.out)
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
            "What goes: name, number, class and limits, cards ({cards}), waits for books ({waits}), and the "
            "links to loans ({loans}) and to what happened ({events}). The numbers of loans stay."
        ),
        cards=whom.cards,
        waits=whom.waits,
        loans=whom.loans,
        events=whom.events,
    )
    if not arguments.yes and not confirmed(console, N_("Erase this reader for good? Type yes: ")):
        console.say(N_("Nothing was changed."))
        return 1
    forgetting.forget(arguments.number, console.acting())
    store = store_at(console.settings.store)
    drop_damaged_copies(store.beside)
    age_backups(store, backup_folder(console.settings))
    console.say(
        N_("The reader is erased, also in the backups in {folder}. Backups elsewhere follow later.")
        if backups_in(backup_folder(console.settings))
        else N_("The reader is erased. There is no backup in {folder}; backups elsewhere follow later."),
        folder=backup_folder(console.settings),
    )
    return 0
