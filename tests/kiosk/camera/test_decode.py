"""Barcodes are read from pictures that a webcam would give."""

import json
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from webcam_frames import Conditions, frame_of, frame_without_barcode

from kiosk.camera import libraries
from kiosk.camera.decode import decode
from kiosk.camera.plausible import LIBRARY, Rules, Symbology
from kiosk.doctor.attached import zbar_is_here

ROOT = Path(__file__).resolve().parents[3]
PHOTOS = next(
    (
        photos
        for base in (ROOT.parent, ROOT.parent.parent)
        if (photos := base / "shared/data/photos").is_dir()
    ),
    None,
)

LABELS = [
    ("30001000000017", Symbology.CODE128),
    ("LIB-004211", Symbology.CODE128),
    ("B03484", Symbology.CODE39),
    ("21234000000125", Symbology.CODABAR),
    ("9787533918453", Symbology.EAN13),
    ("96385074", Symbology.EAN8),
    ("752919460009", Symbology.UPCA),
    ("0100130227", Symbology.ITF),
    ("XZ000001", Symbology.QR),
]


def texts(frame: np.ndarray, rules: Rules | None = None) -> list[str]:
    return [read.text for read in (decode(frame, rules) if rules else decode(frame))]


@pytest.mark.parametrize(("text", "symbology"), LABELS)
@pytest.mark.parametrize("rotation", [0, 23, 67, 90, 135, 180, 250, 312])
def test_a_label_is_read_at_any_angle(text: str, symbology: Symbology, rotation: int) -> None:
    frame = frame_of(text, symbology, Conditions(rotation=rotation, module=4 if symbology == "qr" else 2.2))
    (read,) = decode(frame)
    assert (read.text, read.symbology) == (text, symbology)
    across, down = np.mean(read.corners, axis=0)
    assert abs(across - 320) < 60
    assert abs(down - 240) < 60


@pytest.mark.parametrize(
    "conditions",
    [
        Conditions(rotation=10, tilt=0.15),
        Conditions(rotation=5, defocus=2),
        Conditions(rotation=8, motion=4),
        Conditions(rotation=20, light=0.15, noise=4),
        Conditions(rotation=35, glare=0.6),
        Conditions(rotation=50, jpeg=35),
        Conditions(rotation=85, curve=0.9),
        Conditions(rotation=160, defocus=1.5, light=0.4, noise=5, jpeg=60),
    ],
    ids=[
        "tilted",
        "out of focus",
        "moving",
        "dark",
        "glaring",
        "compressed",
        "around a spine",
        "all at once",
    ],
)
def test_a_minted_label_is_read_in_poor_pictures(conditions: Conditions) -> None:
    assert texts(frame_of("30001000000017", "code128", conditions, seed=3)) == ["30001000000017"]


def test_an_isbn_with_spread_ink_is_read_by_likeness() -> None:
    frame = frame_of("9787533918453", "ean13", Conditions(module=2.4, rotation=4), seed=1)
    spread = cv2.erode(frame, np.ones((1, 2), np.uint8))
    assert texts(spread, LIBRARY) == ["9787533918453"]


@settings(max_examples=40)
@given(
    st.sampled_from([label for label in LABELS if label[1] in LIBRARY.symbologies]),
    st.integers(0, 359),
    st.floats(1.1, 2.5),
    st.floats(0, 3),
    st.floats(0, 12),
    st.integers(0, 999),
)
def test_what_is_read_is_what_is_printed(label, rotation, module, defocus, noise, seed) -> None:
    conditions = Conditions(rotation=rotation, module=module, defocus=defocus, noise=noise, jpeg=70)
    assert set(texts(frame_of(*label, conditions, seed), LIBRARY)) <= {label[0]}


@pytest.mark.parametrize("seed", range(25))
def test_nothing_is_read_where_there_is_no_barcode(seed: int) -> None:
    assert decode(frame_without_barcode(seed)) == []


def test_a_grey_frame_reads_like_a_coloured_one() -> None:
    frame = frame_of("LIB-004211", "code128", Conditions(rotation=30))
    assert texts(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)) == texts(frame) == ["LIB-004211"]


@pytest.mark.parametrize("shape", [(0, 0), (1, 1, 3), (15, 640, 3), (480, 640, 3)])
def test_an_empty_or_tiny_frame_has_no_barcode(shape: tuple[int, ...]) -> None:
    assert decode(np.full(shape, 200, np.uint8)) == []


def test_groceries_are_not_books() -> None:
    frame = frame_of("5201815331227", "ean13", Conditions(rotation=10))
    assert texts(frame) == ["5201815331227"]
    assert texts(frame, LIBRARY) == []


def test_a_symbology_that_is_switched_off_is_not_read() -> None:
    frame = frame_of("B03484", "code39")
    assert texts(frame) == ["B03484"]
    assert texts(frame, Rules(symbologies=frozenset({Symbology.CODE128}))) == []


def test_two_labels_in_one_frame_are_both_read() -> None:
    above, below = frame_of("LIB-000001", "code128"), frame_of("9787533918453", "ean13")
    frame = np.vstack([above[120:360], below[120:360]])
    assert sorted(texts(frame)) == ["9787533918453", "LIB-000001"]


def test_pyzbar_reads_for_real() -> None:
    if not zbar_is_here():
        pytest.skip("needs libzbar (apt install libzbar0)")
    grey = cv2.cvtColor(frame_of("9787533918453", "ean13"), cv2.COLOR_BGR2GRAY)
    (read,) = libraries.read_with_zbar(grey, LIBRARY)
    assert (read.text, read.symbology) == ("9787533918453", Symbology.EAN13)


def test_without_libzbar_zxing_reads_alone() -> None:
    program = (
        "import ctypes.util\n"
        "ctypes.util.find_library = lambda name: None\n"
        "import sys; sys.path.insert(0, 'tests/support')\n"
        "from webcam_frames import Conditions, frame_of\n"
        "from kiosk.camera.decode import decode\n"
        "from kiosk.doctor.attached import zbar_is_here\n"
        "frame = frame_of('30001000000017', 'code128', Conditions(rotation=40, defocus=1.5))\n"
        "print(zbar_is_here(), decode(frame)[0].text)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False 30001000000017\n"


@pytest.mark.skipif(PHOTOS is None, reason="needs ../shared/data")
def test_real_photographs_are_read_and_none_wrongly() -> None:
    assert PHOTOS is not None
    truth = [json.loads(line) for line in (PHOTOS / "truth.jsonl").read_text("utf-8").splitlines()]
    hits = misses = 0
    printed = {text for entry in truth for text in entry["expected"]}
    for entry in truth:
        frame = cv2.imread(str(PHOTOS / entry["file"]))
        expected = {text.removeprefix("0") if len(text) == 13 else text for text in entry["expected"]}
        if expected <= set(texts(frame)):
            hits += bool(expected)
        else:
            misses += 1
        for text in texts(frame, LIBRARY):
            # `001EC9476B0A` is the second label on a picture whose truth names only the first.
            assert text in printed | {"001EC9476B0A"}, entry["file"]
    assert hits / (hits + misses) >= 0.9
