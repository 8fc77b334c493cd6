"""What makes a machine a kiosk: the files of `systemd/`, with this machine's paths, and where they belong."""

import re
import sysconfig
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from db.errors import BadValue
from db.marking import N_
from kiosk.machine.sticks import is_uuid

_WRITTEN_FOR = "/opt/kiosk/bin/kiosk"
"""The program's path as it stands in the files."""
_SCANNER = ("05e0", "1200")
_SERVER = "192.0.2.1"
_WAY = "server.conf"
"""What lets a service speak to the server: a file of ours here, and in the folder of each unit there."""
_STICK = "0A1B-2C3D"
"""The UUID of a backup stick's file system, as our files have it."""
_UNITS = "etc/systemd/system"
_ALWAYS = {
    "kiosk-backup.service": _UNITS,
    "kiosk-desk.service": _UNITS,
    "kiosk-sip2.service": _UNITS,
    "kiosk-backup.timer": _UNITS,
    "kiosk-backup-stick.service": _UNITS,
    "kiosk-privacy.service": _UNITS,
    "kiosk-stick.path": _UNITS,
    "kiosk-stick.service": _UNITS,
    "media-kioskbackup.mount": _UNITS,
    "sysusers.conf": "etc/sysusers.d/kiosk.conf",
    "tmpfiles.conf": "etc/tmpfiles.d/kiosk.conf",
    "kiosk.rules": "etc/udev/rules.d/70-kiosk.rules",
    "kiosk.toml": "etc/kiosk/kiosk.toml",
}
_SCREENS = {
    "console": {"kiosk.service": _UNITS},
    "cage": {"kiosk-cage.service": _UNITS, "foot.ini": "etc/kiosk/foot.ini"},
}
_LOCK_DOWN = {
    "kiosk-keys.service": _UNITS,
    "lock-down-logind.conf": "etc/systemd/logind.conf.d/50-kiosk.conf",
    "lock-down-sysctl.conf": "etc/sysctl.d/50-kiosk.conf",
}
_OF_NO_STORE = ("kiosk-keys.service", "kiosk-stick.service")
SCREENS = tuple(_SCREENS)
OWN_SETTINGS = Path("etc/kiosk/kiosk.toml")
"""The one file that belongs to the school: it is never written over."""


@dataclass(frozen=True)
class ServiceFile:
    """One file: its path below the machine's root, and its text."""

    path: Path
    text: str


def program() -> Path:
    """The `kiosk` that a service would run: the one of this installation."""
    return Path(sysconfig.get_path("scripts")) / "kiosk"


def refuse_home(program: Path) -> None:
    """Raise BadValue for a program that the services, which see no home folders, could not run."""
    if program.parts[1:2] in (("home",), ("root",)):
        raise BadValue(
            N_("The program is in {folder}, which a service may not read. Install it in /opt/kiosk."),
            folder=program.parent,
        )


def service_files(
    program: Path,
    *,
    screen: str = "console",
    scanner: str = "",
    lock_down: bool = False,
    server: str = "",
    stick: str = "",
) -> list[ServiceFile]:
    """All files for a machine that runs `program` on this kind of screen.

    `scanner` is the USB vendor and product of the scanner, `05e0:1200`, `server` the address of the machine
    with the store, where that is another one, `stick` the UUID of the one stick that gets backups by itself.
    Raises BadValue where they are not, or where systemd could not start a program in such a folder.
    """
    command = _word_of_a_unit(program)
    wanted = {**_ALWAYS, **_SCREENS[screen], **(_LOCK_DOWN if lock_down else {})}
    vendor, product = _ids(scanner) if scanner else _SCANNER
    stick = _uuid(stick) if stick else ""
    files = []
    for name, place in wanted.items():
        path = Path(place) / name if place == _UNITS else Path(place)
        text = (_folder() / name).read_text(encoding="utf-8").replace(_WRITTEN_FOR, command)
        if path.suffix == ".rules":
            text = text.replace(f'=="{_SCANNER[0]}"', f'=="{vendor}"').replace(
                f'=="{_SCANNER[1]}"', f'=="{product}"'
            )
            if not stick:  # a stranger's stick gets nothing
                text = "".join(line for line in text.splitlines(keepends=True) if f'=="{_STICK}"' not in line)
        if stick:
            text = text.replace(_STICK, stick)
        if path == OWN_SETTINGS and scanner:
            text += f"\n[scanner]\n{event_setting(scanner)}\n"
        files.append(ServiceFile(path, text))
    return [*files, *_ways_to(server, files)] if server else files


def stick_rule(uuid: str) -> str:
    """The line of udev's rules that lets this stick have a backup. Raises BadValue for what is no UUID."""
    rules = (_folder() / "kiosk.rules").read_text(encoding="utf-8").splitlines()
    return next(line for line in rules if f'=="{_STICK}"' in line).replace(_STICK, _uuid(uuid))


def _word_of_a_unit(program: Path) -> str:
    """The path as one word of `ExecStart=`, which is split at blanks and gives a meaning to `%`.

    systemd.syntax(7) would let quotes and `\\` be escaped, but systemd refuses them in a program's path.
    """
    path = str(program)
    if any(sign in _REFUSED or unicodedata.category(sign) in _NO_TEXT for sign in path):
        raise BadValue(
            N_(
                "systemd cannot start a program in {folder}: its path contains a quote, a \\, a $ "
                "or a similar character. Install it in /opt/kiosk."
            ),
            folder=program.parent,
        )
    return path if _PLAIN.fullmatch(path) else '"{}"'.format(path.replace("%", "%%"))


_PLAIN = re.compile("[A-Za-z0-9/._+-]+")
_REFUSED = "\"'\\$*?["
_NO_TEXT = ("Cc", "Cs", "Zl", "Zp")


def _uuid(text: str) -> str:
    if not is_uuid(text):
        raise BadValue(
            N_("{text} is not the UUID of a FAT or exFAT stick, such as 0A1B-2C3D: see blkid."), text=text
        )
    return text.upper()


def event_setting(scanner: str) -> str:
    """What the settings say below `[scanner]`, so that the kiosk reads the scanner that the rules give it.

    The rules hide its keys from all others, also from the compositor that would bring them to the kiosk.
    """
    return f'event = "{":".join(_ids(scanner))}"'


def of_other_screens(screen: str, root: Path) -> list[str]:
    """The units for other kinds of screen that were written below this root before."""
    return [
        unit
        for other, files in _SCREENS.items()
        for unit in files
        if other != screen and unit.endswith(".service") and (root / _UNITS / unit).exists()
    ]


def drop_way_to_server(unit: str, root: Path) -> Path | None:
    """Delete what let a unit speak to a server, and return it where there was one. Raises OSError."""
    way = root / _UNITS / f"{unit}.d" / _WAY
    if not way.exists():
        return None
    way.unlink()
    if not any(way.parent.iterdir()):
        way.parent.rmdir()
    return way


def _ways_to(server: str, files: list[ServiceFile]) -> Iterator[ServiceFile]:
    """What lets each service that opens the store speak to this server."""
    try:
        address = str(ip_address(server))
    except ValueError as error:
        raise BadValue(
            N_("{text} is not an address. Write the server's IP address, like 192.168.1.10."), text=server
        ) from error
    text = (_folder() / _WAY).read_text(encoding="utf-8").replace(_SERVER, address)
    for file in files:
        if file.path.suffix == ".service" and file.path.name not in _OF_NO_STORE:
            yield ServiceFile(file.path.with_name(f"{file.path.name}.d") / _WAY, text)


def plugged_in(devices: Path = Path("/sys/bus/usb/devices")) -> list[tuple[str, str]]:
    """What might be a scanner: (`05e0:1200`, name) of USB devices that type like keys or talk serially."""
    found = []
    for device in sorted(devices.glob("*")):
        kinds = {
            (_read(interface), _read(interface.with_name("bInterfaceProtocol")))
            for interface in device.glob("*/bInterfaceClass")
        }
        if ("03", "01") in kinds or any(kind in ("02", "0a") for kind, _ in kinds):
            name = f"{_read(device / 'manufacturer')} {_read(device / 'product')}".strip()
            found.append((f"{_read(device / 'idVendor')}:{_read(device / 'idProduct')}", name))
    return found


def _folder() -> Path:
    """The files as they were installed, or, in a checkout, where they are written."""
    installed = Path(__file__).parent.parent / "systemd_files"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "systemd"


def _ids(scanner: str) -> tuple[str, str]:
    vendor, colon, product = scanner.lower().partition(":")
    for part in (vendor, product):
        if not colon or len(part) != 4 or set(part) - set("0123456789abcdef"):
            raise BadValue(
                N_(
                    "{text} is not a USB device. Write the vendor and product numbers as lsusb shows "
                    "them, like 05e0:1200."
                ),
                text=scanner,
            )
    return vendor, product


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
