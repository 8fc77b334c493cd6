"""Work at a class corner from the command line: scans from standard input, one a line; answers printed."""

import sys
from datetime import timedelta

from db.answers.classes.corner import CloseAsked, CornerAnswer, CornerClosed, Purpose
from db.answers.counter.scans import Answer
from db.clock import utc_now
from db.codes import clean
from db.marking import N_
from kiosk.console import Console
from kiosk.corner.desk import CornerDesk
from kiosk.counter.hearing import REPEAT
from kiosk.sentences.saying import say
from kiosk.words import visible


def serve_scans(purpose: Purpose, classes: tuple[int, ...], console: Console) -> int:
    """Serve the scans of standard input until it ends; how many were refused, unknown or are missing."""
    # In a list, the same ISBN twice is two books; from a hand, it is the scanner's repeat.
    repeat = REPEAT if sys.stdin.isatty() else timedelta(0)
    desk = CornerDesk(console.settings.name, repeat=repeat)
    bad = tell_answer(desk.begin(purpose, classes, console.acting()), console)
    bad += _serve_lines(desk, console)
    while desk.work is not None:
        if desk.work.is_close_asked and not sys.stdin.isatty():
            console.warn(
                N_("Not closed, since books are missing. To close it anyway, end the list with %DONE twice.")
            )
            return bad + 1
        answer = desk.scan("%DONE", utc_now(), by_key=True)
        bad += tell_answer(answer, console)
        if isinstance(answer, CloseAsked) and sys.stdin.isatty():
            console.say(
                N_("Or press Ctrl-D again.")
            )  # the first may have been a slip, and books be on the way
            bad += _serve_lines(desk, console)
    return bad


def _serve_lines(desk: CornerDesk, console: Console) -> int:
    """Serve standard input up to its end, or a Ctrl-D; how many were bad, as `serve_scans` counts."""
    bad = 0
    for code in filter(None, map(clean, sys.stdin)):
        bad += tell_answer(desk.scan(code, utc_now()), console)
        if desk.work is None:
            break
    return bad


def tell_answer(answer: CornerAnswer | Answer, console: Console) -> int:
    """Print an answer; 1 when it is no good news."""
    said = say(answer, console.words)
    print(visible(" ".join(part for part in (said.mark, said.big, *said.lines) if part)), file=console.out)
    if isinstance(answer, CornerClosed):
        for line in answer.missing:
            console.say(N_("Missing: {title} {code}"), title=line.book.title, code=line.code)
        return len(answer.missing)
    return answer.word in ("refused", "unknown", "not_ours")
