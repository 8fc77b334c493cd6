"""`kiosk backup`, `kiosk restore`, `kiosk check`: the library's data made safe, brought back, looked over."""

import argparse
from datetime import datetime
from pathlib import Path

from db.clock import to_local, utc_now
from db.marking import N_
from kiosk.commands.parsing import Commands
from kiosk.console import Console, confirmed
from kiosk.machine.folders import backup_folder
from kiosk.words import visible


def add(commands: Commands) -> None:
    """Add the three commands. None of them opens the store: it may be damaged."""
    _ = commands.words
    backup = commands.add(
        "backup",
        run_backup,
        purpose=N_("back the store up, test the backup, and delete old ones"),
        example="kiosk backup /media/kioskbackup",
        needs_store=False,
    )
    backup.add_argument(
        "folder",
        type=Path,
        nargs="?",
        metavar=_("FOLDER"),
        help=_(
            "where the backups are; without it the folder in this machine's settings, or one beside the store"
        ),
    )
    backup.add_argument(
        "--new-key",
        type=Path,
        metavar=_("FILE"),
        help=_("make no backup, only a key with which backups are encrypted from then on"),
    )
    restore = commands.add(
        "restore",
        run_restore,
        purpose=N_("replace the store with a backup; a copy of the store is kept"),
        example="kiosk restore library-20260907-183000.db.gz",
        needs_store=False,
    )
    restore.add_argument("file", type=Path, metavar=_("FILE"))
    restore.add_argument(
        "--key", type=Path, metavar=_("FILE"), help=_("the library's key, for an encrypted backup")
    )
    restore.add_argument("--dry-run", action="store_true", help=_("say what would happen, change nothing"))
    restore.add_argument("--yes", action="store_true", help=_("do it without asking"))
    check = commands.add(
        "check",
        run_check,
        purpose=N_("look the store over and say what is wrong and how to mend it"),
        needs_store=False,
    )
    check.add_argument("--mend", action="store_true", help=_("first rebuild the store's indexes"))


def run_backup(console: Console, arguments: argparse.Namespace) -> int:
    """Make one backup and say where it is and what is in it."""
    from db.safety.backup import back_up
    from db.store.opening import store_at

    if arguments.new_key:
        return _make_key(console, arguments.new_key)
    folder: Path = arguments.folder or backup_folder(console.settings)
    is_new = not folder.exists()
    made = back_up(store_at(console.settings.store), folder, utc_now(), console.settings.backup.key)
    if is_new:
        console.say(N_("The folder {folder} was made."), folder=folder)
    console.say(
        N_("The backup {path} was made and tested: {copies} copies, {readers} readers, {loans} on loan."),
        path=made.path,
        copies=made.contents.copies,
        readers=made.contents.readers,
        loans=made.contents.open_loans,
    )
    if made.removed:
        print(
            console.words.plural(
                "{n} backup of an earlier day was deleted.",
                "{n} backups of earlier days were deleted.",
                len(made.removed),
            ),
            file=console.out,
        )
    return 0


def _make_key(console: Console, file: Path) -> int:
    from db.safety.sealing import new_key

    public = new_key(file)
    console.say(N_("The key is in {path}. Without it nobody can open the backups, not even you:"), path=file)
    console.say(N_("print it, put it in the school's safe, then delete it here. Write into the settings:"))
    print(f'\n[backup]\nkey = "{public}"', file=console.out)
    return 0


def run_restore(console: Console, arguments: argparse.Namespace) -> int:
    """Show what would change; do it when it was confirmed."""
    if not arguments.key:
        return _restore(console, arguments, arguments.file)
    from db.safety.sealing import unseal
    from db.store.files import working_folder
    from db.store.opening import store_at

    beside = store_at(console.settings.store).beside.parent
    beside.mkdir(mode=0o700, parents=True, exist_ok=True)
    with working_folder(beside) as working:
        unsealed = working / arguments.file.name.removesuffix(".age")
        unseal(arguments.file, unsealed, arguments.key)
        return _restore(console, arguments, unsealed)


def _restore(console: Console, arguments: argparse.Namespace, file: Path) -> int:
    from db.events.at_the_kiosk import restored
    from db.safety.restoring import difference, restore
    from db.store.opening import connected, open_store, store_at

    _ = console.words
    store = store_at(console.settings.store)
    found = difference(file, store)
    now, then = found.present, found.backup
    missing = "-" if found.is_new else "?"
    lines = (
        (_("titles"), now and now.titles, then.titles),
        (_("copies"), now and now.copies, then.copies),
        (_("readers"), now and now.readers, then.readers),
        (_("on loan"), now and now.open_loans, then.open_loans),
        (_("last event"), now and _moment(now.newest_event), _moment(then.newest_event)),
    )
    console.table(
        ("", _("the store now"), _("the backup")),
        ((what, (missing if a is None else a), b) for what, a, b in lines),
    )
    if found.is_new:
        console.say(N_("There is no store here yet, so nothing will be lost."))
    elif now is None:
        console.say(N_("What has been lent since the backup is not known: the current store cannot be read."))
    else:
        console.say(
            N_("Since the backup, books lent: {lent}, returned: {returned}. That would be lost."),
            lent=found.lent,
            returned=found.returned,
        )
    if found.erased:
        print(
            console.words.plural(
                "{n} reader who has been erased since would be back.",
                "{n} readers who have been erased since would be back.",
                len(found.erased),
            ),
            file=console.out,
        )
        console.say(N_("Erase them again afterwards, with kiosk privacy erase:"))
        for number in found.erased:
            print(f"    {visible(number)}", file=console.out)
    if arguments.dry_run:
        return 0
    if not arguments.yes and not confirmed(console, N_("Restore this backup? Type yes: ")):
        console.say(N_("Nothing was changed."))
        return 1
    aside = restore(file, store, utc_now())
    open_store(store)
    with connected():
        restored(found.backup.newest_event, console.acting())
    console.say(N_("The backup is now the store."))
    if aside:
        console.say(N_("The former store is in {path}."), path=aside)
    return 0


def run_check(console: Console, arguments: argparse.Namespace) -> int:
    """Print what is wrong with the store; 0 when nothing is."""
    from db.safety.checking import check, mend_indexes
    from db.store.opening import store_at
    from kiosk.connection import returns_file

    store = store_at(console.settings.store)
    if arguments.mend and store.mark() is not None:
        mend_indexes(store)
    findings = check(store, utc_now())
    for finding in findings:
        console.say(finding.sentence)
        console.say(N_("    What to do: {remedy}"), remedy=console.words(finding.remedy))
    waiting = len(returns_file.waiting(returns_file.places(store.beside)))
    if waiting:
        console.say(
            N_("Scans still to be read in: {n}. Open the kiosk, and it reads them in by itself."), n=waiting
        )
    if not findings:
        console.say(N_("The store is sound."))
    return 1 if findings else 0


def _moment(at: datetime | None) -> str:
    return f"{to_local(at):%Y-%m-%d %H:%M}" if at else "-"
