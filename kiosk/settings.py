"""What belongs to this machine: one TOML file, with the environment over it.

The library's own facts (policies, calendar, lists) are in the store, so that two kiosks agree.
"""

from pathlib import Path
from typing import Annotated, Literal

import msgspec

Kind = Literal["code128", "code39", "codabar", "ean13", "ean8", "upca", "itf", "qr"]
"""The kinds of barcode; the names of `kiosk.camera.plausible.Symbology`, which is not loaded for them."""


class ScannerSettings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The scanners. One that types like a keyboard always works; the others are read when they are named.

    Attributes:
        suffix: what ends a code that is typed. `auto` takes Enter, Tab or a pause; `pause` is for scanners
            that send nothing at the end.
        serial: the serial port of a scanner, best one of /dev/serial/by-id; empty for none.
        baud: its speed; a USB scanner does not mind.
        ending: what ends a code on the serial port: `line` (CR, LF, Tab) or `pause`.
        event: the event device of a scanner that is taken for the kiosk alone: `vendor:product`, a path
            (best one of /dev/input/by-id), or `fastest`; empty for none.
        symbologies: the kinds of barcode that act when the camera sees them.
    """

    suffix: Literal["auto", "enter", "tab", "pause"] = "auto"
    serial: str = ""
    baud: Annotated[int, msgspec.Meta(ge=50, le=4_000_000)] = 9600
    ending: Literal["line", "pause"] = "line"
    event: str = ""
    symbologies: tuple[Kind, ...] = ("code128", "code39", "codabar", "ean13", "itf", "qr")


class CameraSettings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The camera over the desk.

    Attributes:
        device: a number, a path, a video, a series of pictures (`frame_%03d.png`) or a URL; empty for none.
        size: width and height in pixels that are asked of it.
        rate: frames a second that are asked of it, and the most that are read.
        mirror: whether its preview is shown as in a mirror, for a camera that faces the child.
    """

    device: str | int = ""
    size: tuple[
        Annotated[int, msgspec.Meta(ge=64, le=8192)], Annotated[int, msgspec.Meta(ge=64, le=8192)]
    ] = (
        640,
        480,
    )
    rate: Annotated[float, msgspec.Meta(gt=0, le=120)] = 15.0
    mirror: bool = False


class BackupSettings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Where backups go when no folder is named; by default into `backups` beside the store.

    `key`: the public key to which they are encrypted, `age1...`; see `kiosk backup --new-key`.
    """

    folder: str = ""
    key: str = ""


class ReceiptSettings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The receipt printer: `/dev/usb/lp0`, `tcp://ADDRESS:9100` or `file:/PATH`; none: nothing is printed.

    `width` is the paper's, in millimetres.
    """

    printer: str = ""
    width: Literal[58, 80] = 58


class PaperSettings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The printer of whole pages.

    Attributes:
        printer: a queue of CUPS (`lpstat -e` names them); none: pages are only written to files.
        lessons: whether the page at the end of a lesson is printed by itself. Where two kiosks serve the same
            class, let one of them do it.
    """

    printer: str = ""
    lessons: bool = False


class OfferSettings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What the kiosk offers beside lending.

    Attributes:
        slips: whether a review slip is offered after each return, where something can print it.
    """

    slips: bool = False


class SoundSettings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What is heard at the kiosk; in a lesson nothing is.

    Attributes:
        tones: two sounds: done, and look here.
        speech: what the screen says is spoken, where espeak-ng is installed; no child's name ever.
        player: the program that plays a WAV file, by its name or path; by default the first that is there.
    """

    tones: bool = False
    speech: bool = False
    player: str = ""


class PeerSettings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A machine that may speak SIP2 with this one: a self-check, a gate, a city's system.

    Attributes:
        login: its name at login; `password` goes with it.
        name: what the events call it; by default its login.
        encoding: its letters, `utf-8` or `gb18030`.
        ends: what closes each message that is sent to it.
        checksum: `off`, `auto` (as it does it itself), `strict` (none, or a wrong one: asked for again) or
            `dp2` (the sum of the dp2 server).
        institution: what it is told in AO, and what may stand before a code, with a full stop.
        mask_names: whether a pupil's name is sent as its first letter only.
        read_only: it may ask, and changes nothing.
        language: what it is spoken to in: by default this kiosk's; `asked`: as each request says.
    """

    login: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    password: Annotated[str, msgspec.Meta(min_length=1, max_length=255)]
    name: Annotated[str, msgspec.Meta(max_length=48)] = ""
    encoding: Literal["utf-8", "gb18030"] = "utf-8"
    ends: Literal["CR", "LF", "CRLF"] = "CR"
    checksum: Literal["off", "auto", "strict", "dp2"] = "auto"
    institution: Annotated[str, msgspec.Meta(max_length=64)] = ""
    mask_names: bool = True
    read_only: bool = False
    language: Literal["", "en", "zh_CN", "asked"] = ""


class Sip2Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Where `kiosk sip2 serve` listens, and who may come. Without `peers` it serves nobody."""

    host: str = "127.0.0.1"
    port: Annotated[int, msgspec.Meta(ge=0, le=65535)] = 6001
    peers: tuple[PeerSettings, ...] = ()


class LookupSettings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A source on the network that is asked for books by their ISBN. Without one nothing is asked.

    Attributes:
        name: what a book's page calls it.
        kind: `sru` answers in MARCXML, `json` in JSON.
        url: its address, with `{isbn}` where the number goes.
        root: of JSON, where the book stands in the answer, such as `ISBN:{isbn}` or `items.0`.
        fields: of JSON, where below it the fields of a list stand, such as `title = "name"`.
    """

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    url: Annotated[str, msgspec.Meta(pattern=r"^https?://.*\{isbn\}", max_length=500)]
    kind: Literal["sru", "json"] = "sru"
    root: Annotated[str, msgspec.Meta(max_length=200)] = ""
    fields: dict[str, str] = {}


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """All settings of a machine, each with what holds when the file does not name it.

    Attributes:
        name: this kiosk's name in the events; the machine's host name by default.
        store: URL or path of the store; by default a file in the user's data directory.
        language: what the kiosk speaks to strangers, `en` or `zh_CN`; by default the system's.
        scanner: the scanners.
        camera: the camera.
        backup: where backups go.
        receipts: where slips are printed.
        paper: where whole pages are printed.
        offers: what is offered beside lending.
        sound: what is heard.
        sip2: the machines that speak SIP2 with this one.
        lookups: sources on the network that are asked for new books.
        fonts: font files of the school's own, asked before all others for what is printed.
    """

    name: str = ""
    store: str = ""
    language: str = ""
    scanner: ScannerSettings = ScannerSettings()
    camera: CameraSettings = CameraSettings()
    backup: BackupSettings = BackupSettings()
    receipts: ReceiptSettings = ReceiptSettings()
    paper: PaperSettings = PaperSettings()
    offers: OfferSettings = OfferSettings()
    sound: SoundSettings = SoundSettings()
    sip2: Sip2Settings = Sip2Settings()
    lookups: tuple[LookupSettings, ...] = ()
    fonts: tuple[str, ...] = ()

    @property
    def font_files(self) -> tuple[Path, ...]:
        """The school's own fonts."""
        return tuple(Path(font).expanduser() for font in self.fonts)

    def reading(self, *, camera: str | int = "", serial: str = "", event: str = "") -> "Settings":
        """With these devices in place of those named before; an empty one changes nothing."""
        scanner, camera_settings = self.scanner, self.camera
        return msgspec.structs.replace(
            self,
            scanner=msgspec.structs.replace(
                scanner, serial=serial or scanner.serial, event=event or scanner.event
            ),
            camera=msgspec.structs.replace(
                camera_settings, device=camera_settings.device if camera == "" else camera
            ),
        )
