"""The catalogues: what the sources say, compared with what is translated.

    python tests/catalogue.py        bring the .po files up to date and compile them

New texts are added without a translation, texts that no source says any more are dropped.
"""

import io
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
LOCALE = ROOT / "kiosk" / "locale"
KEYWORDS = {
    "_": None,
    "N_": None,
    "words": None,
    "self": None,
    "say": None,
    "warn": None,
    "counted": None,
    "plural": (1, 2),
    "gettext": None,
    "ngettext": (1, 2),
}


def source_texts() -> Catalog:
    """All marked texts of the three packages."""
    catalog = Catalog(project="school library kiosk", charset="utf-8")
    for package in ("db", "kiosk", "labels"):
        found = extract_from_dir(
            ROOT / package, [("**.py", "python")], keywords=KEYWORDS, comment_tags=("Translators:",)
        )
        for file, line, message, comments, context in sorted(found, key=lambda text: (text[0], text[1])):
            catalog.add(message, None, [(f"{package}/{file}", line)], auto_comments=comments, context=context)
    return catalog


def po_file(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "kiosk.po"


def read(language: str) -> Catalog:
    with po_file(language).open("rb") as file:
        return read_po(file, locale=language)


def compiled(catalog: Catalog) -> bytes:
    """The catalogue as the .mo file that the kiosk reads."""
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def update(language: str) -> None:
    path = po_file(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalog = read(language) if path.exists() else Catalog(locale=language, charset="utf-8")
    catalog.update(source_texts(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.project, catalog.version = "school-library-kiosk", "1"
    catalog.header_comment = "# Simplified Chinese for the school library kiosk. MIT licence."
    catalog.fuzzy = False
    # A date would change the file with every run.
    catalog.creation_date = catalog.revision_date = datetime(2026, 9, 1, tzinfo=UTC)
    catalog.last_translator = catalog.language_team = "the school library kiosk developers"
    catalog.msgid_bugs_address = ""
    with path.open("wb") as file:
        # Line numbers would change the file with every edit of a source.
        write_po(file, catalog, width=100, no_location=True, omit_header=False, sort_output=True)
    path.with_suffix(".mo").write_bytes(compiled(read(language)))


if __name__ == "__main__":
    update("zh_CN")
