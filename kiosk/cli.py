"""The command line: finds the settings and the language, opens the store, runs one command."""

import argparse
import gettext
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from logging import getLogger
from pathlib import Path
from typing import NoReturn

import msgspec

from db.marking import N_
from kiosk import log, standard_streams
from kiosk.commands.parsing import Commands, typed_store
from kiosk.console import Console
from kiosk.failures import exit_code, refuse_unreadable, told
from kiosk.machine import folders
from kiosk.settings import Settings
from kiosk.settings_file import LEFT_OUT, Slip, read_settings
from kiosk.words import LANGUAGES, LOCALE, Words, speak, visible

COMMAND_MODULES: dict[str, tuple[str, ...]] = {
    "machine.full_screen": ("run", "demo"),
    "stock.imports": ("import",),
    "stock.exports": ("export",),
    "office.status": ("status", "loans", "events"),
    "office.desk_loans": ("lend", "return", "renew", "recall"),
    "office.answers": ("answers",),
    "office.conflicts": ("conflicts",),
    "stock.records": ("readers", "books", "holds"),
    "registers.registers": ("registers",),
    "registers.periodicals": ("periodicals",),
    "registers.compliance": ("compliance",),
    "shelf.shelf": ("shelf",),
    "shelf.stocktake": ("stocktake",),
    "reading.reading": ("reading",),
    "reading.report": ("report",),
    "stock.structure": ("stock",),
    "withdrawals.weeding": ("weeding",),
    "withdrawals.review": ("review",),
    "office.staff": ("staff",),
    "office.house_rules": ("policy", "calendar"),
    "office.library": ("library",),
    "labels.labels": ("labels",),
    "labels.relabel": ("relabel",),
    "school.school_class": ("class",),
    "school.lesson": ("lesson",),
    "school.corner": ("corner",),
    "school.year": ("year",),
    "machine.replay": ("replay",),
    "machine.safety": ("backup", "restore", "check"),
    "machine.store": ("store",),
    "office.privacy": ("privacy",),
    "machine.service": ("install-service",),
    "machine.doctor": ("doctor",),
    "machine.desk": ("desk",),
    "machine.sip2": ("sip2",),
    "office.handbook": ("handbook",),
}
"""The modules of `kiosk.commands` with the commands each adds: only the one asked for is loaded."""

FIRST_MEETING = N_(
    "This machine has met the server of {path} for the first time and keeps its certificate. "
    "SHA-256: {sha256}"
)
ARGPARSE_WORDS = (
    N_("usage: "),
    N_("options"),
    N_("positional arguments"),
    N_("show this help message and exit"),
    N_("%(prog)s: error: %(message)s\n"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("expected one argument"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("invalid %(type)s value: %(value)r"),
    N_("argument %(argument_name)s: %(message)s"),
)
"""What argparse itself says, so that the catalogues hold it too."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns 0 when all went well, 1 when it failed, 2 when it was called wrongly."""
    standard_streams.make_ready()
    code = _main(list(sys.argv[1:] if arguments is None else arguments))
    unwritten = standard_streams.finish()
    if unwritten:
        standard_streams.complain(speak("en")(told(unwritten, None, "").sentence))
    return code or bool(unwritten)


def _main(given: list[str]) -> int:
    words, settings = speak("en"), None
    try:
        refuse_unreadable(given)
        settings, command, slips = _settings(given)
        words = speak(settings.language)
        parsed = _parser(words, command).parse_args(given)
        return _run(parsed, Console(words, settings, slips=slips))
    except SystemExit as end:  # argparse has said why
        return int(end.code or 0)
    except KeyboardInterrupt:
        standard_streams.complain(words(N_("Stopped.")))
        return 1
    except BrokenPipeError:  # the reader of our output has gone, as `head` does
        standard_streams.give_up(sys.stdout)
        return 0
    except Exception as error:  # the one outermost handler: whoever types a command never reads a traceback
        failed = told(error, settings, folders.log_path())
        standard_streams.complain(words(failed.sentence))
        return exit_code(failed)


def _run(parsed: argparse.Namespace, console: Console) -> int:
    try:
        log.begin(folders.log_file())
    except OSError as error:  # better without a log than not at all
        console.warn(
            N_("The log {path} cannot be written: {reason}."), path=folders.log_path(), reason=error.strerror
        )
    for slip in console.slips:
        console.warn(slip.why)
        console.warn(LEFT_OUT, part=slip.part)
        getLogger("kiosk").error("%s", slip.why)
    if not parsed.needs_store:
        return int(parsed.run(console, parsed))
    from db.store.opening import connected, open_store, server_certificate, store_at

    named = console.settings.store
    met = server_certificate(named)
    try:
        open_store(named, may_make=not named or getattr(parsed, "makes_store", False))
    finally:  # they may have met though there is no library yet
        if met is None and (certificate := server_certificate(named)):
            console.warn(FIRST_MEETING, path=store_at(named), sha256=certificate.sha256)
    with connected():
        return int(parsed.run(console, parsed))


def _parser(words: Words, command: str = "") -> argparse.ArgumentParser:
    """The parser with this command, or with all of them."""
    _speak_argparse(words.language)
    parser = _Parser(
        prog="kiosk",
        description=words(
            "A library kiosk for a school. Without a command the full screen opens on the school's own store."
        ),
        epilog=words("kiosk COMMAND --help explains a command. Start with: kiosk demo"),
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_Version, help=words("show the program's version and exit"))
    _add_machine_options(parser, words)
    commands = Commands(parser, words, required=False)
    asked_for = [name for name, added in COMMAND_MODULES.items() if command in added]
    for name in asked_for or COMMAND_MODULES:
        import_module(f"kiosk.commands.{name}").add(commands)
    parser.set_defaults(run=_run_school, needs_store=False)
    return parser


def _run_school(console: Console, arguments: argparse.Namespace) -> int:
    from kiosk.commands.machine.full_screen import run_school

    return run_school(console, arguments)


class _Parser(argparse.ArgumentParser):
    """Repeats nothing to a terminal that could do anything there."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the arguments, and end."""
        super().error(visible(message))


class _Version(argparse.Action):
    """Looks the version up only when somebody asks."""

    def __init__(self, option_strings: Sequence[str], dest: str, help: str) -> None:  # noqa: A002
        super().__init__(option_strings, argparse.SUPPRESS, nargs=0, help=help)

    def __call__(self, parser: argparse.ArgumentParser, *_rest: object) -> None:
        from importlib.metadata import version

        print(version("school-library-kiosk"))
        parser.exit()


def _add_machine_options(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument(
        "--store",
        metavar="URL",
        help=words("where the library's data is: a file, sqlite:///PATH or postgresql://USER@HOST/DATABASE"),
    )
    parser.add_argument(
        "--settings", type=Path, metavar=words("FILE"), help=words("this machine's settings (TOML)")
    )
    parser.add_argument("--language", choices=LANGUAGES, help=words("the language of the kiosk"))


def _settings(arguments: Sequence[str]) -> tuple[Settings, str, Sequence[Slip]]:
    """The machine's settings with what the command line says over them, and the command, if one is named.

    Then the parts of the settings that are left out.

    This is known before the words are in which the rest of the command line is explained.
    """
    early = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    _add_machine_options(early, speak("en"))
    try:
        known, rest = early.parse_known_args(arguments)
    except argparse.ArgumentError:  # the full parser will say what is wrong, in the right language
        known, rest = argparse.Namespace(store=None, settings=None, language=None), []
    if known.store and "://" in known.store:
        typed_store(known.store)
    slips: list[Slip] = []
    settings = read_settings(known.settings, slips)
    settings = msgspec.structs.replace(
        settings,
        store=known.store or settings.store,
        language=known.language or settings.language,
    )
    return settings, next(iter(rest), ""), slips


def _speak_argparse(language: str) -> None:
    """argparse asks the process-wide gettext; let it find our catalogue."""
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain("kiosk", str(LOCALE))
    gettext.textdomain("kiosk")
