"""What belongs to this machine: one TOML file, with the environment over it.

The library's own facts (policies, calendar, lists) are in the store, so that two kiosks agree.
"""

import os
import platform
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import platformdirs

from db.errors import BadList, LibraryError
from db.marking import N_, Sentence
from db.plain_files import content_of
from kiosk.words import LANGUAGES


class BadSettings(LibraryError):
    """The settings file, or a variable of the environment, says something that makes no sense."""


LEFT_OUT = N_("The settings of [{part}] have a mistake, so they are not used.")


@dataclass(frozen=True)
class Slip:
    """A section of the settings file that makes no sense, such as `camera`, and why: it is left out."""

    part: str
    why: Sentence


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


_MOST_BYTES = 1024 * 1024
_WHOLE_MACHINE = frozenset(("name", "store", "language"))
"""What stands above the sections; below one it would be lost with it."""


def default_path() -> Path:
    """Where the settings file is looked for when none is named."""
    return Path(platformdirs.user_config_dir("school-library-kiosk")) / "kiosk.toml"


def read_settings(path: Path | None = None, slips: list[Slip] | None = None) -> Settings:
    """The settings from the file, the environment over them, and the defaults below.

    `KIOSK_SETTINGS` names the file, `KIOSK_NAME`, `KIOSK_STORE`, `KIOSK_LANGUAGE`, `KIOSK_CAMERA`,
    `KIOSK_SERIAL` and `KIOSK_EVENT` go over its values.
    Raises BadSettings with the file, the place in it and what is wrong. Where `slips` is given, a section
    that is wrong costs only its part: it is left out, and added there.
    """
    named = path or (Path(os.environ["KIOSK_SETTINGS"]) if os.environ.get("KIOSK_SETTINGS") else None)
    file = named or default_path()
    try:
        content = content_of(file, _MOST_BYTES)
        try:
            settings = msgspec.toml.decode(content, type=Settings)
        except msgspec.ValidationError:
            if slips is None:
                raise
            settings = _without_slips(file, content, slips)
    except FileNotFoundError as error:
        if named:
            raise BadSettings(N_("There is no settings file {path}."), path=file) from error
        settings = Settings()
    except BadList as error:  # no plain file
        raise BadSettings(error.sentence.text, **error.sentence.details) from error
    except RecursionError as error:
        raise BadSettings(
            N_("The settings file {path} has brackets within brackets, deeper than can be read."), path=file
        ) from error
    except (OSError, UnicodeDecodeError, msgspec.DecodeError) as error:
        raise _in_words(file, error) from error
    language = os.environ.get("KIOSK_LANGUAGE") or settings.language or _system_language()
    if language not in LANGUAGES:
        raise BadSettings(
            N_("The language {language} is not known. Choose one of: {known}."),
            language=language,
            known=", ".join(LANGUAGES),
        )
    reading = settings.reading(
        camera=os.environ.get("KIOSK_CAMERA", ""),
        serial=os.environ.get("KIOSK_SERIAL", ""),
        event=os.environ.get("KIOSK_EVENT", ""),
    )
    return msgspec.structs.replace(
        reading,
        name=os.environ.get("KIOSK_NAME") or settings.name or platform.node() or "kiosk",
        store=os.environ.get("KIOSK_STORE") or settings.store,
        language=language,
    )


def _without_slips(file: Path, content: bytes, slips: list[Slip]) -> Settings:
    """What makes sense of the file. Raises BadSettings where it may be the store that is written wrongly."""
    kept = {}
    for name, value in msgspec.toml.decode(content).items():
        try:
            msgspec.convert({name: value}, Settings)
        except msgspec.ValidationError as error:
            if not isinstance(value, dict) or not _WHOLE_MACHINE.isdisjoint(value):
                raise
            slips.append(Slip(name, _in_words(file, error).sentence))
        else:
            kept[name] = value
    return msgspec.convert(kept, Settings)


def _in_words(file: Path, error: Exception) -> BadSettings:
    """In plain words for the usual slips of adding a line to the file; in the TOML reader's for the rest."""
    said = str(error)
    if twice := re.search(r"Cannot (?:overwrite a value|declare .* twice) \(at line (\d+)", said):
        number = int(twice[1])
        line = file.read_text(encoding="utf-8").splitlines()[number - 1]
        return BadSettings(
            N_("The settings file {path}, line {line}: {what} is there twice."),
            path=file,
            line=number,
            what=line.partition("=")[0].partition("#")[0].strip(),
        )
    if unknown := re.search(r"unknown field `(.*?)`(?: - at `\$\.(\w+)`)?$", said):
        what, section = unknown.groups()
        if section is None:
            return BadSettings(
                N_("The settings file {path}: there is no setting {what}."), path=file, what=what
            )
        if what in Settings.__struct_fields__:
            return BadSettings(
                N_(
                    "The settings file {path}: {what} does not belong below [{section}]. "
                    "Write it above the first line in brackets."
                ),
                path=file,
                what=what,
                section=section,
            )
        return BadSettings(
            N_("The settings file {path}: there is no setting {what} below [{section}]."),
            path=file,
            what=what,
            section=section,
        )
    return BadSettings(N_("The settings file {path} cannot be used: {reason}."), path=file, reason=error)


def _system_language() -> str:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "")
        if value:
            return "zh_CN" if value.lower().startswith("zh") else "en"
    return "en"
