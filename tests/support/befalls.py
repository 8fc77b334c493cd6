"""What befalls a file on a worn disk, at a power cut or by a slip: always the same for one seed."""

import os
import random
from pathlib import Path

PAGE = 4096


def overwrite(file: Path, chance: random.Random) -> None:
    """Some bytes of one page are others, anywhere or in its head."""
    content = bytearray(file.read_bytes())
    page = chance.randrange(max(len(content) // PAGE, 1)) * PAGE
    start = page + chance.choice((0, 3, 5, 8, chance.randrange(PAGE)))
    length = chance.choice((1, 2, 64, PAGE))
    content[start : start + length] = chance.randbytes(length)
    file.write_bytes(content)


def swap(file: Path, chance: random.Random) -> None:
    """Two pages stand in each other's place."""
    content = file.read_bytes()
    pages = [content[start : start + PAGE] for start in range(0, len(content), PAGE)]
    one, other = chance.randrange(len(pages)), chance.randrange(len(pages))
    pages[one], pages[other] = pages[other], pages[one]
    file.write_bytes(b"".join(pages))


def cut_short(file: Path, chance: random.Random) -> None:
    """A part at the end is missing."""
    os.truncate(file, chance.randrange(file.stat().st_size))


def empty(file: Path, _chance: random.Random) -> None:
    """No byte is left."""
    os.truncate(file, 0)


def delete(file: Path, _chance: random.Random) -> None:
    """The file is gone."""
    file.unlink()


KINDS = (overwrite, overwrite, swap, cut_short, empty, delete)
