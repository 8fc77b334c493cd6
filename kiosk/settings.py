"""What belongs to this machine: one TOML file, with the environment over it.

The library's own facts (policies, calendar, lists) are in the store, so that two kiosks agree.
"""

import os
import platform
from pathlib import Path
from typing import Literal

import msgspec
import platformdirs

from db.errors import LibraryError
from db.marking import N_
from kiosk.words import LANGUAGES


class BadSettings(LibraryError):
    """The settings file, or a variable of the environment, says something that makes no sense."""


class ScannerSettings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """How the scanner that types like a keyboard ends a code.

    `auto` takes Enter, Tab or a pause; `pause` is for scanners that send nothing at the end.
    """

    suffix: Literal["auto", "enter", "tab", "pause"] = "auto"


class BackupSettings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Where backups go when no folder is named; by default into `backups` beside the store."""

    folder: str = ""


class ReceiptSettings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The receipt printer: `/dev/usb/lp0`, `tcp://ADDRESS:9100` or `file:/PATH`; none: nothing is printed.

    `width` is the paper's, in millimetres.
    """

    printer: str = ""
    width: Literal[58, 80] = 58


class Settings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """All settings of a machine, each with what holds when the file does not name it.

    Attributes:
        name: this kiosk's name in the events; the machine's host name by default.
        store: URL or path of the store; by default a file in the user's data directory.
        language: what the kiosk speaks to strangers, `en` or `zh_CN`; by default the system's.
        scanner: how the keyboard scanner behaves.
        backup: where backups go.
        receipts: where slips are printed.
    """

    name: str = ""
    store: str = ""
    language: str = ""
    scanner: ScannerSettings = ScannerSettings()
    backup: BackupSettings = BackupSettings()
    receipts: ReceiptSettings = ReceiptSettings()


def default_path() -> Path:
    """Where the settings file is looked for when none is named."""
    return Path(platformdirs.user_config_dir("school-library-kiosk")) / "kiosk.toml"


def read_settings(path: Path | None = None) -> Settings:
    """The settings from the file, the environment over them, and the defaults below.

    `KIOSK_SETTINGS` names the file, `KIOSK_NAME`, `KIOSK_STORE` and `KIOSK_LANGUAGE` go over its values.
    Raises BadSettings with the file, the place in it and what is wrong.
    """
    named = path or (Path(os.environ["KIOSK_SETTINGS"]) if os.environ.get("KIOSK_SETTINGS") else None)
    file = named or default_path()
    try:
        settings = msgspec.toml.decode(file.read_bytes(), type=Settings)
    except FileNotFoundError as error:
        if named:
            raise BadSettings(N_("There is no settings file {path}."), path=file) from error
        settings = Settings()
    except (OSError, UnicodeDecodeError, msgspec.DecodeError) as error:
        raise BadSettings(
            N_("The settings file {path} cannot be used: {reason}."), path=file, reason=error
        ) from error
    language = os.environ.get("KIOSK_LANGUAGE") or settings.language or _system_language()
    if language not in LANGUAGES:
        raise BadSettings(
            N_("The language {language} is not known. Choose one of: {known}."),
            language=language,
            known=", ".join(LANGUAGES),
        )
    return msgspec.structs.replace(
        settings,
        name=os.environ.get("KIOSK_NAME") or settings.name or platform.node() or "kiosk",
        store=os.environ.get("KIOSK_STORE") or settings.store,
        language=language,
    )


def _system_language() -> str:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "")
        if value:
            return "zh_CN" if value.lower().startswith("zh") else "en"
    return "en"
