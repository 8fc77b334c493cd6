"""The power is cut again and again while a kiosk lends: what a screen had confirmed is there afterwards.

    python tests/power_cuts.py                      400 cuts of two runs
    python tests/power_cuts.py --cuts 50 --seed 7
    python tests/power_cuts.py --unsynced           as if the disk was never asked to write: must find losses

The suite runs the short one, `tests/proofs/test_power_cuts.py`. Needs strace, where it may trace. A
kiosk's desk lends in a process that strace watches; every write to the store's files, every sync and every
answer is read back from what strace saw. Then the power is cut at some moment: of the writes that no sync had
followed, each is kept, lost or torn in the middle at random, also in another order than they were made in.
The store that is left is opened and checked against the answers given before the cut.
"""

import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from many_kiosks import children, numbered, school_of

from db.clock import utc_now
from db.safety.checking import check
from db.store.opening import connected, open_store
from db.store.sql import rows
from kiosk.counter.desk import Desk

SYNCS = ("fsync", "fdatasync")
CALLS = ",".join(("pwrite64", "write", "ftruncate", "unlink", *SYNCS))
_LINE = re.compile(r'^(?:\d+\s+)?(\w+)\((?:\d+<([^>]*)>|"((?:\\x\w\w)*)")(.*)\)\s*= \d+$')
_SECTOR = 512
READERS, BOOKS = 24, 40


@dataclass(frozen=True)
class Step:
    """One thing the kiosk did: wrote these bytes there, set a length, synced or ended a file, or answered."""

    call: str
    file: str
    data: bytes = b""
    at: int = 0


@dataclass
class Disk:
    """The store's files as they surely are, and what was written since and may be lost."""

    files: dict[str, bytearray]
    unsure: dict[str, list[Step]] = field(default_factory=lambda: defaultdict(list))

    def take(self, step: Step) -> None:
        """One step of the kiosk's. A sync makes sure of all that was written to its file."""
        if step.call in SYNCS:
            for written in self.unsure.pop(step.file, []):
                _write(self.files, written)
        elif step.call == "unlink":  # what is deleted is gone, at the latest when the next file comes
            self.files.pop(step.file, None)
            self.unsure.pop(step.file, None)
        else:
            self.unsure[step.file].append(step)

    def cut(self, chance: random.Random) -> dict[str, bytearray]:
        """The files as they are found after the power is back."""
        left = {name: bytearray(data) for name, data in self.files.items()}
        for steps in self.unsure.values():
            for step in chance.sample(steps, chance.randint(0, len(steps))):
                torn = chance.random() < 0.3 and len(step.data) > _SECTOR
                end = _SECTOR * chance.randrange(len(step.data) // _SECTOR) if torn else len(step.data)
                _write(left, Step(step.call, step.file, step.data[:end], step.at))
        return left


def _write(files: dict[str, bytearray], step: Step) -> None:
    held = files.setdefault(step.file, bytearray())
    if step.call == "ftruncate":
        del held[step.at :]
        held.extend(bytes(step.at - len(held)))
    else:
        held.extend(bytes(max(0, step.at - len(held))))
        held[step.at : step.at + len(step.data)] = step.data


def lend(store: Path, turns: int, seed: int) -> None:
    """Be the kiosk: serve children, and write a line for each event that an answer confirms."""
    open_store(store)
    with connected():
        desk, school = Desk("kiosk"), numbered(READERS, BOOKS)
        for code in children(random.Random(seed), school.readers, school.books, turns):
            answer = desk.scan(code, utc_now())
            for event in getattr(answer, "events", ()):
                os.write(1, f"{event}\n".encode())


def traced(store: Path, turns: int, seed: int) -> list[Step]:
    """What a kiosk did to the files of this store while it served, in order."""
    log = store.parent / "trace"
    done = subprocess.run(
        [
            *("strace", "-f", "-y", "-xx", "-s", "70000", "-e", f"trace={CALLS}", "-o", log),
            *(sys.executable, __file__, "--lend", store, "--turns", str(turns), "--seed", str(seed)),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"the kiosk could not be watched:\n{done.stderr}")
    return list(_steps(log.read_text(encoding="ascii"), store))


def _steps(log: str, store: Path) -> Iterator[Step]:
    for line in log.splitlines():
        found = _LINE.match(line)
        if not found:
            continue
        call, opened, named, rest = found.groups()
        texts = re.findall(r'"((?:\\x\w\w)*)"', rest)
        data = bytes.fromhex(texts[0].replace("\\x", "")) if texts else b""
        path = bytes.fromhex((named or opened).replace("\\x", "")).decode()
        if call == "write" and re.match(r"pipe:", path) and data.strip().isdigit():
            yield Step("told", "", data)
        elif path.startswith(str(store)) and not path.endswith("-shm"):
            numbers = [int(number) for number in re.findall(r", (\d+)", rest)]
            yield Step(call, path, data, numbers[-1] if numbers else 0)


def cut_power(folder: Path, steps: Sequence[Step], before: bytes, chance: random.Random) -> list[str]:
    """One cut at a random moment; what of the answers before it is lost or wrong, in words."""
    store = next(step.file for step in steps if step.file)
    name = store.removesuffix("-wal").removesuffix("-journal")
    disk, told = Disk({name: bytearray(before)}), set[int]()
    for step in steps[: chance.randrange(1, len(steps))]:
        if step.call == "told":
            told.add(int(step.data))
        else:
            disk.take(step)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for file, data in disk.cut(chance).items():
        (folder / Path(file).name).write_bytes(data)
        (folder / Path(file).name).chmod(0o600)
    found = open_store(folder / Path(name).name)
    wrong = [str(one.sentence) for one in check(found, utc_now())]
    with connected():
        there = {number for (number,) in rows("SELECT id FROM event")}
    return wrong + [f"event {number} was confirmed and is not there" for number in sorted(told - there)]


def main() -> int:
    """Run it as the options say; 1 when anything went wrong."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--cuts", type=int, default=400)
    parser.add_argument("--turns", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--unsynced", action="store_true")
    parser.add_argument("--lend", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.lend:
        lend(options.lend, options.turns, options.seed)
        return 0
    wrong, answers = [], 0
    with tempfile.TemporaryDirectory() as folder:
        for run in range(2):
            store = Path(folder, f"run{run}", "library.db")
            store.parent.mkdir()
            school_of(str(store), readers=READERS, books=BOOKS)
            with connected():
                rows("PRAGMA wal_checkpoint(TRUNCATE)")
            before = store.read_bytes()
            steps = traced(store, options.turns, options.seed + run)
            if options.unsynced:
                steps = [step for step in steps if step.call not in SYNCS]
            answers += sum(step.call == "told" for step in steps)
            chance = random.Random(options.seed + run)
            for number in range(options.cuts // 2):
                found = cut_power(Path(folder, "after"), steps, before, chance)
                wrong += [f"run {run}, cut {number}: {what}" for what in found]
    print(f"{options.cuts} cuts among {answers} confirmed events")
    print("\n".join(wrong) or "nothing confirmed was lost, every store was sound")
    return bool(wrong)


if __name__ == "__main__":
    raise SystemExit(main())
