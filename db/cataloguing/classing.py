"""Which class a book may have: what others of its series, author, subject or publisher have in the stock.

Only proposed, with the reason: nothing is set by itself.
"""

import re
from collections import Counter
from collections.abc import Sequence

from db.answers.classing import Proposal
from db.callnumber.clc import clc_parts
from db.cataloguing.titles import title_row
from db.lists.marc.kept import kept_of
from db.marking import N_, Sentence
from db.models import Title
from db.store.sql import rows

MOST = 4
"""Proposals of one book."""
_FEWEST_OF_PUBLISHER = 3
"""A publisher of one or two books in the stock says nothing."""
_CLEARLY = 0.4
_PARTS = re.compile(r"[;,；，、|]|--")
_ROLE = re.compile(r"^[(（\[〔][^)）\]〕]{1,6}[)）\]〕]|[编著译绘写撰注选辑]+$|\s")


def class_part(call_number: str) -> str:
    """The class of a call number, without its book number."""
    parts = clc_parts(call_number)
    return (parts[0] if parts else re.split(r"[/\s]", call_number.strip(), maxsplit=1)[0]).strip()


def proposals(title_id: int) -> list[Proposal]:
    """The classes that a title may have, the most telling reason first. Raises NotFound."""
    title = title_row(title_id)
    found: list[Proposal] = []
    for why, call_numbers in (_of_series(title), _of_author(title), _of_subject(title), _of_publisher(title)):
        classes = Counter(filter(None, map(class_part, call_numbers)))
        of = classes.total()
        for class_number, titles in classes.most_common(1):
            clear = titles >= of * _CLEARLY and class_number not in {one.class_number for one in found}
            if clear and class_number != class_part(title.call_number):
                found.append(Proposal(class_number, why, titles, of))
    return found[:MOST]


Evidence = tuple[Sentence, list[str]]


def _of_series(title: Title) -> Evidence:
    kept = kept_of([title.id]).get(title.id)
    series = kept.series if kept else ""
    others = (
        "SELECT title.call_number FROM title_record JOIN title ON title.id = title_record.title_id"
        " WHERE title_record.series = ? AND title.id <> ? AND title.call_number <> ''"
    )
    why = Sentence(N_("the series “{series}”"), {"series": series})
    return why, _texts(others, series, title.id) if series else []


def _of_author(title: Title) -> Evidence:
    name = bare_author(title.author)
    why = Sentence(N_("the author {author}"), {"author": name})
    if len(name) < 2:
        return why, []
    found = rows(
        "SELECT author, call_number FROM title"
        " WHERE author LIKE ? ESCAPE '!' AND id <> ? AND call_number <> ''",
        f"%{_literally(name)}%",
        title.id,
    )
    return why, [number for author, number in found if bare_author(author) == name]


def bare_author(author: str) -> str:
    """The first author without dynasty, country and role: `(清)曹雪芹著；高鹗续` is 曹雪芹."""
    first = _PARTS.split(author)[0].strip() if not author.isascii() else author.split(";")[0].strip()
    return first if first.isascii() else _ROLE.sub("", _ROLE.sub("", first).strip()).strip()


def _of_subject(title: Title) -> Evidence:
    subject = next((part.strip() for part in _PARTS.split(title.subject) if part.strip()), "")
    found = rows(
        "SELECT subject, call_number FROM title"
        " WHERE subject LIKE ? ESCAPE '!' AND id <> ? AND call_number <> ''",
        f"%{_literally(subject)}%",
        title.id,
    )
    numbers = [number for text, number in found if subject in {part.strip() for part in _PARTS.split(text)}]
    return Sentence(N_("the subject {subject}"), {"subject": subject}), numbers if subject else []


def _of_publisher(title: Title) -> Evidence:
    prefix = publisher_prefix(title.isbn or "")
    why = Sentence(N_("the publisher of ISBN {prefix}"), {"prefix": prefix})
    numbers = _texts(
        "SELECT call_number FROM title WHERE isbn LIKE ? AND id <> ? AND call_number <> ''",
        f"{prefix.replace('-', '')}%",
        title.id,
    )
    return why, numbers if prefix and len(numbers) >= _FEWEST_OF_PUBLISHER else []


def publisher_prefix(isbn: str) -> str:
    """The part of an ISBN that is the publisher's (`978-7-5342`); empty where it is in no range."""
    from stdnum import isbn as ranges

    parts: Sequence[str] = ranges.split(isbn) if isbn else ()
    return "-".join(parts[:3]) if len(parts) == 5 and parts[2] else ""


def _texts(sql: str, *values: object) -> list[str]:
    return [str(text) for (text,) in rows(sql, *values)]


def _literally(text: str) -> str:
    return re.sub(r"([!%_])", r"!\1", text)
