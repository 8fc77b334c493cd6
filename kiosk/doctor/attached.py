"""What is attached to this machine and what is missing, for `kiosk doctor`; loads no OpenCV, no decoder."""

import ctypes.util
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from db.marking import Sentence
from kiosk.scanner.trouble import NO_OPENCV


@dataclass(frozen=True)
class Attached:
    """A device that a source could read.

    Attributes:
        path: what to write into the settings: a by-id link where the system makes one.
        name: what it calls itself, perhaps empty.
        vendor, product: four hexadecimal digits each, as `lsusb` shows them; empty where it has none.
    """

    path: str
    name: str
    vendor: str = ""
    product: str = ""


def missing() -> list[Sentence]:
    """What the installation lacks. What a scanner of the settings needs besides is told with that scanner."""
    if absent := [module for module in ("cv2", "numpy", "zxingcpp") if not find_spec(module)]:
        return [Sentence(NO_OPENCV, {"reason": ", ".join(absent)})]
    return []


def libraries() -> dict[str, bool]:
    """What reads cameras and serial ports, and whether it is on this machine."""
    modules = {"OpenCV": "cv2", "zxing-cpp": "zxingcpp", "pyserial": "serial"}
    return {name: find_spec(module) is not None for name, module in modules.items()} | {
        "libzbar": zbar_is_here()
    }


def zbar_is_here() -> bool:
    """Whether pyzbar and its libzbar are on this machine."""
    return find_spec("pyzbar") is not None and ctypes.util.find_library("zbar") is not None


def cameras(sysfs: Path = Path("/sys/class/video4linux"), devices: Path = Path("/dev")) -> list[Attached]:
    """The cameras; a camera's second node, which gives no pictures, is left out."""
    return [
        Attached(str(devices / entry.name), _text(entry / "name"), *_numbers(entry / "device"))
        for entry in sorted(sysfs.glob("video*"))
        if _text(entry / "index") in ("", "0")
    ]


def serial_ports(sysfs: Path = Path("/sys/class/tty"), devices: Path = Path("/dev")) -> list[Attached]:
    """The serial ports with something on USB behind them (a bare RS-232 port does not say)."""
    by_id = {link.resolve(): link for link in sorted((devices / "serial/by-id").glob("*"))}
    found = []
    for entry in [*sorted(sysfs.glob("ttyACM*")), *sorted(sysfs.glob("ttyUSB*"))]:
        path = devices / entry.name
        numbers = _numbers(entry / "device")
        found.append(Attached(str(by_id.get(path, path)), _text(entry / "device/interface"), *numbers))
    return found


def udev_rule(kind: Literal["input", "serial", "camera"], vendor: str, product: str) -> str:
    """The line for /etc/udev/rules.d that gives a device to the group `kiosk` and to nobody else.

    An input device is hidden from the desktop as well, so that its keys go nowhere else.
    """
    matches = {
        "input": 'SUBSYSTEM=="input", KERNEL=="event*", ENV{ID_INPUT_KEYBOARD}=="1"',
        "serial": 'SUBSYSTEM=="tty"',
        "camera": 'SUBSYSTEM=="video4linux"',
    }
    extra = {
        "input": ', ENV{LIBINPUT_IGNORE_DEVICE}="1"',
        "serial": ', ENV{ID_MM_DEVICE_IGNORE}="1"',
        "camera": "",
    }
    return (
        f'ACTION!="remove", {matches[kind]}, ATTRS{{idVendor}}=="{vendor}", ATTRS{{idProduct}}=="{product}", '
        f'GROUP="kiosk", MODE="0660"{extra[kind]}'
    )


def _numbers(device: Path) -> tuple[str, str]:
    """Vendor and product of the USB device to which this one belongs; empty when it belongs to none."""
    try:
        place = device.resolve(strict=True)
    except OSError:
        return "", ""
    for ancestor in (place, *list(place.parents)[:4]):
        if vendor := _text(ancestor / "idVendor"):
            return vendor, _text(ancestor / "idProduct")
    return "", ""


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace").strip()
    except OSError:
        return ""
