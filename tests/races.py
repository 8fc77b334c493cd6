"""Several kiosks scan the same books at once: nothing confirmed is lost, doubled or over the limit.

    python tests/races.py                           10 rounds of 4 kiosks in a file and on a server
    python tests/races.py --runs 2 --kiosks 8

The suite runs a round of it: `tests/proofs/test_many_kiosks.py`. The kiosks are processes of their own, each
with readers of its own, and take the books out of each other's hands.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from many_kiosks import school_of, serve, what_is_wrong
from postgresql import cluster

TURNS = 25


def race(store: str, kiosks: int) -> tuple[int, list[str]]:
    """One round on an empty store: how many scans were answered, and what is wrong."""
    school = school_of(store, readers=24, books=40)
    served = serve(store, school, kiosks=kiosks, turns=TURNS)
    return len(served.told), what_is_wrong(store, served)


def main() -> int:
    """Run it as the options say; 1 when anything went wrong."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--kiosks", type=int, default=4)
    options = parser.parse_args()
    os.environ["TZ"] = "Asia/Shanghai"
    time.tzset()
    wrong: list[str] = []
    scans = {"file": 0, "server": 0}
    with tempfile.TemporaryDirectory() as folder, cluster() as server:
        os.environ["HOME"] = folder
        for number in range(options.runs):
            stores = {"file": f"{folder}/library{number}.db", "server": server.create(f"library{number}")}
            for kind, store in stores.items():
                answered, found = race(store, options.kiosks)
                scans[kind] += answered
                wrong += [f"round {number}, {kind}: {what}" for what in found]
    told = ", ".join(f"{n} scans on a {kind}" for kind, n in scans.items())
    print(f"{options.runs} rounds of {options.kiosks} kiosks: {told}")
    print("\n".join(wrong) or "nothing lost, nothing doubled")
    return bool(wrong)


if __name__ == "__main__":
    raise SystemExit(main())
