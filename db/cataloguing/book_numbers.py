"""Book numbers for a title (the second line of its call number): the running number, and author numbers."""

import re
import unicodedata
from pathlib import Path

from db.answers.classing import BookNumbers
from db.cataloguing.classing import bare_author
from db.cataloguing.titles import title_row
from db.errors import BadList, BadValue
from db.events.record import Acting, record
from db.lists.files.table import read
from db.marking import N_
from db.models import AuthorNumber, database
from db.stock.renumbering import next_number
from db.store.batches import insert
from db.store.sql import rows

_LONGEST_NAME, _LONGEST_NUMBER = 64, 16


def book_numbers(title_id: int, class_number: str) -> BookNumbers:
    """The numbers that this title may have in a class. Raises NotFound."""
    title = title_row(title_id)
    author = bare_author(title.author)
    running = next_number(class_number) if class_number else 0
    return BookNumbers(str(running) if running else "", table_number(author), cutter(author, title.title))


def cutter(author: str, title: str) -> str:
    """The Cutter-Sanborn number: D548o for “Oliver” by `Dickens, Charles` or by `Charles Dickens`."""
    if not re.search("[A-Za-z]", author):
        return ""
    from csan import cutter_sanborn

    surname, comma, forename = author.partition(",")
    if not comma:
        forename, _, surname = author.rpartition(" ")
    title = re.sub(r"^(?:the|an?)\s+", "", title, flags=re.IGNORECASE)
    try:
        return str(cutter_sanborn(forename=_latin(forename), surname=_latin(surname), title=_latin(title)))
    except ValueError:
        return ""


def _latin(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if sign.isascii()).strip()


def table_number(author: str) -> str:
    """The number of the last line of the school's table that is not behind this author.

    A line is a name, or a Chinese surname with the pinyin from which it holds (`陈JIA`). Lines of another
    first letter or another surname do not count.
    """
    key = _key(author)
    if not key:
        return ""
    lines = rows("SELECT name, number FROM author_number WHERE name LIKE ? ESCAPE '!'", _first_of(key))
    before = [(name, number) for name, number in lines if name <= key or key.startswith(name)]
    return str(max(before)[1]) if before else ""


def _first_of(key: str) -> str:
    first = key[0]
    return f"!{first}%" if first in "!%_" else f"{first}%"


def _key(name: str) -> str:
    """A name as the table has it: capitals, no blanks; behind a Chinese surname the pinyin of the rest."""
    plain = "".join(unicodedata.normalize("NFKC", name).upper().replace(",", " ").split())[:_LONGEST_NAME]
    if not plain or plain[0].isascii() or plain[1:].isascii():
        return plain
    from pypinyin import lazy_pinyin

    return (plain[0] + "".join(lazy_pinyin(plain[1:])).upper())[:_LONGEST_NAME]


def import_author_numbers(path: Path, acting: Acting, *, dry_run: bool = False) -> int:
    """Take this list of names and numbers in place of the table that is there; how many lines it has.

    Raises BadList for a list without such rows, and BadValue where a line makes no sense.
    """
    found: dict[str, str] = {}
    for sheet in read(path):
        for row in sheet.rows:
            cells = [cell.strip() for cell in row.cells[:2]]
            if len(cells) < 2 or not all(cells) or not any(map(str.isdigit, cells[1])):
                if row.line == 1 or not any(cells):
                    continue  # a heading
                raise BadValue(
                    N_("Line {line} needs a name and, in the next column, its number."), line=row.where
                )
            if len(cells[1]) > _LONGEST_NUMBER:
                raise BadValue(
                    N_("Line {line} needs a name and, in the next column, its number."), line=row.where
                )
            key = "".join(unicodedata.normalize("NFKC", cells[0]).upper().split())[:_LONGEST_NAME]
            found[key] = cells[1]
    if not found:
        raise BadList(N_("{file} holds no names with numbers."), file=path.name)
    if not dry_run:
        with database.atomic():
            AuthorNumber.delete().execute()
            insert(AuthorNumber, ("name", "number"), list(found.items()))
            record(acting, "import", details={"list": "author-numbers", "added": len(found)})
    return len(found)
