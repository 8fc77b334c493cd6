"""How many spines of a shelf photograph are read, how many wrongly, and how fast; beside plain zxing-cpp.

    python tests/bench/shelf_photo.py [--pictures N] [--books N] [--seed N] [--look NAME ...] [--per-mm N ...]
    python tests/bench/shelf_photo.py --time [--pictures N]

Pictures are drawn by `tests/support/shelf_pictures.py`, those of one seed always alike. A line is
one symbol, condition and resolution; “plain” is zxing-cpp on the whole picture. `--time` reads pictures of
3840 x 2160 at 8 pixels a millimetre instead and prints the seconds that each takes on this machine.
"""

import argparse
import statistics
import sys
import time
from pathlib import Path

import numpy as np
import zxingcpp

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from shelf_pictures import LOOKS, Photograph, books, photograph

from kiosk.shelf_photo.looking import look

FORMATS = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.DataMatrix])
SYMBOLS = ("matrix10", "matrix12", "ladder")


def by_zxing(taken: Photograph) -> set[str]:
    return {found.text for found in zxingcpp.read_barcodes(taken.picture, FORMATS)}


def by_ours(taken: Photograph) -> set[str]:
    return {seen.text for seen in look(taken.picture).codes}


def table(arguments: argparse.Namespace) -> None:
    presented = wrong = plain_wrong = 0
    print("symbol    condition  px/mm  symbols  recall %  wrong  s/picture   plain %  wrong")
    for symbol in SYMBOLS:
        for name in arguments.look:
            for per_mm in arguments.per_mm:
                count = ours = plain = 0
                ours_wrong, others_wrong = 0, 0
                seconds = []
                for number in range(arguments.pictures):
                    seed = arguments.seed + number
                    taken = photograph([books(seed, arguments.books, symbol)], seed, LOOKS[name], per_mm)
                    truth = {spine.book.code for spine in taken.spines}
                    begun = time.perf_counter()
                    read = by_ours(taken)
                    seconds.append(time.perf_counter() - begun)
                    beside = by_zxing(taken)
                    count += len(truth)
                    ours += len(read & truth)
                    plain += len(beside & truth)
                    ours_wrong += len(read - truth)
                    others_wrong += len(beside - truth)
                presented += count
                wrong += ours_wrong
                plain_wrong += others_wrong
                print(
                    f"{symbol:9} {name:9} {per_mm:6} {count:8} {100 * ours / count:9.1f} {ours_wrong:6}"
                    f" {statistics.median(seconds):10.2f} {100 * plain / count:9.1f} {others_wrong:6}",
                    flush=True,
                )
    print(f"symbols presented: {presented}; read wrongly: {wrong}; by plain zxing-cpp: {plain_wrong}")


def speed(arguments: argparse.Namespace) -> None:
    print("symbol     seconds for 3840 x 2160 (median, most)")
    for symbol in SYMBOLS:
        seconds = []
        for number in range(arguments.pictures):
            taken = photograph([books(number, 60, symbol)], number, LOOKS["normal"], 8, board=270).picture[
                :2160, :3840
            ]
            begun = time.perf_counter()
            look(np.ascontiguousarray(taken))
            seconds.append(time.perf_counter() - begun)
        print(f"{symbol:9} {statistics.median(seconds):8.2f} {max(seconds):8.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--pictures", type=int, default=2)
    parser.add_argument("--books", type=int, default=45)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--look", nargs="+", choices=LOOKS, default=list(LOOKS))
    parser.add_argument("--per-mm", nargs="+", type=float, default=[5, 6.4, 8])
    parser.add_argument("--time", action="store_true")
    arguments = parser.parse_args()
    speed(arguments) if arguments.time else table(arguments)
