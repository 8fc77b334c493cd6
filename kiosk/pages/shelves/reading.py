"""A shelf read with a telephone and its scanner: each scan is answered at once, and settled by one button."""

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from starlette.responses import Response

from db.answers.shelves.shelf import HeardAtShelf, ShelfRead, Spine, Verdict
from db.codes import clean
from db.errors import LibraryError
from db.marking import N_, Sentence
from db.roles import Act
from db.shelf.reading import ReadingShelves
from db.shelf.settling import ACT_OF, settle_here, take_back
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.place import Page
from kiosk.pages.ground.rendering import page
from kiosk.pages.ground.visits import Undo
from kiosk.sentences.shelves.shelf import (
    ACT_BUTTONS,
    LIST_NAMES,
    VERDICTS,
    handful_lines,
    named,
    place_of,
    scan_line,
)
from kiosk.words import Words

HERE = "/shelves/read"
_MOST = 100
"""Books of one list on the page."""


@dataclass
class Walk:
    """One person's reading of shelves; it outlives their visit."""

    reading: ReadingShelves
    last: HeardAtShelf | None = None
    trouble: Sentence | None = None
    settled: set[tuple[str, str]] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True)
class Shown:
    """A book on a list, and the button that settles it; no button where it is put right by hand."""

    code: str
    text: str
    act: str = ""
    button: str = ""
    shelf: str = ""


@dataclass(frozen=True)
class Found:
    """What is to be done about all that was read."""

    read: ShelfRead
    boards: Sequence[str]
    handfuls: Sequence[str]
    lists: Sequence[tuple[str, Sequence[Shown]]]
    missing: Sequence[str]


def show_reading(ask: Ask) -> Response:
    """The field for the next scan, what is said of the last one, and what is to be done."""
    walk, _ = _walk_of(ask), ask.words
    with walk.lock:
        last, trouble = walk.last, walk.trouble
    mark, word = VERDICTS[last.verdict] if last else ("", "")
    is_right = last is not None and last.verdict is Verdict.RIGHT
    tone = (
        "wrong" if trouble else "" if not last or last.verdict is None else "right" if is_right else "wrong"
    )
    return page(
        ask,
        "shelf-read.html",
        mark="?" if trouble else mark,
        word=_(N_("Unknown")) if trouble else _(word),
        told=_(trouble) if trouble else scan_line(last, _) if last else "",
        tone=tone,
        last=_shown_last(last, walk, _) if last and not trouble else None,
        found=lambda: _found(walk, _),  # a scan alone does not ask for it
    )


def scan(ask: Ask) -> Response:
    """Take one scan in."""
    walk, code = _walk_of(ask), clean(ask.text("code"))
    with walk.lock:
        try:
            heard = walk.reading.hear(code) if code else None
        except LibraryError as error:
            walk.trouble = error.sentence
        else:
            walk.trouble, walk.last = None, heard or walk.last
    return ask.done(HERE)


def settle(ask: Ask) -> Response:
    """What one button does about a book: found, returned, or standing here from now on."""
    walk, code, act = _walk_of(ask), clean(ask.text("code")), ask.text("act")
    settled = settle_here(act, code, ask.acting(), shelf=ask.text("shelf"))
    with walk.lock:
        walk.settled.add((code, act))
        walk.last = None
    if not settled.events:
        said = Sentence(N_("“{title}”: nothing had to be changed."), {"title": settled.title})
        return ask.done(HERE, said)
    fields = (*(("event", str(event)) for event in settled.events), ("code", code), ("act", act))
    return ask.done(
        HERE, Sentence(N_("Settled: “{title}”."), {"title": settled.title}), undo=Undo(f"{HERE}/undo", fields)
    )


def undo(ask: Ask) -> Response:
    """Undo what was settled last."""
    walk = _walk_of(ask)
    events = [int(text) for text in ask.chosen("event") if text.isdecimal() and len(text) < 10]
    if not events or not take_back(events, ask.acting()):
        changed = Sentence(N_("This cannot be undone: something has changed since."))
        return ask.done(HERE, changed, is_trouble=True)
    with walk.lock:
        walk.settled.discard((clean(ask.text("code")), ask.text("act")))
    return ask.done(HERE, Sentence(N_("Undone.")))


def begin_again(ask: Ask) -> Response:
    """Forget what was read, and begin at another shelf; with the name of one that has no label."""
    ask.office.kept[_key(ask)] = Walk(ReadingShelves(ask.now, shelf=ask.text("shelf")))
    return ask.done(HERE)


def take_over(ask: Ask, codes: Sequence[str], shelf: str) -> Response:
    """Go on with what was read elsewhere, as if it had been scanned here."""
    reading = ReadingShelves(ask.now, shelf=shelf, codes=codes)
    for code in codes:
        reading.hear(code)
    ask.office.kept[_key(ask)] = Walk(reading)
    return ask.done(HERE)


def _key(ask: Ask) -> tuple[str, int | None]:
    return ("walk", ask.post.patron_id)


def _walk_of(ask: Ask) -> Walk:
    kept = ask.office.kept
    walk = kept.get(_key(ask)) or kept.setdefault(_key(ask), Walk(ReadingShelves(ask.now)))
    assert isinstance(walk, Walk)
    return walk


def _found(walk: Walk, words: Words) -> Found:
    with walk.lock:
        read = walk.reading.result()
    return Found(
        read,
        [place_of(place, words) for place in read.shelves],
        list(handful_lines(read, words)),
        _lists(read, walk, words),
        _counted([named(spine, words) for spine in read.missing])[:_MOST],
    )


def _counted(names: Sequence[str]) -> list[str]:
    """Each name once, in their order, with how many of it there are: four copies stand side by side."""
    return [f"{name} × {n}" if n > 1 else name for name, n in Counter(names).items()]


def _shown_last(heard: HeardAtShelf, walk: Walk, words: Words) -> Shown | None:
    place = heard.face.location if heard.face else ""
    if heard.spine is None or heard.verdict is None:
        return None
    return _shown(heard.spine, heard.verdict, place, walk, words)


def _shown(spine: Spine, verdict: Verdict, place: str, walk: Walk, words: Words) -> Shown:
    act = ACT_OF.get(verdict, "")
    if (act == "here" and not place) or (spine.code, act) in walk.settled:
        act = ""
    return Shown(spine.code, named(spine, words), act, words(ACT_BUTTONS[act]) if act else "", place)


def _lists(read: ShelfRead, walk: Walk, words: Words) -> list[tuple[str, list[Shown]]]:
    found = []
    for verdict, name in LIST_NAMES.items():
        spines = read.found.get(verdict, ())
        shown = [_shown(spine, verdict, "", walk, words) for spine in spines[:_MOST]]
        if shown:
            homes = [read.homes.get(spine.code) for spine in spines[:_MOST]]
            texts = [
                Shown(
                    *(one.code, f"{one.text} → {place_of(home, words)}" if home else one.text),
                    *(one.act, one.button, one.shelf),
                )
                for one, home in zip(shown, homes, strict=True)
            ]
            found.append((words(name), texts))
    return found


PAGES = (
    Page(HERE, show_reading, Act.STATUS),
    Page(f"{HERE}/scan", scan, Act.STATUS, "POST"),
    Page(f"{HERE}/settle", settle, Act.STATUS, "POST"),
    Page(f"{HERE}/undo", undo, Act.STATUS, "POST"),
    Page(f"{HERE}/new", begin_again, Act.STATUS, "POST"),
)
