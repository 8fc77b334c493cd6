"""`kiosk store copy FROM TO`: a school moves from one store to another, from a file to PostgreSQL or back."""

import argparse
import sys

from db.errors import BadValue
from db.marking import N_
from kiosk.commands.parsing import Commands, typed_store
from kiosk.console import Console, Progress

_EXAMPLES = N_(
    "Examples:\n"
    "  kiosk store copy library.db --dry-run                        what would be copied\n"
    "  kiosk store copy library.db                                  to the store of this machine's "
    "settings\n"
    "  kiosk store copy library.db postgresql://kiosk@oak/library   to PostgreSQL\n"
    "  kiosk store copy postgresql://kiosk@oak/library spare.db     and back\n"
    "\n"
    "Close the kiosks first: what is lent in the meantime is not copied. The store that is copied "
    "stays as it is;\n"
    "the other one must be empty. A password belongs in ~/.pgpass or the settings, never on this "
    "line."
)


def add(commands: Commands) -> None:
    """Add the group. It opens both stores itself."""
    _ = commands.words
    group = commands.group("store", purpose=N_("move the library's data to another store"))
    copy = group.add(
        "copy",
        run_copy,
        purpose=N_("copy the whole library into an empty store, read both back and compare them"),
        needs_store=False,
    )
    copy.formatter_class = argparse.RawDescriptionHelpFormatter
    copy.epilog = _(_EXAMPLES)
    copy.add_argument(
        "source", metavar=_("SOURCE"), help=_("the store that holds the library: a file or a URL")
    )
    copy.add_argument(
        "target",
        metavar=_("TARGET"),
        nargs="?",
        help=_("the store to copy it to; without it the one in this machine's settings"),
    )
    copy.add_argument("--dry-run", action="store_true", help=_("count what would be copied, change nothing"))
    certificate = group.add(
        "certificate",
        run_certificate,
        purpose=N_("show by which certificate this machine knows the store's server, and what it shows now"),
        needs_store=False,
    )
    certificate.add_argument(
        "--accept",
        action="store_true",
        help=_("from now on accept only the certificate that the server shows now"),
    )


def run_certificate(console: Console, arguments: argparse.Namespace) -> int:
    """Print what is kept and what the server shows; with --accept keep the latter."""
    from db.store.opening import server_certificate, store_at
    from db.store.server.postgresql import PostgresqlStore
    from db.store.server.proof import may_be_kept

    store = store_at(console.settings.store)
    if not isinstance(store, PostgresqlStore) or not may_be_kept(store.host, dict(store.options)):
        console.say(
            N_(
                "No certificate is kept for {path}: it is on this machine, or its address says how to check "
                "the server."
            ),
            path=store,
        )
        return 0
    kept, shown = server_certificate(store), store.shown()
    nothing = console.words(N_("nothing"))
    console.say(N_("Kept: {sha256}"), sha256=kept.sha256 if kept else nothing)
    console.say(N_("The server shows: {sha256}"), sha256=shown.sha256 if shown else nothing)
    if shown is None:
        return 1
    if not shown.holds:
        console.warn(
            N_(
                "This certificate has expired, or an authority has signed it: the password alone is the "
                "proof. To have the certificate checked as well, give the server a self-signed one, or add "
                "?sslrootcert=FILE to the store's address."
            )
        )
    if arguments.accept:
        store.accept(shown)
        console.say(N_("From now on only this certificate is accepted."))
    elif kept and kept.sha256 != shown.sha256:
        console.warn(
            N_("They differ. If the server was set up again, run {command}."),
            command="kiosk store certificate --accept",
        )
        return 1
    return 0


def run_copy(console: Console, arguments: argparse.Namespace) -> int:
    """Copy, with a bar, and print how many rows of each table there are on both sides, and their digest."""
    from db.store.opening import opened, store_at
    from db.transfer.copying import copy
    from db.transfer.portable import count_rows

    source = typed_store(arguments.source)
    target = typed_store(arguments.target) if arguments.target else store_at(console.settings.store)
    if source == target:
        raise BadValue(N_("Both are the same store: {path}."), path=source)
    with opened(source, may_make=False) as from_here:
        if arguments.dry_run:
            _tell(console, count_rows(from_here))
            console.say(N_("Nothing was changed: {path} would be copied to {to}."), path=source, to=target)
            return 0
        progress = Progress(sys.stderr)
        try:
            with opened(target) as to_there:
                copied = copy(from_here, to_there, on_progress=progress.show)
        finally:
            progress.clear()
    _tell(console, copied.rows)
    console.say(
        N_("{path} was copied to {to}. Both were read back and are the same:"), path=source, to=target
    )
    print(f"SHA-256 {copied.digest}", file=console.out)
    return 0


def _tell(console: Console, counted: dict[str, int]) -> None:
    _ = console.words
    rows = [(table, f"{number:,}") for table, number in counted.items() if number]
    console.table((_("table"), _("rows")), [*rows, (_("in all"), f"{sum(counted.values()):,}")])
