"""A child tries to get out of the real kiosk, or to break it, with keys, sequences, words and floods.

    python tests/escapes.py                         600 tries in a pseudo-terminal
    python tests/escapes.py --runs 40 --seed 9

The suite runs the short one. A PIN is set, and no try knows it. After each try the next child presses Esc and
scans a card, which has to open a turn. What is wrong: the program has ended, staff mode was opened, the card
was not served, or the memory has grown beyond 300 MB.
"""

import argparse
import contextlib
import os
import random
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from school import NOW, Library
from terminal import Terminal

from db.events.record import Acting
from db.staff.members import appoint
from db.staff.pins import set_pin
from db.store.opening import connected, open_store

CARDS = ("6101", "6102")
FUNCTION_KEYS = [
    f"\x1b{sign}".encode()
    for sign in ("OP", "OQ", "OR", "OS", *(f"[{number}~" for number in (15, 17, 18, 19, 20, 21, 23, 24)))
]
F10 = b"\x1b[21~"
MOVES = [
    f"\x1b[{sign}".encode() for sign in ("A", "B", "C", "D", "H", "F", "Z", "2~", "3~", "5~", "6~", "1;5A")
]
WORDS = (
    *("LEAVE", "leave", "EXIT", "QUIT", "exit", "%EXIT", "%LEAVE", "%QUIT", "%STAFF", "%%", "admin", "root"),
    *(
        "0000",
        "1234",
        "123456",
        "271829",
        "2718281828459045",
        "9001",
        "%DONE",
        "%UNDO",
        "%RENEW",
        "%LANG",
        "B1",
    ),
    *(
        "kiosk",
        "../../",
        "[/b]",
        "$(reboot)",
        "`id`",
        ":q!",
        "^C",
        "sudo su",
        "\u79bb\u5f00",
        "\uff2c\uff25\uff21",
    ),
)
SEQUENCES = (
    *(
        b"\x1b[200~",
        b"\x1b[201~",
        b"\x1b[48;1;1;1;1t",
        b"\x1b[48;9999;9999;1;1t",
        b"\x1b[?2048;1$y",
        b"\x1b[8;1;1t",
    ),
    *(b"\x1b[?1;2c", b"\x1b[>0;276;0c", b"\x1b[0n", b"\x1b[1;1R", b"\x1b[?2026;2$y", b"\x1b[I", b"\x1b[O"),
    *(
        b"\x1b[<0;1;1M",
        b"\x1b[<35;5;5m",
        b"\x1b[M !!",
        b"\x1b]0;out\x07",
        b"\x1b]52;c;eA==\x07",
        b"\x1bPq#0\x1b\\",
    ),
    *(
        b"\x1b[?1049l",
        b"\x1bc",
        b"\x1b[!p",
        b"\x1b[27;5;99~",
        b"\x1b[99;5u",
        b"\x1b[113;5u",
        b"\x1b[57441;1:3u",
    ),
    *(
        b"\x1b_Gi=1\x1b\\",
        b"\x1b^x\x1b\\",
        b"\x1bXx\x1b\\",
        b"\x1b[[A",
        b"\x1bO",
        b"\x1b[",
        b"\x1b",
        b"\x1b\x1b\x1b",
    ),
)
CONTROL = [bytes([number]) for number in range(32) if number not in (10, 13)]


@dataclass
class Survived:
    """What a run came to; `wrong` is what should not be, in words."""

    tries: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    longest: float = 0
    memory: int = 0
    wrong: list[str] = field(default_factory=list)


def run(folder: Path, *, runs: int, seed: int) -> Survived:
    """Try that often at one kiosk; where it ended, a new one is started."""
    store = open_store(str(folder / "library.db")).path
    with connected():
        library = Library(store)
        library.policy("teacher")
        for number in CARDS:
            library.patron(number)
        library.patron("9001", category="teacher", class_name="Staff room")
        library.copy("B1")
        acting = Acting("office", NOW, "command")
        appoint("9001", "librarian", (), acting)
        set_pin("271828", acting, "9001")
    result, kiosk = Survived(), _start(store, folder)
    try:
        for number in range(seed, seed + runs):
            chance = random.Random(number)
            kind = chance.choice(tuple(_KINDS))
            result.tries += 1
            result.kinds[kind] += 1
            tried = _KINDS[kind](chance)
            wrong = _try(kiosk, tried, CARDS[number % 2], result)
            if wrong:
                result.wrong.append(f"try {number}, {kind}, {tried[:200]!r}: {wrong}")
                kiosk.close()
                kiosk = _start(store, folder)
        result.memory = kiosk.memory()
        result.wrong += ["more than 300 MB of memory"] * (result.memory > 300_000_000)
    finally:
        kiosk.close()
    return result


def _start(store: Path, folder: Path) -> Terminal:
    kiosk = Terminal(store, folder)
    kiosk.wait_for(b"F10")
    return kiosk


def _try(kiosk: Terminal, tried: bytes, card: str, result: Survived) -> str:
    """What is wrong after it; empty where the next child is served."""
    before, begun = _count(kiosk.store, "turn_opened"), time.monotonic()
    with contextlib.suppress(OSError):
        kiosk.send(tried)
        time.sleep(0.25)  # half a sequence is none after that
        for _ in range(4):
            kiosk.send(b"\x1b")
            time.sleep(0.25)
            kiosk.send(f"\r{card}\r".encode())
            if _within(
                8, lambda: kiosk.process.poll() is not None or _count(kiosk.store, "turn_opened") > before
            ):
                break
    result.longest = max(result.longest, time.monotonic() - begun)
    if kiosk.process.poll() is not None:
        return f"it has ended with {kiosk.process.returncode}"
    if _count(kiosk.store, "staff_mode") or _count(kiosk.store, "kiosk_left"):
        return "staff mode was opened"
    return "" if _count(kiosk.store, "turn_opened") > before else "the next card is not served"


def _within(seconds: float, wanted: "object") -> bool:
    assert callable(wanted)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if wanted():
            return True
        time.sleep(0.03)
    return False


def _count(store: Path, verb: str) -> int:
    with contextlib.closing(sqlite3.connect(store, timeout=10)) as rows:
        ((number,),) = rows.execute("SELECT COUNT(*) FROM event WHERE verb = ?", (verb,))
        return int(number)


def _keys(chance: random.Random) -> bytes:
    return b"".join(chance.choice((*FUNCTION_KEYS, *MOVES, *CONTROL)) for _ in range(chance.randrange(1, 12)))


def _word(chance: random.Random) -> bytes:
    return (
        chance.choice(FUNCTION_KEYS)
        + chance.choice(WORDS).encode()
        + chance.choice((b"\r", b"\t", b"", b"\n"))
    )


def _pin(chance: random.Random) -> bytes:
    """F10 and what could be a PIN, by a card or without."""
    begun = chance.choice((b"", b"9001\r"))
    guess = chance.choice(WORDS) if chance.random() < 0.5 else str(chance.randrange(10**6))
    return (
        begun
        + F10
        + guess.replace("271828", "0").encode()
        + b"\r"
        + chance.choice((b"", F10, b"\r", b"LEAVE\r"))
    )


def _sequence(chance: random.Random) -> bytes:
    return b"".join(
        chance.choice(SEQUENCES) + chance.choice((b"", b"x", b"B1\r")) for _ in range(chance.randrange(1, 6))
    )


def _flood(chance: random.Random) -> bytes:
    return chance.choice(
        (b"x", b"\x1b", b"\x1b[", b"\x00", b"\xff", F10, b"\t", "\u590f".encode())
    ) * chance.randrange(500, 6000)


def _rubbish(chance: random.Random) -> bytes:
    return chance.randbytes(chance.randrange(1, 600))


def _mixture(chance: random.Random) -> bytes:
    parts = [made(chance) for made in chance.choices((_keys, _word, _pin, _sequence, _rubbish), k=4)]
    return b"".join(parts)


_KINDS = {
    "keys": _keys,
    "word": _word,
    "PIN": _pin,
    "sequence": _sequence,
    "flood": _flood,
    "rubbish": _rubbish,
    "mixture": _mixture,
}


def main() -> int:
    """Run it as the options say; 1 when anything went wrong."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--runs", type=int, default=600)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HOME"] = folder
        result = run(Path(folder).resolve(), runs=options.runs, seed=options.seed)
    told = ", ".join(f"{kind} {n}" for kind, n in sorted(result.kinds.items()))
    print(f"{result.tries} tries ({told}), served again after {result.longest:.1f} s at most")
    print(f"{result.memory / 1e6:.0f} MB at most")
    print("\n".join(result.wrong) or "nobody got out, and every next card was served")
    return bool(result.wrong)


if __name__ == "__main__":
    raise SystemExit(main())
