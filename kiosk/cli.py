"""The command line: finds the settings and the language, opens the store, runs one command."""

import argparse
import gettext
import logging
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import msgspec

from db.errors import BadValue, LibraryError
from db.marking import N_
from kiosk.commands.parsing import Commands, typed_store
from kiosk.console import Console
from kiosk.faults import note
from kiosk.machine import folders
from kiosk.settings import BadSettings, Settings, read_settings
from kiosk.words import LANGUAGES, LOCALE, Words, speak

COMMAND_MODULES: dict[str, tuple[str, ...]] = {
    "machine.full_screen": ("run", "demo"),
    "stock.imports": ("import",),
    "office.status": ("status", "loans", "events"),
    "office.conflicts": ("conflicts",),
    "stock.records": ("readers", "books", "holds"),
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
}
"""The modules of `kiosk.commands` with the commands each adds: only the one asked for is loaded."""

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
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        settings, command = _settings(given)
    except LibraryError as error:
        return _complain(error, speak("en"))
    words = speak(settings.language)
    try:
        parsed = _parser(words, command).parse_args(given)
    except SystemExit as end:  # argparse has said why
        return int(end.code or 0)
    try:
        return _run(parsed, Console(words, settings))
    except KeyboardInterrupt:
        print(words(N_("Stopped.")), file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of our output has gone, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # the one outermost handler: whoever types a command never reads a traceback
        return _complain(_told(error, settings), words)


def _run(parsed: argparse.Namespace, console: Console) -> int:
    logging.basicConfig(
        filename=folders.log_file(), format="%(asctime)s %(levelname)s %(name)s: %(message)s", level="INFO"
    )
    if not parsed.needs_store:
        return int(parsed.run(console, parsed))
    from db.store.opening import connected, open_store

    named = console.settings.store
    open_store(named, may_make=not named or getattr(parsed, "makes_store", False))
    with connected():
        return int(parsed.run(console, parsed))


def _parser(words: Words, command: str = "") -> argparse.ArgumentParser:
    """The parser with this command, or with all of them."""
    _speak_argparse(words.language)
    parser = argparse.ArgumentParser(
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


def _settings(arguments: Sequence[str]) -> tuple[Settings, str]:
    """The machine's settings with what the command line says over them, and the command, if one is named.

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
    settings = read_settings(known.settings)
    settings = msgspec.structs.replace(
        settings,
        store=known.store or settings.store,
        language=known.language or settings.language,
    )
    return settings, next(iter(rest), "")


def _speak_argparse(language: str) -> None:
    """argparse asks the process-wide gettext; let it find our catalogue."""
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain("kiosk", str(LOCALE))
    gettext.textdomain("kiosk")


def _told(error: Exception, settings: Settings) -> LibraryError:
    """The sentence that a person reads of whatever ended a command.

    What is no known trouble is a fault of ours: its kind and place go to the log.
    """
    if isinstance(error, LibraryError):
        return error
    if sys.modules.get("peewee"):  # else no store was touched
        from db.store.trouble import trouble

        known = trouble(error, settings.store)
        if known:
            return known
    if isinstance(error, OSError):
        reason = error.strerror or type(error).__name__
        if error.filename is not None:
            return LibraryError(N_("{path} cannot be used: {reason}."), path=error.filename, reason=reason)
        return LibraryError(N_("The system refuses: {reason}."), reason=reason)
    note(error)
    return LibraryError(
        N_("The program made a mistake ({kind}). What it had not finished was not written. See {log}."),
        kind=type(error).__name__,
        log=folders.log_file(),
    )


def _complain(error: LibraryError, words: Words) -> int:
    print(words(error.sentence), file=sys.stderr)
    return 2 if isinstance(error, BadValue | BadSettings) else 1
