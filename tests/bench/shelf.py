"""How long a scan at the shelf takes at first and after 10,000 in a session, and a whole list at once.

python tests/bench/shelf.py [scans]
"""

import random
import statistics
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1] / "support")]

from school import Library

from db.models import Barcode, Copy, Title, database
from db.shelf.reading import ReadingShelves, read_shelves
from db.store.opening import connected, open_store

NOW = datetime(2026, 9, 7, 2, 0)


def fill(books: int) -> list[str]:
    """So many labelled books in shelf order, a twentieth of them displaced; their codes as they stand."""
    library = Library("")
    codes = []
    with database.atomic():
        for number in range(books):
            title = library.title(
                f"Book {number}", call_number=f"I287.{number // 100 + 101}/{number % 100 + 1}"
            )
            copy = Copy.create(title=title, number=1)
            codes.append(Barcode.create(code=f"{number:08}", copy=copy, issued_at=NOW).code)
    chance = random.Random(14)
    for _ in range(books // 20):
        codes.insert(chance.randrange(books), codes.pop(chance.randrange(len(codes))))
    assert Title.select().count() == books
    return codes


def measured(books: int) -> tuple[float, float, float]:
    """Milliseconds of a scan among the first ten and among the last hundred, and of a list as a whole."""
    codes = fill(books)
    reading = ReadingShelves(NOW, codes=codes)
    took = []
    for code in codes:
        start = time.perf_counter()
        reading.hear(code)
        took.append(time.perf_counter() - start)
    start = time.perf_counter()
    read = read_shelves(codes, NOW)
    whole = time.perf_counter() - start
    assert 0 < len(read.moves) <= books // 20
    return statistics.median(took[:10]) * 1e3, statistics.median(took[-100:]) * 1e3, whole * 1e3


if __name__ == "__main__":
    scans = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        open_store(str(Path(folder) / "library.db"))
        with connected():
            first, last, whole = measured(scans)
    print(f"a scan among the first ten: {first:.3f} ms; among the last hundred of {scans:,}: {last:.3f} ms")
    print(f"ratio: {last / first:.2f}; the whole list at once: {whole:.0f} ms")
