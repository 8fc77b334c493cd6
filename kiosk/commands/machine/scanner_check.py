"""The scanner check as a conversation: each code of the check sheet is asked for, and what came is judged."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

from db.marking import N_
from kiosk.camera.plausible import Symbology
from kiosk.console import Console
from kiosk.doctor.scanner_faults import Expected, Received, check
from labels.content.pages import CHECKS
from labels.ink.bars import Symbol, encode

PATIENCE = 120.0
"""Seconds that a code is waited for; then nothing has come."""
AGAIN = 0.8
"""Seconds after a code in which it may come a second time."""

_DARK_ON_LIGHT, _PLAIN = "\x1b[30;107m", "\x1b[0m"
_HIGH = 5
"""Rows of a barcode on the screen."""


@dataclass(frozen=True)
class Outcome:
    """How many of the codes came through as they should, of those that were scanned.

    `is_over`: nobody is there any more.
    """

    right: int
    scanned: int
    is_over: bool = field(default=False, compare=False)


def converse(
    console: Console, codes: "SimpleQueue[Received | None]", *, columns: int | None, again: float = AGAIN
) -> Outcome:
    """Ask for each code, wait for it in `codes`, and say what is wrong and how it is cured.

    With `columns` the codes are drawn on a screen of that width, where they fit. An empty line says that
    nothing comes; None, that there is nobody any more. `again` is 0 where lines come faster than hands.
    """
    console.say(
        N_(
            "Scan each code from the printed check sheet or from this screen. "
            "Press Enter where nothing comes, Ctrl+C to end."
        )
    )
    right = scanned = 0
    is_over = False
    for number, asked in enumerate(CHECKS, start=1):
        symbology = Symbology(asked.symbology.value)
        # Codabar's start and stop letters belong to the bars, as the quiet zones do.
        text = asked.code.strip("ABCD") if symbology is Symbology.CODABAR else asked.code
        print(file=console.out)
        console.say(
            N_("{number} of {all}: {code}  {purpose}"),
            number=number,
            all=len(CHECKS),
            code=asked.code,
            purpose=console.words(asked.purpose),
        )
        is_shown = columns is None
        if columns:
            drawn = draw(encode(asked.code, asked.symbology), columns)
            is_shown = bool(drawn)
            for line in drawn:
                print(line, file=console.out)
            if not drawn:
                console.say(
                    N_("This code is too wide for this screen. Without the printed sheet, press Enter.")
                )
        console.out.flush()
        received = _received(codes, again)
        if received is None:
            is_over = True
            break
        if not received and not is_shown:
            continue
        scanned += 1
        findings = check(Expected(text, symbology), received, others_were_read=right > 0)
        right += not findings
        for finding in findings:
            layout = finding.says.details.get("layout")
            terms = {"layout": console.words(str(layout))} if layout else {}
            print("!", console.words(finding.says, **terms), file=console.out)
        if not findings:
            console.say(N_("Right."))
    print(file=console.out)
    console.say(N_("{right} of {scanned} codes came through as they should."), right=right, scanned=scanned)
    return Outcome(right, scanned, is_over)


def _received(codes: "SimpleQueue[Received | None]", again: float) -> Sequence[Received] | None:
    """What comes for one code, perhaps nothing; None when nothing will come any more."""
    received: list[Received] = []
    with suppress(Empty):
        following = codes.get(timeout=PATIENCE)
        if following is None:
            return None
        while following is not None:
            received += [following] if following.text else []
            following = codes.get(timeout=again) if again else None
    return received


def draw(symbol: Symbol, columns: int) -> list[str]:
    """The code in half blocks, dark on light, two modules to a sign; nothing where it does not fit."""
    if symbol.is_matrix:
        quiet = "0" * symbol.quiet[0]
        blank = "0" * symbol.modules
        rows = [blank] * 4 + [quiet + row + quiet for row in symbol.rows] + [blank] * 4
        rows += [blank] * (len(rows) % 2)
        lines = [
            "".join(" ▄▀█"[int(low) + 2 * int(high)] for high, low in zip(*pair, strict=True))
            for pair in zip(rows[::2], rows[1::2], strict=True)
        ]
    else:
        left, right = symbol.quiet
        modules = "0" * left + symbol.rows[0] + "0" * right
        modules += "0" * (len(modules) % 2)
        line = "".join(
            " ▐▌█"[int(modules[at + 1]) + 2 * int(modules[at])] for at in range(0, len(modules), 2)
        )
        lines = [line] * _HIGH
    return [_DARK_ON_LIGHT + line + _PLAIN for line in lines] if len(lines[0]) <= columns else []
