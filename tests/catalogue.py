"""The catalogues: what the sources say, compared with what is translated.

    python tests/catalogue.py        bring the .po files up to date and compile them

New texts are added without a translation, texts that no source says any more are dropped.
"""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import jinja2
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
LOCALE = ROOT / "kiosk" / "locale"
KEYWORDS = {
    "_": (0,),
    "N_": (0,),
    "words": (0,),
    "self": (0,),
    "say": (0,),
    "warn": (0,),
    "counted": (0,),
    "gettext": (0,),
    "plural": (0, 1),
    "ngettext": (0, 1),
}
"""What marks a text, and which of its arguments are texts."""


def marked_calls(tree: ast.AST) -> Iterator[tuple[ast.Call, tuple[ast.expr, ...]]]:
    """Every call that marks texts, with the places of them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            places = KEYWORDS.get(getattr(node.func, "id", getattr(node.func, "attr", "")), ())
            if places and len(node.args) > places[-1]:
                yield node, tuple(node.args[place] for place in places)


def modules() -> Iterator[tuple[Path, str]]:
    """The sources of the three packages."""
    for package in ("db", "kiosk", "labels"):
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path, path.read_text(encoding="utf-8")


def templates() -> Iterator[tuple[Path, str]]:
    """The pages of the desk."""
    for path in sorted((ROOT / "kiosk" / "pages" / "templates").rglob("*.html")):
        yield path, path.read_text(encoding="utf-8")


def calls_in_template(source: str) -> Iterator[tuple[jinja2.nodes.Call, tuple[jinja2.nodes.Expr, ...]]]:
    """As `marked_calls`, in a template."""
    for call in jinja2.Environment().parse(source).find_all(jinja2.nodes.Call):
        places = KEYWORDS.get(getattr(call.node, "name", ""), ())
        if places and len(call.args) > places[-1]:
            yield call, tuple(call.args[place] for place in places)


def source_texts() -> Catalog:
    """All marked texts of the three packages, each with the comment for translators above it."""
    catalog = Catalog(project="school library kiosk", charset="utf-8")
    for _path, source in modules():
        lines = source.splitlines()
        commented = set()  # the outermost of two on one line has the comment
        for call, places in marked_calls(ast.parse(source)):
            texts = tuple(place.value for place in places if isinstance(place, ast.Constant))
            if len(texts) == len(places) and all(isinstance(text, str) and text for text in texts):
                comment = [] if call.lineno in commented else _comment_above(lines, call.lineno)
                commented.add(call.lineno)
                catalog.add(texts if len(texts) > 1 else texts[0], auto_comments=comment)
    for _path, source in templates():
        for _call, places in calls_in_template(source):
            texts = tuple(place.value for place in places if isinstance(place, jinja2.nodes.Const))
            if len(texts) == len(places):
                catalog.add(texts if len(texts) > 1 else texts[0])
    return catalog


def _comment_above(lines: list[str], number: int) -> list[str]:
    """The comment for translators that ends above this line, counted from 1."""
    comment: list[str] = []
    for line in reversed(lines[: number - 1]):
        if not line.lstrip().startswith("#"):
            return []
        comment.insert(0, line.lstrip("# "))
        if comment[0].startswith("Translators:"):
            return comment
    return []


def po_file(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "kiosk.po"


def read(language: str) -> Catalog:
    with po_file(language).open("rb") as file:
        return read_po(file, locale=language)


def compile_all() -> None:
    """Make the .mo files that the kiosk reads; a package gets its own from `.ci/catalogues.py`."""
    for path in LOCALE.glob("*/LC_MESSAGES/kiosk.po"):
        with path.open("rb") as file, path.with_suffix(".mo").open("wb") as made:
            write_mo(made, read_po(file))


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


if __name__ == "__main__":
    update("zh_CN")
    compile_all()
