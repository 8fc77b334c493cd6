"""`kiosk install-service`: make this machine a kiosk that starts by itself."""

import argparse
from pathlib import Path

from db.errors import LibraryError
from db.marking import N_
from kiosk.commands.parsing import Commands
from kiosk.console import Console
from kiosk.machine.adopting import adopt_wished
from kiosk.machine.service_files import (
    OWN_SETTINGS,
    SCREENS,
    ServiceFile,
    drop_way_to_server,
    event_setting,
    of_other_screens,
    plugged_in,
    program,
    refuse_home,
    service_files,
    stick_rule,
)
from kiosk.machine.sticks import adopted_stick, sticks
from kiosk.words import visible

_UNIT = {"console": "kiosk.service", "cage": "kiosk-cage.service"}


def add(commands: Commands) -> None:
    """Add the command."""
    _ = commands.words
    parser = commands.add(
        "install-service",
        run,
        purpose=N_("write the files that make this machine start as a kiosk (systemd, as root)"),
        example="kiosk install-service --dry-run",
        needs_store=False,
    )
    parser.add_argument("--dry-run", action="store_true", help=_("print the files, write none"))
    parser.add_argument(
        "--screen", choices=SCREENS, default="console", help=_("console, or cage, which shows Chinese")
    )
    parser.add_argument(
        "--scanner", default="", metavar="05e0:1200", help=_("the scanner's USB vendor and product")
    )
    parser.add_argument(
        "--server",
        default="",
        metavar="192.168.1.10",
        help=_("the address of the machine with PostgreSQL, the only one the services may then reach"),
    )
    parser.add_argument(
        "--backup-stick",
        default="",
        metavar="0A1B-2C3D",
        help=_("the UUID of the one stick that gets a backup when it is plugged in"),
    )
    parser.add_argument(
        "--adopt-stick", action="store_true", help=_("only take on the stick that staff named at the kiosk")
    )
    parser.add_argument("--lock-down", action="store_true", help=_("also lock the keys that leave the kiosk"))
    parser.add_argument(
        "--root", type=Path, default=Path("/"), metavar=_("FOLDER"), help=_("write below this folder")
    )


def run(console: Console, arguments: argparse.Namespace) -> int:
    """Write the files, or print them, and say what to run next."""
    if arguments.adopt_stick:
        stick = adopt_wished(stick_rule, arguments.root)
        console.say(N_("The stick {uuid} gets the backups from now on."), uuid=stick.uuid)
        return 0
    files = service_files(
        program(),
        screen=arguments.screen,
        scanner=arguments.scanner,
        lock_down=arguments.lock_down,
        server=arguments.server,
        stick=arguments.backup_stick or adopted_stick(arguments.root),
    )
    if not arguments.backup_stick:
        for stick in sticks():
            console.warn(
                N_("A stick is plugged in ({label}, {size} MB). To have it get the backups: {option}"),
                label=stick.label or "-",
                size=stick.megabytes,
                option=f"--backup-stick {stick.uuid}",
            )
    if not arguments.scanner:
        found = plugged_in()
        if not found:
            console.warn(N_("No scanner is plugged in."))
        for ids, name in found:
            console.warn(
                N_("Plugged in, and maybe the scanner: --scanner {ids} ({name})"), ids=ids, name=name
            )
    if arguments.dry_run:
        for file in files:
            print(f"# ==> {visible(str(arguments.root / file.path))}\n{file.text}", file=console.out)
    else:
        refuse_home(program())
        for file in files:
            _write(file, arguments.root, console, arguments.scanner)
    others = of_other_screens(arguments.screen, arguments.root)
    if not arguments.dry_run:
        for unit in others:
            _drop(unit, arguments.root, console)
    if arguments.lock_down:
        console.warn(N_("Before you lock the keys, see that you get in from another machine (SSH)."))
    console.warn(N_("Then run, as root:"))
    for line in _following(arguments.screen, others, lock_down=arguments.lock_down):
        console.warn("    {line}", line=line)
    return 0


def _write(file: ServiceFile, root: Path, console: Console, scanner: str) -> None:
    path = root / file.path
    if file.path == OWN_SETTINGS and path.exists():
        console.say(N_("{path} is yours and stays as it is."), path=path)
        if scanner and (wanted := event_setting(scanner)) not in path.read_text(encoding="utf-8"):
            console.warn(N_("Write this below [scanner] in {path}: {line}"), path=path, line=wanted)
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, encoding="utf-8")
        path.chmod(0o644)
    except OSError as error:
        raise _not_written(path, error) from error
    console.say(N_("{path} was written."), path=path)


def _drop(unit: str, root: Path, console: Console) -> None:
    try:
        path = drop_way_to_server(unit, root)
    except OSError as error:
        raise _not_written(root, error) from error
    if path:
        console.say(N_("{path} was deleted: the machine has another screen now."), path=path)


def _not_written(path: Path, error: OSError) -> LibraryError:
    return LibraryError(
        N_("{path} cannot be written: {reason}. Run this as root."), path=path, reason=error.strerror or error
    )


def _following(screen: str, others: list[str], *, lock_down: bool) -> list[str]:
    lines = [
        "systemd-sysusers && systemd-tmpfiles --create",
        "udevadm control --reload && udevadm trigger",
        "systemctl daemon-reload",
        f"systemctl disable --now {' '.join([*others, 'getty@tty1.service'])}",
    ]
    if screen == "cage":
        lines.insert(0, "apt install cage xwayland foot seatd fonts-noto-cjk")
    if lock_down:  # before the kiosk is on the console whose keys are to be locked
        lines.append(
            "systemctl mask ctrl-alt-del.target autovt@.service && systemctl enable --now kiosk-keys.service"
        )
    return [*lines, f"systemctl enable --now {_UNIT[screen]} kiosk-backup.timer kiosk-stick.path"]
