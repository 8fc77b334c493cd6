"""Compiles the translations while the package is built, for an editable install beside their sources."""

import shutil
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Catalogues(BuildHookInterface):
    """A wheel takes them from a folder of their own: the sources may be read-only or another user's."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel":
            return
        self._folder = Path(mkdtemp())
        for source in Path(self.root, "kiosk", "locale").glob("*/LC_MESSAGES/kiosk.po"):
            made = source.with_suffix(".mo")
            compiled = made if version == "editable" else self._folder / f"{source.parts[-3]}.mo"
            with source.open("rb") as file, compiled.open("wb") as written:
                write_mo(written, read_po(file))
            if compiled != made:
                build_data["force_include"][str(compiled)] = made.relative_to(self.root).as_posix()

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if self.target_name == "wheel":
            shutil.rmtree(self._folder)
