"""`kiosk import books FILE` and `kiosk import readers FILE`: a school's own lists into the store."""

import argparse
import csv
import gettext
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TextIO

if TYPE_CHECKING:
    from db.lists.report import Imported, Rejected

Kind = Literal["books", "readers"]
Words = gettext.NullTranslations

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SHOWN_REJECTS = 20


def add_parser(subparsers: Any, words: Words) -> None:
    """Add `import` to the command line's subparsers. Parsed arguments hold `kind`, `file`, `map`, `dry_run`."""
    _ = words.gettext
    summary = _("bring a list of books or readers into the library")
    kinds = subparsers.add_parser("import", help=summary, description=summary).add_subparsers(
        dest="kind", required=True, metavar=_("books|readers"), parser_class=_ListParser
    )
    for kind, about in (
        ("books", _("Read a list of books (CSV or .xlsx): what is new is added, what changed is updated.")),
        ("readers", _("Read a list of readers (CSV or .xlsx): who is new is added, who changed is updated.")),
    ):
        parser = kinds.add_parser(kind, help=about, description=about)
        parser.words, parser.kind = words, kind
        parser.add_argument("file", type=Path, metavar=_("FILE"), help=_("the list, as CSV or .xlsx"))
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar=_("COLUMN=FIELD"),
            help=_("take this column of the list as this field; may be given several times"),
        )
        parser.add_argument("--dry-run", action="store_true", help=_("say what would happen, change nothing"))


class _ListParser(argparse.ArgumentParser):
    """Shows examples and all headers below the options, composed only when somebody asks."""

    words: Words
    kind: Kind

    def format_help(self) -> str:
        from db.lists.headers import HEADERS

        _ = self.words.gettext
        examples = {
            "books": _(
                "Examples:\n"
                "  kiosk import books stock.csv --dry-run     look first, change nothing\n"
                "  kiosk import books stock.csv               again after every correction: nothing goes in twice\n"
                "  kiosk import books stock.xlsx --map 'Shelf mark=call_number' --map Stock=copies\n\n"
                "The count of a title is all its copies. Rows that cannot go in are written to\n"
                "stock.rejected.csv beside the list, with the reason: correct them there and import that file."
            ),
            "readers": _(
                "Examples:\n"
                "  kiosk import readers classes.csv --dry-run     look first, change nothing\n"
                "  kiosk import readers classes.xlsx              again after every correction\n"
                "  kiosk import readers classes.csv --map 'Pupil No=number' --map Form=class\n\n"
                "Readers who are not in the list stay as they are. Rows that cannot go in are written to\n"
                "classes.rejected.csv beside the list, with the reason: correct them there and import that file."
            ),
        }[self.kind]
        fields = "\n".join(
            f"  {field:<14} {', '.join(headers)}" for field, headers in HEADERS[self.kind].items()
        )
        known = _("Fields, and the headers that name them:")
        return f"{super().format_help()}\n{examples}\n\n{known}\n{fields}\n"


def run_import(
    kind: Kind,
    path: Path,
    *,
    mapping: Sequence[str],
    dry_run: bool,
    now: datetime,
    words: Words,
    out: TextIO,
    err: TextIO,
) -> int:
    """Import one list into the store, which is open and connected; say on `out` what happened.

    Returns 0, or 1 when nothing went in, or 2 for a mapping that makes no sense. `now` is naive UTC.
    """
    from db.errors import BadList, BadValue
    from db.lists.books import import_books
    from db.lists.readers import import_readers

    _ = words.gettext
    importer = import_books if kind == "books" else import_readers
    progress = _Progress(err)
    try:
        imported = importer(path, now=now, mapping=mapping, dry_run=dry_run, on_progress=progress.show)
    except (BadList, BadValue) as error:
        print(_sentence(error, words), file=err)
        return 2 if isinstance(error, BadValue) else 1
    except KeyboardInterrupt:
        print(_("Stopped. What has gone in stays; run the same command again for the rest."), file=err)
        return 1
    finally:
        progress.clear()
    for line in summary(imported, words):
        print(line, file=out)
    _tell_rejected(imported, path, words, out, err)
    return 0 if imported.accepted else 1


def summary(imported: "Imported", words: Words) -> list[str]:
    """What an import did, in a few lines."""
    _ = words.gettext
    lines = [_("Nothing was changed: this is what would happen.")] if imported.dry_run else []
    lines.append(_("Rows: {rows:,}, accepted {accepted:,}, rejected {rejected:,}").format(
        rows=imported.rows, accepted=imported.accepted, rejected=len(imported.rejected)
    ))  # fmt: skip
    counts = {"added": imported.added, "changed": imported.changed, "same": imported.same}
    if imported.kind == "books":
        lines.append(
            _("Titles: {added:,} added, {changed:,} changed, {same:,} as they were").format(**counts)
        )
        lines.append(
            _("Copies: {listed:,} in the list, {added:,} added, {withdrawn:,} taken away").format(
                listed=imported.copies, added=imported.copies_added, withdrawn=imported.copies_withdrawn
            )
        )
        if imported.copies_over:
            lines.append(
                _("{over:,} copies more than the list says stay: they carry a label or are on loan").format(
                    over=imported.copies_over
                )
            )
        lines.append(_isbn_line(imported, words))
    else:
        lines.append(
            _("Readers: {added:,} added, {changed:,} changed, {same:,} as they were").format(**counts)
        )
        lines.append(_("Classes in the list: {classes:,}").format(classes=imported.classes))
    if imported.repeated:
        repeated = _("{repeated:,} rows name a book or reader of an earlier row and were counted with it")
        lines.append(repeated.format(repeated=imported.repeated))
    if imported.unused:
        lines.append(_("Columns not used: {columns}").format(columns=_line(", ".join(imported.unused))))
    return lines


def _isbn_line(imported: "Imported", words: Words) -> str:
    _ = words.gettext
    names = {
        "good": _("{n:,} good"),
        "recovered": _("{n:,} recovered"),
        "damaged": _("{n:,} damaged"),
        "not_isbn": _("{n:,} not an ISBN"),
        "absent": _("{n:,} absent"),
    }
    counts = (name.format(n=imported.isbns.get(quality, 0)) for quality, name in names.items())
    return _("ISBN: {counts}").format(counts=", ".join(counts))


def _tell_rejected(imported: "Imported", path: Path, words: Words, out: TextIO, err: TextIO) -> None:
    """Write rejected rows beside the list, or show them where that cannot be or nothing may be changed."""
    _ = words.gettext
    beside = path.with_name(f"{path.stem}.rejected.csv")
    header = [_("line"), _("field"), _("value"), _("reason")]
    if not imported.dry_run:
        try:
            if not imported.rejected:
                _remove_own(beside, header)
                return
            _write_rejected(beside, header, imported, words)
            print(_("Rejected rows: {file}").format(file=beside), file=out)
            return
        except OSError as error:
            print(
                _("The rejected rows cannot be written to {file} ({why}); here they are.").format(
                    file=beside, why=error.strerror
                ),
                file=err,
            )
    shown = imported.rejected[:_SHOWN_REJECTS] if imported.dry_run else imported.rejected
    for rejected in shown:
        print(
            _("line {line}: {field} {value}: {reason}").format(
                line=rejected.line,
                field=rejected.field,
                value=_line(_spoken(rejected)),
                reason=_sentence(rejected.reason, words),
            ),
            file=out,
        )
    if len(shown) < len(imported.rejected):
        print(_("and {more:,} more").format(more=len(imported.rejected) - len(shown)), file=out)


def _spoken(rejected: "Rejected") -> str:
    """The value in quotation marks, but for names: a child's name is never on a screen or in a log."""
    return "…" if rejected.field in ("name", "given_name", "surname") else f"“{rejected.value[:60]}”"


def _write_rejected(beside: Path, header: list[str], imported: "Imported", words: Words) -> None:
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8-sig", newline="") as file:  # the mark is for Excel
        writer = csv.writer(file)
        writer.writerow([*header, *imported.headers])
        for rejected in imported.rejected:
            told = [str(rejected.line), rejected.field, rejected.value, _sentence(rejected.reason, words)]
            writer.writerow([_harmless(cell) for cell in (*told, *rejected.cells)])


def _remove_own(beside: Path, header: list[str]) -> None:
    """Remove the rejects of an earlier run, and no other file that happens to have the name."""
    if beside.is_file():
        with beside.open(encoding="utf-8-sig", errors="replace") as file:
            ours = file.readline().startswith(",".join(header))
        if ours:
            beside.unlink()


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet shows as text and never runs as a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _line(text: str) -> str:
    from db.lists.cleaning import text as one_line

    return one_line(text)


def _sentence(error: Any, words: Words) -> str:
    return _line(words.gettext(error.sentence).format(**error.details))


class _Progress:
    """A bar on a terminal, nothing elsewhere."""

    def __init__(self, err: TextIO) -> None:
        self._err = err if err.isatty() else None
        self._percent = -1

    def show(self, done: int, of: int) -> None:
        percent = 100 * done // max(of, 1)
        if self._err and percent != self._percent:
            self._percent = percent
            self._err.write(f"\r[{'#' * (percent // 4):<25}] {percent:3} %")
            self._err.flush()

    def clear(self) -> None:
        if self._err and self._percent >= 0:
            self._err.write("\r\x1b[K")
            self._err.flush()
