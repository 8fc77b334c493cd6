"""Photographs of shelves, drawn: real widths of books, leaning ones, a camera held by hand. All by seed."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
import zxingcpp

PAGES = (
    8,
    75,
    117,
    125,
    140,
    152,
    156,
    163,
    174,
    181,
    186,
    191,
    199,
    201,
    207,
    218,
    229,
    247,
    279,
    340,
    1108,
)
"""Every twentieth of the page counts of a primary school's 2,543 titles."""

WIDE = {"matrix10": 7.2, "matrix12": 8.4, "ladder": 3.0}
"""The narrowest spine, in mm, on which each symbol is stuck."""

_DIGITS = {"matrix10": 6, "matrix12": 10, "ladder": 8}
_MODULE = {"matrix10": 0.6, "matrix12": 0.6, "ladder": 0.33}
_FINE = 3
"""How many times finer the shelf is drawn than it is photographed."""


@dataclass(frozen=True)
class Look:
    """What happens between the shelf and the file.

    Attributes:
        blur: standard deviation, in pixels of the picture.
        motion: pixels to either side by which the hand moved, sideways.
        noise: standard deviation of the sensor's, in grey levels.
        jpeg: quality of the file.
        glare: brightness of lamps' reflections, 0 none.
        tape: how many of the labels lie under shining tape, 0 to 1.
    """

    blur: float = 1.0
    motion: int = 0
    noise: float = 5.0
    jpeg: int = 85
    glare: float = 0.0
    tape: float = 0.0


LOOKS = {
    "sharp": Look(0.6),
    "normal": Look(1.0),
    "soft": Look(1.5),
    "motion 1": Look(0.8, motion=1),
    "motion 2": Look(0.8, motion=2),
    "noisy": Look(0.8, noise=14.0, jpeg=60),
    "glare": Look(1.0, glare=110.0),
    "tape": Look(1.0, tape=0.6),
}
"""The six conditions of the measurements that the labels' sizes come from, and two that they left out."""


@dataclass(frozen=True)
class Book:
    """A book on a shelf: its code ("" for one without a label), its symbol, its thickness in mm."""

    code: str
    symbol: str
    thick: float


@dataclass(frozen=True)
class Spine:
    """Where a book's symbol is in the picture: four points in pixels, and the board, from the top."""

    book: Book
    corners: tuple[tuple[float, float], ...]
    board: int


@dataclass(frozen=True)
class Photograph:
    """A picture of shelves (grey), and what is on it, board by board from left to right."""

    picture: np.ndarray
    spines: tuple[Spine, ...]


def thickness(chance: random.Random) -> float:
    """A real book's, in mm: 0.1 a leaf, and its cover."""
    at = chance.random() * (len(PAGES) - 1)
    low = int(at)
    pages = PAGES[low] + (at - low) * (PAGES[low + 1] - PAGES[low])
    return max(2.0, pages / 2 * 0.1 + 0.4)


def books(seed: int, count: int, symbol: str) -> list[Book]:
    """Books that are thick enough for their symbol, each with a code of its own."""
    chance = random.Random(f"{seed} {symbol}")
    codes = chance.sample(range(10 ** (_DIGITS[symbol] - 1), 10 ** _DIGITS[symbol]), count)
    return [Book(str(code), symbol, thick_enough(chance, symbol)) for code in codes]


def thick_enough(chance: random.Random, symbol: str) -> float:
    """The thickness of a book on which this symbol is stuck."""
    while (thick := thickness(chance)) < WIDE[symbol]:
        pass
    return thick


@lru_cache(maxsize=4096)
def symbol_of(code: str, symbol: str) -> np.ndarray:
    """The modules of a code, 0 dark; of a ladder one row."""
    kind = zxingcpp.BarcodeFormat.Code128 if symbol == "ladder" else zxingcpp.BarcodeFormat.DataMatrix
    image = zxingcpp.create_barcode(code, kind).to_image(scale=1, add_quiet_zones=False)
    modules = np.array(image)
    return modules[:1] if symbol == "ladder" else modules


def photograph(
    boards: Sequence[Sequence[Book]],
    seed: int,
    look: Look,
    per_mm: float,
    *,
    board: float = 62.0,
    upright: bool = False,
) -> Photograph:
    """These boards, `board` mm high each, at so many pixels a millimetre."""
    chance = random.Random(f"{seed} shelf")
    dots = per_mm * _FINE
    drawn = [_board(row, chance, dots, board, upright) for row in boards]
    wide = max(picture.shape[1] for picture, _ in drawn)
    canvas = np.full((sum(picture.shape[0] for picture, _ in drawn), wide), 25, np.uint8)
    spines: list[tuple[Book, np.ndarray, int]] = []
    top = 0
    for number, (picture, placed) in enumerate(drawn):
        canvas[top : top + picture.shape[0], : picture.shape[1]] = picture
        spines += [(book, corners + np.array([0, top]), number) for book, corners in placed]
        top += picture.shape[0]
    seen, there = _from_the_side(canvas, chance, upright)
    size = (round(wide / _FINE), round(top / _FINE))
    small = cv2.resize(seen, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    numbers = np.random.default_rng(seed)
    shown = _taken(small, look, chance, numbers, per_mm)
    placed_spines = tuple(
        Spine(
            book,
            tuple(map(tuple, (cv2.perspectiveTransform(corners[None], there)[0] / _FINE).tolist())),
            number,
        )
        for book, corners, number in spines
    )
    return Photograph(shown, placed_spines)


def _board(
    row: Sequence[Book], chance: random.Random, dots: float, high: float, upright: bool
) -> tuple[np.ndarray, list[tuple[Book, np.ndarray]]]:
    """One board with its books in groups, some of which lean."""
    groups: list[tuple[list[Book], float]] = []
    rest = list(row)
    while rest:
        count = chance.randint(3, 9)
        lean = 0.0 if upright or chance.random() < 0.6 else chance.uniform(2, 11) * chance.choice((-1, 1))
        groups.append((rest[:count], lean + (0 if upright else chance.uniform(-0.8, 0.8))))
        rest = rest[count:]
    edge, height, plank = 14.0, round(high * dots), round(3 * dots)
    wide = sum(
        sum(book.thick for book in group) / np.cos(np.radians(a)) + _slack(high, a) for group, a in groups
    )
    canvas = np.full((height, round((wide + 2 * edge) * dots)), 30, np.uint8)
    placed: list[tuple[Book, np.ndarray]] = []
    at = edge
    for group, lean in groups:
        at += _slack(high, lean) / 2
        for book in group:
            patch, box = _book(book, chance, dots, height)
            # It stands on the corner to which it leans.
            corner = patch.shape[1] if lean > 0 else 0
            turn = cv2.getRotationMatrix2D((corner, height), -lean, 1.0)
            left = at * dots
            turn[:, 2] += (left, -plank)
            reach = (
                max(0, int(left - height / 4)),
                min(canvas.shape[1], int(left + patch.shape[1] + height / 4)),
            )
            turn[0, 2] -= reach[0]
            strip = canvas[:, reach[0] : reach[1]]
            size = (strip.shape[1], height)
            mask = cv2.warpAffine(np.full(patch.shape, 255, np.uint8), turn, size, flags=cv2.INTER_NEAREST)
            turned = cv2.warpAffine(patch, turn, size, flags=cv2.INTER_LINEAR)
            np.copyto(strip, turned, where=mask > 0)
            if box is not None:
                placed.append((book, cv2.transform(box[None], turn)[0] + np.array([reach[0], 0])))
            at += book.thick / np.cos(np.radians(lean))
        at += _slack(high, lean) / 2
    canvas[-plank:] = 95
    return canvas, placed


def _slack(high: float, lean: float) -> float:
    """What a leaning group needs beside its books, in mm, so that it hides no symbol of the next one."""
    return 0.85 * high * abs(float(np.sin(np.radians(lean))))


def _book(
    book: Book, chance: random.Random, dots: float, height: int
) -> tuple[np.ndarray, np.ndarray | None]:
    """An upright spine, taller than what is seen of it, and the corners of its symbol."""
    width = max(1, round(book.thick * dots))
    cover = chance.randint(40, 215)
    spine = np.full((height, width), cover, np.uint8)
    _title(spine, chance, dots, cover, round(0.3 * height))
    spine[:, : max(1, round(0.12 * dots))] = max(0, cover - 45)
    return spine, _label(spine, book, chance, dots, height) if book.code else None


def _title(spine: np.ndarray, chance: random.Random, dots: float, cover: int, until: int) -> None:
    """Print down the spine: strokes as dense as characters."""
    ink = 245 if cover < 120 else 20
    high, wide = spine.shape
    em = min(wide * 0.6, 5 * dots)
    for number in range(int(until / (em * 1.1))):
        top = int(number * em * 1.1)
        for _ in range(7):
            x, y = int((wide - em) / 2 + chance.random() * em * 0.8), int(top + chance.random() * em * 0.8)
            long, thin = int(em * chance.uniform(0.2, 0.7)), max(1, int(em * 0.09))
            if chance.random() < 0.5:
                spine[y : y + thin, x : x + long] = ink
            else:
                spine[y : min(high, y + long), x : x + thin] = ink


def _label(spine: np.ndarray, book: Book, chance: random.Random, dots: float, height: int) -> np.ndarray:
    """A white label around the spine: call number, and the symbol under it."""
    modules = symbol_of(book.code, book.symbol)
    module = _MODULE[book.symbol] * dots
    wide = spine.shape[1]
    white, ink = chance.randint(222, 250), chance.randint(18, 50)
    if book.symbol == "ladder":
        tall = round(modules.shape[1] * module)
        across = min(wide - round(0.2 * dots), round(12 * dots))
        picture = np.repeat(cv2.resize(modules, (tall, 1), interpolation=cv2.INTER_NEAREST).T, across, axis=1)
    else:
        tall = across = round(modules.shape[1] * module)
        picture = cv2.resize(modules, (across, tall), interpolation=cv2.INTER_NEAREST)
    bottom = height - round((7.0 + chance.uniform(0, 5)) * dots)
    quiet = round(0.33 * 10 * dots) if book.symbol == "ladder" else round(0.6 * dots)
    top = bottom - quiet - tall
    spine[max(0, top - quiet - round(9 * dots)) : bottom] = white
    left = (wide - across) // 2
    spine[top : top + tall, left : left + across] = np.where(picture == 0, ink, white)
    for line, text in enumerate(("I287.45", str(chance.randint(100, 9999)))):
        base = top - quiet - round((1 + 4 * (1 - line)) * dots)
        scale = min(wide / (len(text) * 18), 0.09 * dots)
        cv2.putText(spine, text, (1, base), cv2.FONT_HERSHEY_SIMPLEX, scale, ink, max(1, round(dots * 0.25)))
    right, low = left + across, top + tall
    return np.array([(left, top), (right, top), (right, low), (left, low)], dtype=np.float64)


def _from_the_side(canvas: np.ndarray, chance: random.Random, upright: bool) -> tuple[np.ndarray, np.ndarray]:
    """The canvas in perspective, of the same size, and the matrix that takes its points there."""
    high, wide = canvas.shape
    here = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    give = 0.0 if upright else 0.012
    away = [
        (x + chance.uniform(0, give) * wide * (1 if x == 0 else -1), y + chance.uniform(-1, 1) * give * high)
        for x, y in here.tolist()
    ]
    there = cv2.getPerspectiveTransform(here, np.array(away, np.float32))
    seen = cv2.warpPerspective(canvas, there, (wide, high), flags=cv2.INTER_LINEAR, borderValue=30)
    return seen, there


def _taken(
    picture: np.ndarray, look: Look, chance: random.Random, numbers: np.random.Generator, per_mm: float
) -> np.ndarray:
    """What the camera makes of what it sees."""
    high, wide = picture.shape
    across = np.linspace(-1, 1, wide, dtype=np.float32)[None]
    down = np.linspace(-1, 1, high, dtype=np.float32)[:, None]
    tilt, fall = chance.uniform(-0.2, 0.2), chance.uniform(0.05, 0.2)
    picture = picture * (0.82 + tilt * across - fall * (across**2 + 0.5 * down**2) + 0.1 * down)
    if look.tape:
        picture = _taped(picture, look, chance, per_mm)
    if look.glare:
        for _ in range(max(1, round(wide / (90 * per_mm)))):
            x, y = chance.uniform(-1, 1), chance.uniform(-0.6, 0.8)
            broad, tall = (
                chance.uniform(10, 26) * per_mm * 2 / wide,
                chance.uniform(8, 25) * per_mm * 2 / high,
            )
            picture = picture + look.glare * np.exp(-(((across - x) / broad) ** 2) - ((down - y) / tall) ** 2)
    if look.blur:
        picture = cv2.GaussianBlur(picture, (0, 0), look.blur)
    if look.motion:
        span = 2 * look.motion + 1
        picture = cv2.blur(picture, (span, 1))
    picture = picture + numbers.normal(0, look.noise, picture.shape).astype(np.float32)
    grey = np.clip(picture, 0, 255).astype(np.uint8)
    done, packed = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, look.jpeg])
    assert done
    return cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE)


def _taped(picture: np.ndarray, look: Look, chance: random.Random, per_mm: float) -> np.ndarray:
    """Strips of tape over the labels: paler ink, a shining fold here and there, an edge above and below."""
    high, wide = picture.shape
    taped = picture.copy()
    left = 0.0
    while left < wide:
        broad = chance.uniform(15, 60) * per_mm
        if chance.random() < look.tape:
            top, bottom = round(chance.uniform(0.1, 0.3) * high), round(chance.uniform(0.9, 0.98) * high)
            here = (slice(top, bottom), slice(round(left), round(left + broad)))
            taped[here] = 60 + 0.68 * taped[here]
            taped[top : top + 2, here[1]] += 40
            for _ in range(2):
                fold = round(left + chance.random() * broad)
                taped[top:bottom, fold : fold + max(1, round(0.4 * per_mm))] += 70
        left += broad
    return taped


def spoil(taken: Photograph, spine: Spine) -> None:
    """Make a symbol of the picture such that nobody can read it: squares run, a finger on the end of bars."""
    corners = np.array(spine.corners)
    middle = corners.mean(axis=0)
    if spine.book.symbol == "ladder":
        top_left, top_right, *low = corners
        low_right, low_left = low
        end = np.array(
            [
                top_left,
                top_right,
                top_right + (low_right - top_right) / 4,
                top_left + (low_left - top_left) / 4,
            ]
        )
        cv2.fillConvexPoly(taken.picture, np.round(end).astype(np.int32), (235,))
        return
    modules = 10 if spine.book.symbol == "matrix10" else 12
    inner = ((corners - middle) * (modules - 2) / modules + middle).astype(np.float32)
    ink = np.random.default_rng(5).integers(0, 2, (8, 8), dtype=np.uint8) * 200 + 30
    large = cv2.resize(ink, (160, 160), interpolation=cv2.INTER_NEAREST)
    there = cv2.getPerspectiveTransform(np.array([(0, 0), (160, 0), (160, 160), (0, 160)], np.float32), inner)
    size = taken.picture.shape[::-1]
    run = cv2.warpPerspective(large, there, size)
    inside = cv2.warpPerspective(np.full_like(large, 255), there, size) > 128
    taken.picture[inside] = run[inside]
