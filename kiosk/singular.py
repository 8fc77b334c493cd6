"""English after a count of one: “1 copy was lost” where the sentence is written for several.

Most sentences are also said of many things at once, with several counts in them; a form of each for each
count (`ngettext`) would be eight sentences for three of them. What is counted is a short, closed list.
"""

import re
from collections.abc import Container

_ONE_OF = {
    **{"books": "book", "copies": "copy", "titles": "title", "loans": "loan", "readers": "reader"},
    **{"pupils": "pupil", "classes": "class", "lessons": "lesson", "visits": "visit", "days": "day"},
    **{"hours": "hour", "cards": "card", "labels": "label", "scans": "scan", "shelves": "shelf"},
}
_IS_OF = {"were": "was", "are": "is", "have": "has"}
_COUNTED = re.compile(
    r"(?P<there>\b[Tt]here )?(?P<before>(?:were|are) )?(?<!All )\{(?P<count>\w+)\} "
    rf"(?P<noun>{'|'.join(_ONE_OF)})\b(?P<which>,? which)?(?: (?P<verb>{'|'.join(_IS_OF)})\b)?"
)


_OF_COUNT = re.compile(rf"\{{(\w+)\}} ({'|'.join(_IS_OF)})\b")
"""A count alone with its verb: “{mended} were settled”."""


def of_one(text: str, ones: Container[str]) -> str:
    """An English text whose placeholders are not filled yet, made to fit where these counts are one."""

    def fitted(found: re.Match[str]) -> str:
        if found["count"] not in ones:
            return found[0]
        there, before, which, verb = (found[name] or "" for name in ("there", "before", "which", "verb"))
        if there and before:
            before = f"{_IS_OF[before.strip()]} "
        one = f"{there}{before}{{{found['count']}}} {_ONE_OF[found['noun']]}{which}"
        return f"{one} {_IS_OF[verb]}" if verb else one

    def is_of(found: re.Match[str]) -> str:
        return f"{{{found[1]}}} {_IS_OF[found[2]]}" if found[1] in ones else found[0]

    return _OF_COUNT.sub(is_of, _COUNTED.sub(fitted, text))
