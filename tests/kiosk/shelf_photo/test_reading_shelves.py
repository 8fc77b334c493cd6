"""Pictures of shelves against the record: what stands right, what moves, what nobody could read."""

import io
import json
import random
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image
from school import NOW, Library
from shelf_pictures import LOOKS, Book, Photograph, photograph, spoil, thick_enough

from db.codes import mint
from db.events.record import Acting
from db.library.identity import identity
from db.models import Barcode, StocktakeScan
from db.shelf.faces import code_of_face, set_bay, set_face
from db.shelf.spine_codes import MATRIX, short_codes
from db.stock.choosing import Wanted
from db.stocktake.opening import open_stocktake
from kiosk.cli import main
from kiosk.shelf_photo.marking import marked_picture
from kiosk.shelf_photo.opening import open_photo
from kiosk.shelf_photo.reading import Mark, read_photos
from kiosk.shelf_photo.sentences import photo_lines
from kiosk.words import speak

pytestmark = pytest.mark.store_in("file")
STAFF = Acting("office", NOW, "command")


def shelved(library: Library, count: int = 10, **fields: object) -> list[str]:
    """Labelled books in shelf order: the codes that we mint."""
    codes = [mint("copy", identity().number, 100 + number) for number in range(count)]
    for number, code in enumerate(codes):
        title = library.title(f"Book {number}", call_number=f"I287/{number + 1}")
        library.copy(code, title=title, **fields)
    return codes


def taken(*boards: list[str], seed: int = 1, symbol: str = "matrix10", **how: object) -> Photograph:
    """These codes on spines, as a camera sees them."""
    chance = random.Random(seed)
    short = short_codes([code for board in boards for code in board], MATRIX)
    rows = [[Book(short[code], symbol, thick_enough(chance, symbol)) for code in board] for board in boards]
    return photograph(rows, seed, LOOKS["normal"], 8, **how)  # type: ignore[arg-type]


def file_of(picture: np.ndarray) -> io.BytesIO:
    done, packed = cv2.imencode(".png", picture)
    assert done
    return io.BytesIO(packed.tobytes())


def marks(read: object, picture: int = 0) -> dict[str, str]:
    return {spine.code: spine.mark.value for spine in read.photos[picture].spines}  # type: ignore[attr-defined]


def test_the_picture_says_of_each_spine_what_is_to_be_done(library: Library) -> None:
    codes = shelved(library)
    moved = [*codes[:2], codes[7], *codes[2:7], *codes[8:]]
    other = mint("copy", identity().number, 999)
    library.copy(other, title=library.title("Elsewhere", call_number="K1/1"), location=library.shelf("9"))
    library.lend(Barcode.get(Barcode.code == codes[4]).copy, library.patron("6101"))
    shot = taken([*moved[:5], other, *moved[5:]], seed=2)
    unreadable = short_codes([codes[8]], MATRIX)[codes[8]]
    spoil(shot, next(spine for spine in shot.spines if spine.book.code == unreadable))
    library.shelf("1")
    read = read_photos([open_photo(file_of(shot.picture), "shelf.png")], NOW, shelf="1")
    expected = dict.fromkeys(codes, "right") | {codes[7]: "move", other: "stranger", codes[4]: "check"}
    del expected[codes[8]]
    assert marks(read) == expected | {"": "unread"}
    lines = list(photo_lines(read, speak("en")))
    assert lines == [
        "10 codes read, boards: 1.",
        "  1  “Book 7” I287/8 goes between “Book 6” I287/7 and “Book 9” I287/10",
        "  2  “Elsewhere” K1/1 belongs elsewhere: shelf 9",
        "  3  “Book 4” I287/5: recorded as on loan",
        "  4  a code that cannot be read, between “Book 6” I287/7 and “Book 9” I287/10",
        "10 books scanned, 8 in place, moves: 1.",
    ]


def test_a_marked_picture_shows_numbers_at_their_books(library: Library) -> None:
    codes = shelved(library, 6)
    shot = taken([codes[1], codes[0], *codes[2:]])
    read = read_photos([open_photo(file_of(shot.picture), "a.png")], NOW)
    picture = np.asarray(marked_picture(read.photos[0]))
    colours = {
        spine.mark: picture[int(spine.seen.corners[0][1]), int(spine.seen.corners[0][0])].tolist()
        for spine in read.photos[0].spines
    }
    assert set(colours) == {Mark.RIGHT, Mark.MOVE} and len({tuple(ink) for ink in colours.values()}) == 2
    assert marked_picture(read.photos[0], longest=400).width == 400


def test_pictures_that_share_books_are_one_board_and_each_is_marked(library: Library) -> None:
    codes = shelved(library, 14)
    shots = [taken(codes[6:], seed=3), taken(codes[:9], seed=4)]
    read = read_photos([open_photo(file_of(shot.picture), "a.png") for shot in shots], NOW)
    assert (read.codes, read.boards, read.notes) == (tuple(codes), 1, ())
    assert [set(marks(read, picture)) for picture in (0, 1)] == [set(codes[6:]), set(codes[:9])]


def test_a_shelf_label_under_its_books_names_their_board(library: Library) -> None:
    library.shelf("3")
    for level, start in ((1, "I287"), (2, "I287/6")):
        set_face("3", "", level, start, STAFF)
    set_bay("3", STAFF, location="3")
    codes = shelved(library, 10)
    shot = taken(codes[:5], codes[5:], board=110)
    import zxingcpp

    picture = shot.picture
    for level in (1, 2):
        made = zxingcpp.create_barcode(code_of_face(level), zxingcpp.BarcodeFormat.Code128)
        label = np.array(made.to_image(scale=3))[:40]
        bottom = level * picture.shape[0] // 2 - 4
        picture[bottom - label.shape[0] : bottom, 200 : 200 + label.shape[1]] = label
    read = read_photos([open_photo(file_of(picture), "a.png")], NOW)
    assert read.codes == (code_of_face(1), *codes[:5], code_of_face(2), *codes[5:])
    assert read.notes == () and read.read.is_in_order


@pytest.fixture
def pictures(library: Library, tmp_path: Path) -> tuple[list[str], Path]:
    codes = shelved(library, 6)
    file = tmp_path / "shelf.jpg"
    Image.fromarray(taken([codes[3], *codes[:3], *codes[4:]]).picture).save(file, quality=95)
    return codes, file


def test_the_command_answers_as_reading_by_hand_does(
    pictures: tuple[list[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    codes, file = pictures
    before = file.read_bytes()
    assert main(["shelf", "photo", "--json", str(file)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["moves"] == [{"code": codes[3], "after": codes[2], "before": codes[4]}]
    assert (told["strangers"], told["unknown"], told["unread"], told["boards"]) == ([], [], [], 1)
    spines = told["pictures"][0]["spines"]
    assert [(spine["code"], spine["mark"]) for spine in spines] == [
        (codes[3], "move"),
        *((code, "right") for code in (*codes[:3], *codes[4:])),
    ]
    with Image.open(file.with_name("shelf-marked.jpg")) as marked:
        assert marked.size == tuple(told["pictures"][0]["size"])
    assert file.read_bytes() == before


def test_the_command_counts_in_a_stocktake(
    pictures: tuple[list[str], Path], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    codes, file = pictures
    open_stocktake("2026", Wanted(), STAFF)
    command = ["shelf", "photo", str(file), "--stocktake", "--person", "Li", "--out", str(tmp_path / "out")]
    assert main(command) == 0
    assert {scan.code for scan in StocktakeScan.select()} == set(codes)
    out = capsys.readouterr().out
    assert "“Book 3” I287/4 goes between “Book 2” I287/3 and “Book 4” I287/5" in out
    assert (tmp_path / "out" / "shelf-marked.jpg").exists()


def test_the_command_says_what_is_wrong_with_a_file(
    library: Library, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    text, blank = tmp_path / "notes.jpg", tmp_path / "blank.png"
    text.write_text("no picture")
    Image.new("L", (300, 200), 200).save(blank)
    assert main(["shelf", "photo", str(text)]) == 2
    assert "notes.jpg is not a picture that can be read here" in capsys.readouterr().err
    assert main(["shelf", "photo", str(tmp_path / "gone.jpg")]) == 1
    assert "gone.jpg" in capsys.readouterr().err
    assert main(["shelf", "photo", str(blank)]) == 1
    assert "0 codes read" in capsys.readouterr().out
