"""The settings file: found, read, and what is left out of it where a part makes no sense."""

import os
import platform
import re
from dataclasses import dataclass
from pathlib import Path

import msgspec
import platformdirs

from db.errors import BadList, LibraryError
from db.marking import N_, Sentence
from db.plain_files import content_of
from kiosk.settings import Settings
from kiosk.words import LANGUAGES


class BadSettings(LibraryError):
    """The settings file, or a variable of the environment, says something that makes no sense."""


LEFT_OUT = N_("The settings [{part}] have a mistake, so they are not used.")


@dataclass(frozen=True)
class Slip:
    """A section of the settings file that makes no sense, such as `camera`, and why: it is left out."""

    part: str
    why: Sentence


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
            N_("The settings file {path} has brackets within brackets, too deep to be read."), path=file
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
                    "The settings file {path}: {what} does not belong under [{section}]. "
                    "Write it above the first line in brackets."
                ),
                path=file,
                what=what,
                section=section,
            )
        return BadSettings(
            N_("The settings file {path}: there is no setting {what} under [{section}]."),
            path=file,
            what=what,
            section=section,
        )
    reason = error.strerror if isinstance(error, OSError) else error
    return BadSettings(N_("The settings file {path} cannot be used: {reason}."), path=file, reason=reason)


def _system_language() -> str:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "")
        if value:
            return "zh_CN" if value.lower().startswith("zh") else "en"
    return "en"
