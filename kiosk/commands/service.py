"""`kiosk install-service`: make this machine a kiosk that starts by itself."""

import argparse
from pathlib import Path

from db.errors import LibraryError
from db.marking import N_
from kiosk.commands.parsing import Commands
from kiosk.console import Console
from kiosk.service_files import (
    OWN_SETTINGS,
    SCREENS,
    ServiceFile,
    plugged_in,
    program,
    refuse_home,
    service_files,
)

_UNIT = {"console": "kiosk.service", "cage": "kiosk-cage.service"}


def add(commands: Commands) -> None:
    """Add the command."""
    _ = commands.words
    parser = commands.add(
        "install-service",
        run,
        purpose=N_("write what makes this machine start as a kiosk (systemd, as root)"),
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
        help=_("the address of the machine with PostgreSQL, to which the services may then speak"),
    )
    parser.add_argument("--lock-down", action="store_true", help=_("also lock the keys that leave the kiosk"))
    parser.add_argument(
        "--root", type=Path, default=Path("/"), metavar=_("FOLDER"), help=_("write below this folder")
    )


def run(console: Console, arguments: argparse.Namespace) -> int:
    """Write the files, or print them, and say what to run next."""
    files = service_files(
        program(),
        screen=arguments.screen,
        scanner=arguments.scanner,
        lock_down=arguments.lock_down,
        server=arguments.server,
    )
    if not arguments.scanner:
        for ids, name in plugged_in():
            console.warn(
                N_("Plugged in, and maybe the scanner: --scanner {ids} ({name})"), ids=ids, name=name
            )
    if arguments.dry_run:
        for file in files:
            print(f"# ==> {arguments.root / file.path}\n{file.text}", file=console.out)
    else:
        refuse_home(program())
        for file in files:
            _write(file, arguments.root, console)
    console.warn(N_("Then run, as root:"))
    for line in _following(arguments.screen, lock_down=arguments.lock_down):
        console.warn("    {line}", line=line)
    return 0


def _write(file: ServiceFile, root: Path, console: Console) -> None:
    path = root / file.path
    if file.path == OWN_SETTINGS and path.exists():
        console.say(N_("{path} is yours and stays as it is."), path=path)
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, encoding="utf-8")
        path.chmod(0o644)
    except OSError as error:
        raise LibraryError(
            N_("{path} cannot be written: {reason}. Run this as root."),
            path=path,
            reason=error.strerror or error,
        ) from error
    console.say(N_("{path} is written."), path=path)


def _following(screen: str, *, lock_down: bool) -> list[str]:
    lines = [
        "systemd-sysusers && systemd-tmpfiles --create",
        "udevadm control --reload && udevadm trigger",
        "systemctl daemon-reload",
        "systemctl disable --now getty@tty1.service",
        f"systemctl enable --now {_UNIT[screen]} kiosk-backup.timer",
    ]
    if screen == "cage":
        lines.insert(0, "apt install cage foot seatd fonts-noto-cjk")
    if lock_down:
        lines.append(
            "systemctl mask ctrl-alt-del.target autovt@.service && systemctl enable --now kiosk-keys.service"
        )
    return lines
