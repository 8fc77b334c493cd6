"""Every command with what nobody should type, thousands of times: a sentence and an exit code, nothing lost.

    python tests/odd_inputs.py                      20,000 calls
    python tests/odd_inputs.py --runs 500 --seed 7

The suite runs the short one. All calls are in this process and in a folder of their own, which is home and
the working folder meanwhile: an option that writes a file gets names in it and nothing else, since as root it
would replace a device of the machine. What is wrong: a traceback or a mistake of ours, another exit code than
0, 1 or 2, a failure without a word, control characters on the terminal, more than 30 s, a store that is not
sound afterwards.
"""

import argparse
import contextlib
import io
import os
import random
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from school import Library

from db.clock import utc_now
from db.safety.checking import check
from db.store.opening import connected, open_store
from kiosk.cli import _parser, main
from kiosk.words import speak

ELSEWHERE = ("kiosk run", "kiosk demo", "kiosk doctor", "kiosk desk serve")
"""They take the terminal or the scanners; `test_machine_settings_...` below has them."""
WRITES = (
    "--out",
    "--pdf",
    "--print",
    "--slips",
    "--sheet",
    "--manifest",
    "--second-look",
    "--root",
    "folder",
    "target",
)
READS = ("file", "--memory", "--list", "--titles", "--new-pupils", "--numbers", "--stocks", "source")
MADE = ("made.pdf", "missing/made.pdf", ".", "x" * 300 + ".pdf", "made", "\x1b[2J.pdf", "a\0b.pdf", "书.zpl")
THERE = (
    *("/dev/zero", "/dev/null", "/dev/full", "pipe", "missing.csv", ".", "/", "~nosuch/x", "x" * 300, "a\0b"),
    *("empty.csv", "long.csv", "endless.xlsx", "odd.csv", "deep.toml", "library.db", "\udcc8\udcfd", "loop"),
)
ODD = (
    *("", " ", "-", "0", "-1", "²", "１２", "nan", "inf", "1e309", "2147483648", "-9223372036854775809"),
    *(
        "9" * 25,
        "9" * 5000,
        "x" * 300,
        "x" * 70_000,
        "%" * 3000,
        "\udcc8\udcfd",
        "\ud800",
        "a\0b",
        "\x1b]0;x\a",
    ),
    *("\u202e\u200b\ufeff", "'; DROP TABLE loan; --", "{0.__class__}", "[/b]", "%s%n", "../..", "0001-01-01"),
    *(
        "9999-12-31",
        "2026-02-30",
        "6101",
        "B1",
        "6A",
        "pupil",
        "mon",
        "10:15",
        "99:99",
        "I",
        "3:3-1:1",
        "R9C9",
    ),
    *("http://[::1", "127.0.0.1:1", "[::1", "localhost:99999999", "L7160", "夏" * 400, "=1+1", "a=b=c", "--"),
)


def lay_out() -> None:
    """What an option that reads may meet, in the working folder."""
    os.mkfifo("pipe")
    Path("loop").symlink_to("loop")
    Path("empty.csv").touch()
    Path("long.csv").write_text(
        f"number,name,class\n1,{'x' * 200_000},6A\n2026-09-07T10:00:00,{'x' * 200_000}\n"
    )
    Path("odd.csv").write_bytes(b"at,code\n\x1b[2J,\xff\n2026-99-99T10:00,B1\n")
    Path("deep.toml").write_text("a = " + "[" * 5000 + "]" * 5000)
    endless_workbook(Path("endless.xlsx"))


def endless_workbook(path: Path) -> None:
    """A small workbook that claims a row a million times further down than any program has rows."""
    import openpyxl

    book = openpyxl.Workbook()
    assert book.active
    book.active.append(["number", "name", "class"])
    book.active.append(["1", "Ada", "6A"])
    book.save("whole.xlsx")
    with zipfile.ZipFile("whole.xlsx") as whole, zipfile.ZipFile(path, "w") as odd:
        for entry in whole.infolist():
            content = whole.read(entry)
            if entry.filename.endswith("sheet1.xml"):
                content = content.replace(b'<row r="2"', b'<row r="999999999999"').replace(
                    b'"A2"', b'"A999999999999"'
                )
            odd.writestr(entry, content)


def commands(
    parser: argparse.ArgumentParser, name: str = "kiosk"
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """All that do something, with their own parsers."""
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not below and name not in ELSEWHERE:
        yield name, parser
    for group in below:
        for word, one in group.choices.items():
            yield from commands(one, f"{name} {word}")


def odd_value(action: argparse.Action, chance: random.Random) -> str:
    name = (action.option_strings or [action.dest])[-1]
    if name in WRITES:
        return chance.choice(MADE)
    if name in READS and action.type is Path:
        return chance.choice(THERE)
    if action.choices and chance.random() < 0.7:
        return str(chance.choice(list(action.choices)))
    return chance.choice(ODD)


def odd_arguments(name: str, parser: argparse.ArgumentParser, chance: random.Random) -> list[str]:
    given = name.split()[1:]
    for action in parser._actions:
        if isinstance(action, argparse._HelpAction) or (not action.required and chance.random() < 0.6):
            continue
        count = {None: 1, 0: 0, "*": 2, "+": 2, "?": 1}.get(action.nargs, action.nargs)
        values = [odd_value(action, chance) for _ in range(int(count or 0))]
        if action.option_strings and len(values) == 1:
            given.append(f"{action.option_strings[-1]}={values[0]}")
        else:
            given += [*action.option_strings[-1:], *values]
    return given


@dataclass
class Survived:
    """What a run came to; `wrong` is what should not be, in words."""

    calls: int = 0
    commands: int = 0
    longest: float = 0
    codes: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def run(folder: Path, *, runs: int, seed: int) -> Survived:
    """Call that often, each command in turn. The folder becomes the home of all that runs."""
    os.chdir(folder)
    settings = {"HOME": str(folder), "XDG_STATE_HOME": str(folder), "KIOSK_STORE": str(folder / "library.db")}
    os.environ.update(settings)
    store = open_store(str(folder / "library.db"))
    with connected():
        library = Library(folder / "library.db")
        library.policy("pupil")
        library.lend(library.copy("B1"), library.patron("6101", class_name="6A"))
        library.patron("9001", category="teacher")
    lay_out()
    laid_out = set(folder.iterdir())
    known = list(commands(_parser(speak("en"))))
    result = Survived(commands=len(known))
    for number in range(runs):
        chance = random.Random(f"{seed}/{number}")
        name, parser = known[number % len(known)]
        arguments = odd_arguments(name, parser, chance)
        typed = chance.choice(("", "yes\n", "B1\n%DONE\n", "\x1b[2J\n"))
        result.wrong += [f"call {number}: {wrong}" for wrong in _call(arguments, typed, result)]
        if number % 500 == 499:
            _tidy(folder, laid_out)
            result.wrong += [f"after call {number}: {found.sentence}" for found in check(store, utc_now())]
    return result


def _call(arguments: list[str], typed: str, result: Survived) -> Iterator[str]:
    said, was = io.StringIO(), sys.stdin
    sys.stdin = io.StringIO(typed)
    begun = time.monotonic()
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            code = int(main(["--language", "en", *arguments]))
    except BaseException as error:
        yield f"{arguments!r:.300}: {type(error).__name__} came out of it"
        return
    finally:
        sys.stdin = was
    took, text = time.monotonic() - begun, said.getvalue()
    result.calls += 1
    result.codes[code] += 1
    result.longest = max(result.longest, took)
    if code not in (0, 1, 2) or (code and not text):
        yield f"{arguments!r:.300}: exit {code}, {len(text)} characters"
    if "Traceback" in text or "made a mistake" in text:
        yield f"{arguments!r:.300}: {text[-300:]}"
    if any((sign < " " and sign != "\n") or "\x7f" <= sign <= "\x9f" for sign in text):
        yield f"{arguments!r:.300}: control characters"
    if took > 30:
        yield f"{arguments!r:.300}: {took:.0f} s"


def _tidy(folder: Path, laid_out: set[Path]) -> None:
    """Take away what was made, but for the store and what lies beside it."""
    for path in set(folder.iterdir()) - laid_out:
        if path.is_file() and not path.name.startswith("library"):
            path.unlink()


def _main() -> int:
    options = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    options.add_argument("--runs", type=int, default=20_000)
    options.add_argument("--seed", type=int, default=0)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = run(Path(folder).resolve(), runs=given.runs, seed=given.seed)
        os.chdir("/")
    print(f"{result.calls} calls of {result.commands} commands, the longest {result.longest:.1f} s")
    print(", ".join(f"exit {code}: {n}" for code, n in sorted(result.codes.items())))
    for line in result.wrong:
        print(ascii(line))
    return bool(result.wrong)


if __name__ == "__main__":
    raise SystemExit(_main())
