"""Frames as a webcam over the desk would give them: seeded, so that a failure can be looked at again."""

from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp

FORMATS = {
    "code128": zxingcpp.BarcodeFormat.Code128,
    "code39": zxingcpp.BarcodeFormat.Code39Std,
    "codabar": zxingcpp.BarcodeFormat.Codabar,
    "ean13": zxingcpp.BarcodeFormat.EAN13,
    "ean8": zxingcpp.BarcodeFormat.EAN8,
    "upca": zxingcpp.BarcodeFormat.UPCA,
    "itf": zxingcpp.BarcodeFormat.ITF,
    "qr": zxingcpp.BarcodeFormat.QRCode,
}


@dataclass(frozen=True)
class Conditions:
    """What happens between the label and the picture.

    Attributes:
        rotation: degrees by which the label is turned in the picture.
        tilt: how much it leans away from the camera, 0 flat to about 0.3.
        module: pixels of the picture per narrow bar.
        defocus: radius in pixels of the disc into which a point is spread.
        motion: pixels by which the hand moved while the picture was taken.
        noise: standard deviation of the sensor's noise, in grey levels.
        light: 1 a well lit desk, 0.15 a dark corner.
        glare: brightness of a lamp's reflection on the label, 0 none to 1 white.
        jpeg: quality of the camera's own compression.
        curve: how far the label is bent around a spine, in radians at its ends.
    """

    rotation: float = 0.0
    tilt: float = 0.0
    module: float = 2.5
    defocus: float = 0.0
    motion: float = 0.0
    noise: float = 2.0
    light: float = 1.0
    glare: float = 0.0
    jpeg: int = 90
    curve: float = 0.0


_SEVEN = (
    "0001101", "0011001", "0010011", "0111101", "0100011",
    "0110001", "0101111", "0111011", "0110111", "0001011",
)  # fmt: skip
_PARITIES_OF_TWO = ("OO", "OE", "EO", "EE")
_PARITIES_OF_FIVE = (
    "EEOOO", "EOEOO", "EOOEO", "EOOOE", "OEEOO", "OOEEO", "OOOEE", "OEOEO", "OEOOE", "OOEOE",
)  # fmt: skip


def add_on(digits: str) -> str:
    """The modules of an EAN-2 or EAN-5 beside an EAN-13 (GS1 General Specifications 5.2.2.2)."""
    if len(digits) == 2:
        parities = _PARITIES_OF_TWO[int(digits) % 4]
    else:
        weighed = sum(int(digit) * (3, 9)[place % 2] for place, digit in enumerate(digits))
        parities = _PARITIES_OF_FIVE[weighed % 10]
    signs = []
    for digit, parity in zip(digits, parities, strict=True):
        odd = _SEVEN[int(digit)]
        signs.append(odd if parity == "O" else odd.translate({48: 49, 49: 48})[::-1])
    return "1011" + "01".join(signs)


def label(text: str, symbology: str, dots: int = 8) -> tuple[np.ndarray, int]:
    """A label with its bars (or QR) and a line of text, and the pixels of one module of it.

    A text `9771000123457+05` has an add-on.
    """
    content, _, beside = text.partition("+")
    content = f"A{content}B" if symbology == "codabar" else content
    bars = np.array(
        zxingcpp.create_barcode(content, FORMATS[symbology]).to_image(scale=dots, add_quiet_zones=True)
    )
    if symbology != "qr":
        row = bars[bars.shape[0] // 2]
        if beside:
            modules = "0" * 3 + add_on(beside) + "0" * 8
            row = np.append(row, np.repeat(np.where(np.array(list(modules)) == "1", 0, 255), dots))
        bars = np.repeat(row[None], max(160, row.size // 5), axis=0)
    margin = 10 * dots
    paper = np.full((bars.shape[0] + margin * 2, bars.shape[1] + margin), 245, np.uint8)
    paper[margin // 2 : margin // 2 + bars.shape[0], margin // 2 : margin // 2 + bars.shape[1]] = np.where(
        bars < 128, 25, 245
    )
    cv2.putText(
        paper,
        text[:24],
        (margin, paper.shape[0] - margin // 2),
        0,
        dots / 8,
        40,
        max(1, dots // 4),
        cv2.LINE_AA,
    )
    return paper, dots


def frame_of(
    text: str, symbology: str, conditions: Conditions = Conditions(), seed: int = 0, size=(640, 480)
):
    """A picture (`height x width x 3`, 8 bit) of a label in the middle of a book under these conditions."""
    random = np.random.default_rng(seed)
    paper, dots = label(text, symbology)
    if conditions.curve:
        paper = _bend(paper, conditions.curve)
    height, width = paper.shape
    scale = conditions.module / dots
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    flat = (corners - [width / 2, height / 2]) * scale
    flat *= 1 + conditions.tilt * np.sign(flat[:, 1:2])  # the lower edge is nearer to the camera
    angle = np.deg2rad(conditions.rotation)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    place = flat @ turn + np.array(size) / 2 + random.uniform(-8, 8, 2)
    lens = cv2.getPerspectiveTransform(corners, place.astype(np.float32))
    inside = cv2.warpPerspective(np.full(paper.shape, 255, np.uint8), lens, size, flags=cv2.INTER_AREA)
    # Drawn at three times the size and shrunk: a sensor's pixel averages over its area.
    large = np.diag([3.0, 3.0, 1.0]) @ lens
    drawn = cv2.warpPerspective(paper, large, (size[0] * 3, size[1] * 3), flags=cv2.INTER_LINEAR)
    drawn = cv2.resize(drawn, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    cover = _cover(random, size)
    share = (inside / 255.0)[..., None]
    picture = cover * (1 - share) + drawn[..., None] * np.array([0.97, 1.0, 0.98]) * share
    return _photographed(picture, conditions, random, place.mean(axis=0))


def frame_without_barcode(seed: int, size=(640, 480)):
    """A picture of what looks a little like bars: print, stripes, spines, cloth; or of a bare cover."""
    random = np.random.default_rng(seed)
    picture = _cover(random, size)
    across, down = np.meshgrid(np.arange(size[0]), np.arange(size[1]))
    match seed % 5:
        case 0:
            for line in range(12):
                words = "".join(random.choice(list("abcdefghij lmnop rstuv ILTH|")) for _ in range(40))
                cv2.putText(picture, words, (10, 40 + 36 * line), 0, 0.7, (20, 20, 20), 2, cv2.LINE_AA)
        case 1:  # stripes of one width
            wave = np.sin((across * np.cos(seed) + down * np.sin(seed)) * random.uniform(0.2, 0.9))
            picture = np.repeat((128 + 100 * np.sign(wave))[..., None], 3, axis=2)
        case 2:  # spines on a shelf: bars of many widths
            edges = np.cumsum(random.integers(3, 40, 80))
            shades = random.integers(20, 235, 81)
            picture = np.repeat(shades[np.searchsorted(edges, across)][..., None], 3, axis=2).astype(
                np.float64
            )
        case 3:  # cloth
            wave = np.sin(across * 0.8) * np.sin(down * 0.7) * 60 + random.normal(0, 20, across.shape)
            picture = np.repeat((128 + wave)[..., None], 3, axis=2)
    conditions = Conditions(
        noise=random.uniform(1, 8), defocus=random.uniform(0, 2), jpeg=int(random.integers(40, 95))
    )
    return _photographed(picture, conditions, random, np.array(size) / 2)


def _cover(random, size):
    """A book's cover: two colours and some print."""
    cover = np.empty((size[1], size[0], 3), np.uint8)
    cover[:] = random.integers(30, 220, 3)
    cv2.rectangle(
        cover, (0, 0), (size[0], int(random.integers(40, 120))), random.integers(0, 255, 3).tolist(), -1
    )
    for _ in range(4):
        at = (int(random.integers(0, size[0] // 2)), int(random.integers(30, size[1])))
        cv2.putText(cover, "The Lighthouse", at, 0, 1.0, random.integers(0, 255, 3).tolist(), 2, cv2.LINE_AA)
    return cover


def _bend(paper: np.ndarray, angle: float) -> np.ndarray:
    """The label around a spine, seen from the front: its ends are narrowed and darker."""
    height, width = paper.shape
    seen = np.linspace(-np.sin(angle), np.sin(angle), width)
    on_label = (np.arcsin(seen) / angle + 1) / 2 * (width - 1)
    rows = np.repeat(np.arange(height, dtype=np.float32)[:, None], width, axis=1)
    bent = cv2.remap(
        paper, np.repeat(on_label[None], height, axis=0).astype(np.float32), rows, cv2.INTER_LINEAR
    )
    return (bent * np.cos(np.arcsin(seen))[None] ** 0.5).astype(np.uint8)


def _photographed(picture, conditions: Conditions, random, centre):
    picture = np.clip(picture, 0, 255).astype(np.float32)
    if conditions.glare:
        across, down = np.meshgrid(np.arange(picture.shape[1]), np.arange(picture.shape[0]))
        spot = np.exp(-((across - centre[0] + 40) ** 2 + (2 * (down - centre[1])) ** 2) / (2 * 45.0**2))
        picture += (255 - picture) * (conditions.glare * spot)[..., None]
    if conditions.defocus:
        reach = int(np.ceil(conditions.defocus)) + 1
        x, y = np.meshgrid(np.arange(-reach, reach + 1), np.arange(-reach, reach + 1))
        disc = np.clip(conditions.defocus + 0.5 - np.hypot(x, y), 0, 1)
        picture = cv2.filter2D(picture, -1, disc / disc.sum())
    if conditions.motion >= 1:
        length = round(conditions.motion)
        picture = cv2.filter2D(picture, -1, np.full((1, length), 1 / length))
    picture = picture * conditions.light + 12 * (1 - conditions.light)
    picture += random.normal(0, conditions.noise, picture.shape)
    taken = np.clip(picture, 0, 255).astype(np.uint8)
    return cv2.imdecode(
        cv2.imencode(".jpg", taken, [cv2.IMWRITE_JPEG_QUALITY, conditions.jpeg])[1], cv2.IMREAD_COLOR
    )
