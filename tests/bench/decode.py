"""How well and how fast pictures are read: pyzbar alone, zxing-cpp alone, both in a chain, and ours.

    python tests/bench/decode.py DIRECTORY [--rounds N]

DIRECTORY holds pictures and `truth.jsonl`, one object a line: `file`, `expected` (a list of texts, empty
where there is no barcode). Every decoder takes its turn on a picture before the next picture
comes, so that a busy machine slows all of them alike: only the ratios mean anything.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import zxingcpp
from pyzbar import pyzbar

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from kiosk.camera.decode import decode
from kiosk.camera.plausible import LIBRARY

FORMATS = [
    zxingcpp.BarcodeFormat.Code128,
    zxingcpp.BarcodeFormat.Code39Std,
    zxingcpp.BarcodeFormat.Codabar,
    zxingcpp.BarcodeFormat.EAN13,
    zxingcpp.BarcodeFormat.EAN8,
    zxingcpp.BarcodeFormat.UPCA,
    zxingcpp.BarcodeFormat.ITF,
    zxingcpp.BarcodeFormat.QRCode,
]
TYPES = [
    pyzbar.ZBarSymbol[name]
    for name in ("CODE128", "CODE39", "CODABAR", "EAN13", "EAN8", "UPCA", "I25", "QRCODE")
]


def canonical(text: str) -> str:
    """EAN-13 and UPC-A are equal when they differ by a leading 0; Codabar counts without its stop letters."""
    if len(text) > 2 and text[0] in "ABCD" and text[-1] in "ABCD" and text[1:-1].isdigit():
        text = text[1:-1]
    return text[1:] if len(text) == 13 and text.isdigit() and text[0] == "0" else text


def by_pyzbar(frame) -> set[str]:
    grey = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
    return {canonical(found.data.decode("utf-8", "replace")) for found in pyzbar.decode(grey, symbols=TYPES)}


def by_zxing(frame) -> set[str]:
    grey = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
    return {canonical(found.text) for found in zxingcpp.read_barcodes(grey, formats=FORMATS)}


def by_chain(frame) -> set[str]:
    return by_zxing(frame) or by_pyzbar(frame)


def by_us(frame) -> set[str]:
    return {canonical(read.text) for read in decode(frame)}


def by_us_with_rules(frame) -> set[str]:
    return {canonical(read.text) for read in decode(frame, LIBRARY)}


DECODERS: dict[str, Callable[..., set[str]]] = {
    "pyzbar": by_pyzbar,
    "zxing-cpp": by_zxing,
    "zxing-cpp, then pyzbar": by_chain,
    "ours": by_us,
    "ours, library's rules": by_us_with_rules,
}


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", type=Path)
    parser.add_argument("--rounds", type=int, default=3, help="best time of so many (default 3)")
    parser.add_argument("--list", action="store_true", help="name the pictures that ours misses or misreads")
    options = parser.parse_args(argv)
    lines = (options.directory / "truth.jsonl").read_text("utf-8").splitlines()
    truth = [json.loads(line) for line in lines]
    pictures = [(entry, cv2.imread(str(options.directory / entry["file"]))) for entry in truth]

    hits = dict.fromkeys(DECODERS, 0)
    unlisted = dict.fromkeys(DECODERS, 0)
    wrong = dict.fromkeys(DECODERS, 0)
    phantoms = dict.fromkeys(DECODERS, 0)
    times: dict[str, list[float]] = {name: [] for name in DECODERS}
    for decoder in DECODERS.values():
        decoder(pictures[0][1])  # what is loaded on first use is not the picture's fault
    for entry, frame in pictures:
        expected = {canonical(text) for text in entry["expected"]}
        best = dict.fromkeys(DECODERS, float("inf"))
        reads: dict[str, set[str]] = {}
        for _ in range(options.rounds):
            for name, decoder in DECODERS.items():
                start = time.process_time()  # of all threads, and without what else the machine does
                reads[name] = decoder(frame)
                best[name] = min(best[name], time.process_time() - start)
        # A picture may show more barcodes than its truth names: what both libraries read is really there.
        also_there = reads["pyzbar"] & reads["zxing-cpp"]
        for name in DECODERS:
            times[name].append(best[name] * 1000)
            surplus = reads[name] - expected
            hits[name] += bool(expected) and expected <= reads[name]
            unlisted[name] += bool(surplus & also_there)
            wrong[name] += bool(expected and surplus - also_there)
            phantoms[name] += bool(not expected and surplus)
        if options.list and reads["ours, library's rules"] - expected - also_there:
            print(f"{entry['file']}: wrong by the library's rules: {reads}")
        if options.list and (not expected <= reads["ours"] or reads["ours"] - expected - also_there):
            print(f"{entry['file']}: expected {sorted(expected)}, read {sorted(reads['ours'])}")

    with_barcode = sum(bool(entry["expected"]) for entry in truth)
    print(f"{with_barcode} pictures with a barcode, {len(truth) - with_barcode} without")
    print("wrong: pictures with a text that is not there (unlisted: it is, for both libraries read it);")
    print("phantom: pictures without a barcode in which one was read; times in milliseconds per picture")
    print(
        "x median, x total, x empty: median, total, and total of the pictures without a barcode, to pyzbar's"
    )
    heads = f"{'recall %':>9}{'wrong':>7}{'unlisted':>10}{'phantom':>9}{'median':>9}{'p95':>8}"
    print(" " * 24 + heads + f"{'total':>9}{'x median':>10}{'x total':>9}{'x empty':>9}")
    empty = [number for number, entry in enumerate(truth) if not entry["expected"]]

    def figures(name: str) -> tuple[float, float, float]:
        ours = times[name]
        return statistics.median(ours), sum(ours), sum(ours[number] for number in empty)

    base = figures("pyzbar")
    for name in DECODERS:
        ordered = sorted(times[name])
        median, total, of_empty = figures(name)
        late = ordered[int(0.95 * (len(ordered) - 1))]
        print(
            f"{name:24}{100 * hits[name] / max(1, with_barcode):9.1f}{wrong[name]:7}{unlisted[name]:10}"
            f"{phantoms[name]:9}{median:9.2f}{late:8.1f}{total:9.0f}"
            f"{median / base[0]:10.2f}{total / base[1]:9.2f}{of_empty / (base[2] or 1):9.2f}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
