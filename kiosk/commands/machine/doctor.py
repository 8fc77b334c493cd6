"""`kiosk doctor`: what is attached, which scanner reads, what is missing, and the scanner check."""

import argparse
import json
import shutil
import sys
from dataclasses import asdict

from db.marking import N_, Sentence
from db.store.opening import store_at
from kiosk.commands.machine.source_options import add_source_options, with_sources
from kiosk.commands.parsing import Commands
from kiosk.console import Console
from kiosk.doctor.checkup import check_up
from kiosk.doctor.listening import listening
from kiosk.doctor.receipt_printer import look_at_receipts
from kiosk.doctor.state import Checkup, SourceState
from kiosk.machine.desk_notice import plain_desk
from kiosk.machine.sources import choose_sources
from kiosk.words import visible

RULES_FILE = "/etc/udev/rules.d/70-school-library-kiosk.rules"

KINDS = {"input": N_("keyboard or scanner"), "serial": N_("serial port"), "camera": N_("camera")}
STATES = {
    "live": N_("reads"),
    "lost": N_("does not read"),
    "waiting": N_("waiting for a first scan"),
}


def add(commands: Commands) -> None:
    """Add the command."""
    _ = commands.words
    doctor = commands.add(
        "doctor",
        run,
        purpose=N_("what is attached, which scanner reads, and what is wrong with it"),
        example="kiosk doctor --check",
        needs_store=False,
    )
    doctor.add_argument(
        "--check", action="store_true", help=_("ask for the codes of the check sheet and judge what comes")
    )
    doctor.add_argument(
        "--json", action="store_true", help=_("as JSON, for somebody who helps from elsewhere")
    )
    add_source_options(doctor, _)


def run(console: Console, arguments: argparse.Namespace) -> int:
    """Print how this machine stands; 1 when something that is asked for does not work."""
    console = with_sources(console, arguments)
    settings = console.settings
    store = store_at(settings.store)
    with listening(choose_sources(settings, store)) as heard:
        receipts = look_at_receipts(settings.receipts.printer)
        checkup = check_up(store, heard.states(), receipts, plain_desk(), settings.sound)
        if arguments.json:
            print(as_json(checkup), file=console.out)
        else:
            tell(console, checkup)
        if not arguments.check:
            if not arguments.json:
                console.say(N_("To check a scanner: {command}"), command="kiosk doctor --check")
            return 0 if checkup.is_well else 1
        from kiosk.commands.machine.card_check import ask_for_card
        from kiosk.commands.machine.scanner_check import AGAIN, PATIENCE, converse
        from kiosk.doctor.typed_lines import TypedLines, unbuffered

        handle, by_hand = sys.stdin.fileno(), sys.stdin.isatty()
        with unbuffered(handle):
            typed = TypedLines(handle, heard.typed)
            typed.start()
            columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
            outcome = converse(console, heard.codes, columns=columns, again=AGAIN if by_hand else 0)
            if not outcome.is_over:
                ask_for_card(console, heard.codes, PATIENCE if by_hand else 1.0)
            typed.stop()
    return 0 if checkup.is_well and outcome.right == outcome.scanned > 0 else 1


def tell(console: Console, checkup: Checkup) -> None:
    """Print it for a person."""
    _, store, terminal = console.words, checkup.store, checkup.terminal
    console.say(
        N_("School library kiosk {version}, Python {python}, {system}"),
        version=checkup.version,
        python=checkup.python,
        system=checkup.system,
    )
    if store.titles >= 0:
        console.say(
            N_("Store: {path} (titles: {titles}, readers: {readers})"),
            path=store.path,
            titles=store.titles,
            readers=store.readers,
        )
    if store.copied_at:
        console.say(
            N_("Own copy for when the network is down, as of {time}. Not yet sent to the server: {untold}"),
            time=store.copied_at,
            untold=store.untold,
        )
    console.say(
        N_("Terminal: {columns} columns, {rows} rows, {kind}, {encoding}"),
        columns=terminal.columns,
        rows=terminal.rows,
        kind=terminal.kind or "?",
        encoding=terminal.encoding,
    )
    there = ", ".join(name for name, is_here in checkup.libraries.items() if is_here)
    console.say(N_("For cameras and serial scanners: {there}"), there=there or _("nothing"))
    troubles = ([store.trouble] if store.trouble else []) + [
        *store.damaged,
        *terminal.troubles,
        *checkup.missing,
        *([checkup.desk] if checkup.desk else []),
        *checkup.screen,
        *checkup.silent,
    ]
    for trouble in troubles:
        print("!", _(trouble), file=console.out)
    print(file=console.out)
    _tell_devices(console, checkup)
    print(file=console.out)
    _tell_sources(console, checkup.sources)
    if checkup.receipts and checkup.receipts.trouble:
        print("!", _(checkup.receipts.trouble), file=console.out)
    elif checkup.receipts:
        console.say(N_("Receipts: {printer} can be written to."), printer=checkup.receipts.name)
    if checkup.sound:
        print(_(checkup.sound), file=console.out)
    rules = [(device.name, device.rule) for device in checkup.devices if device.rule]
    if rules:
        print(file=console.out)
        console.say(
            N_("Rules that give a device to the kiosk alone; write yours into {file}:"), file=RULES_FILE
        )
        for name, rule in rules:
            print(f"# {visible(name)}\n{rule}", file=console.out)
    print(file=console.out)


def _tell_devices(console: Console, checkup: Checkup) -> None:
    _ = console.words
    if not checkup.devices:
        console.say(N_("No scanner and no camera is attached, as far as the system can see."))
        return
    console.table(
        (_("attached"), _("device name"), _("in the settings"), _("this user may read it")),
        (
            (_(KINDS[device.kind]), device.name, device.settings, _("yes") if device.is_readable else _("no"))
            for device in checkup.devices
        ),
    )


def _tell_sources(console: Console, sources: tuple[SourceState, ...]) -> None:
    _ = console.words
    if not sources:
        console.say(
            N_("No scanner is named in the settings: the kiosk reads what is typed, by a scanner too.")
        )
    for source in sources:
        print(f"{visible(source.name)}: {_(STATES[source.status])}", file=console.out)
        if source.trouble:
            print("!", _(source.trouble), file=console.out)


def as_json(checkup: Checkup) -> str:
    """All of it in English; sentences in place of troubles."""
    told = asdict(checkup)
    told["store"] = {
        **told["store"],
        "trouble": _sentence(checkup.store.trouble),
        "damaged": [str(trouble) for trouble in checkup.store.damaged],
    }
    told["terminal"]["troubles"] = [str(trouble) for trouble in checkup.terminal.troubles]
    told["sources"] = [_state(source) for source in checkup.sources]
    told["receipts"] = _state(checkup.receipts) if checkup.receipts else None
    told["missing"] = [str(trouble) for trouble in checkup.missing]
    told["desk"] = _sentence(checkup.desk)
    told["screen"] = [str(trouble) for trouble in checkup.screen]
    told["sound"] = _sentence(checkup.sound)
    told["silent"] = [str(trouble) for trouble in checkup.silent]
    return json.dumps(told, ensure_ascii=False, indent=2)


def _state(source: SourceState) -> dict[str, str | None]:
    return {"name": source.name, "status": source.status, "trouble": _sentence(source.trouble)}


def _sentence(trouble: Sentence | None) -> str | None:
    return str(trouble) if trouble else None
