"""A source of descriptions on the network: an SRU server, or one that answers in JSON. None is built in."""

import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from db.errors import LibraryError
from db.lists.cells.header_names import HEADERS
from db.lists.marc.description import described, series_of
from db.lists.marc.marcxml import records_of_xml
from db.marking import N_
from kiosk.settings import LookupSettings

_SECONDS = 10.0
_MOST_BYTES = 1_000_000
_SEVERAL = " / "
OPEN_LIBRARY = {
    "title": "title",
    "author": "authors",
    "publisher": "publishers",
    "year": "publish_date",
    "pages": "number_of_pages",
    "subject": "subjects",
}
"""Where a JSON answer has the fields, unless the settings say otherwise."""


class SourceAway(LibraryError):
    """A source does not answer, or answers with something that cannot be read."""


def ask(source: LookupSettings, isbn: str) -> dict[str, str]:
    """The fields of a list of books that it has for this ISBN, and `series`; nothing where it knows none.

    Raises SourceAway.
    """
    url = source.url.replace("{isbn}", quote(isbn))
    request = urllib.request.Request(url, headers={"User-Agent": "school-library-kiosk", "Accept": "*/*"})
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
            content = answer.read(_MOST_BYTES + 1)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 404:
            return {}
        raise _away(source, f"HTTP {error.code}") from None
    except (OSError, ValueError) as error:
        raise _away(source, getattr(error, "reason", None) or error) from None
    if len(content) > _MOST_BYTES:
        raise _away(source, f"> {_MOST_BYTES} bytes")
    try:
        found = _of_sru(content, source.name) if source.kind == "sru" else _of_json(content, isbn, source)
    except (LibraryError, ValueError, RecursionError) as error:
        raise _away(source, error) from None
    return {**found, "isbn": isbn} if found.get("title") else {}


def _away(source: LookupSettings, why: object) -> SourceAway:
    return SourceAway(N_("The answer of {source} could not be read: {why}."), source=source.name, why=why)


def _of_sru(content: bytes, name: str) -> dict[str, str]:
    for record in records_of_xml(content, name):
        if not isinstance(record, int):
            return {**described(record), "series": series_of(record)}
    return {}


def _of_json(content: bytes, isbn: str, source: LookupSettings) -> dict[str, str]:
    root = json.loads(content)
    paths: Mapping[str, str] = source.fields or OPEN_LIBRARY
    fields = (*HEADERS["books"], "series")
    whole = _at(root, source.root.replace("{isbn}", isbn))
    return {
        field: _SEVERAL.join(_texts(_at(whole, path))) for field, path in paths.items() if field in fields
    }


def _at(value: Any, path: str) -> Any:
    """What stands at `a.b.0`; a key may hold colons, as `ISBN:978…` does."""
    for part in filter(None, path.split(".")):
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list) and re.fullmatch(r"\d{1,4}", part) and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return value


def _texts(value: Any) -> Iterator[str]:
    """The texts of a value: of a list all of them, at most five; of an object its name or its value."""
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        yield str(value)
    elif isinstance(value, list):
        for one in value[:5]:
            yield from _texts(one)
    elif isinstance(value, dict):
        yield from _texts(next((value[key] for key in ("name", "value") if key in value), None))
