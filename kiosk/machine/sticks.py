"""Sticks that are plugged in and might take the backups. Only root adopts one: the rule is udev's."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path("/")
_UUID = re.compile("[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}")
_ESCAPED = re.compile(rb"\\x([0-9a-f]{2})")
_BLOCK = 512


@dataclass(frozen=True)
class Stick:
    """A file system on USB that may be FAT or exFAT: its UUID, the name it bears, its size."""

    uuid: str
    label: str
    megabytes: int


def is_uuid(text: str) -> bool:
    """Whether this may be the UUID of FAT or exFAT."""
    return bool(_UUID.fullmatch(text))


def sticks(root: Path = ROOT) -> list[Stick]:
    """Those that are plugged in over USB now, below the machine's root."""
    labels = {link.resolve(): link.name for link in (root / "dev/disk/by-label").glob("*")}
    found = []
    for link in sorted((root / "dev/disk/by-uuid").glob("*")):
        block = (root / "sys/class/block" / link.resolve().name).resolve()
        if is_uuid(link.name) and any(part.startswith("usb") for part in block.parts):
            label = _unescaped(labels.get(link.resolve(), ""))
            found.append(Stick(link.name, label, _blocks(block) * _BLOCK // 1_000_000))
    return found


def adopted_stick(root: Path = ROOT) -> str:
    """The UUID of the stick that was adopted on this machine; empty where none was."""
    try:
        rules = (root / "etc/udev/rules.d/70-kiosk.rules").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
    found = re.search(rf'^ACTION.*ENV\{{ID_FS_UUID\}}=="({_UUID.pattern})"', rules, re.MULTILINE)
    return found[1] if found else ""


def strange_stick(root: Path = ROOT) -> Stick | None:
    """One that is plugged in and gets no backups, as the first that could."""
    adopted = adopted_stick(root)
    plugged = sticks(root)
    return next(iter(plugged), None) if adopted not in {stick.uuid for stick in plugged} else None


def _unescaped(name: str) -> str:
    """A label as its owner wrote it: udev writes blanks and the like as `\\\\x20`."""
    raw = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), name.encode("utf-8", "surrogateescape"))
    return raw.decode("utf-8", "replace")


def _blocks(block: Path) -> int:
    try:
        return int((block / "size").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0
