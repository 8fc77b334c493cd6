"""The settings name the scanners; nothing is loaded or opened for what they do not name."""

import os
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest
from school import NOW, Library
from terminal import Terminal

from db.models import Barcode
from db.store.opening import store_at
from kiosk.camera.known_codes import KnownCodes
from kiosk.camera.plausible import LIBRARY, Symbology
from kiosk.machine.sources import choose_sources
from kiosk.settings import Kind, ReceiptSettings, ScannerSettings, Settings
from kiosk.settings_file import BadSettings, Slip, read_settings

ROOT = Path(__file__).resolve().parents[3]


def settings_of(tmp_path: Path, text: str) -> Settings:
    file = tmp_path / "kiosk.toml"
    file.write_text(text, encoding="utf-8")
    return read_settings(file)


def test_without_settings_there_is_only_the_keyboard(tmp_path: Path) -> None:
    assert choose_sources(Settings(), tmp_path / "library.db") == []


def test_all_sources_at_once(tmp_path: Path) -> None:
    settings = settings_of(
        tmp_path,
        '[scanner]\nserial = "/dev/ttyACM0"\nbaud = 115200\nending = "pause"\nevent = "05e0:1200"\n'
        'symbologies = ["qr", "ean13"]\n[camera]\ndevice = 0\nsize = [1280, 720]\nrate = 10\nmirror = true\n',
    )
    assert settings.scanner.baud == 115200
    assert settings.camera.size == (1280, 720)
    sources = choose_sources(settings, tmp_path / "library.db")
    assert [source.name for source in sources] == ["serial", "event", "camera"]
    assert sources[2]._rules.symbologies == {Symbology.QR, Symbology.EAN13}


def test_the_environment_goes_over_the_file_and_the_command_line_over_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KIOSK_CAMERA", "desk.avi")
    monkeypatch.setenv("KIOSK_SERIAL", "/dev/ttyS1")
    monkeypatch.setenv("KIOSK_EVENT", "fastest")
    settings = settings_of(tmp_path, '[scanner]\nserial = "/dev/ttyACM0"\n[camera]\ndevice = 0\n')
    assert (settings.camera.device, settings.scanner.serial) == ("desk.avi", "/dev/ttyS1")
    said = settings.reading(camera="0", serial="/dev/ttyS2")
    assert (said.camera.device, said.scanner.serial, said.scanner.event) == ("0", "/dev/ttyS2", "fastest")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('[scanner]\nbaud = "fast"\n', "$.scanner.baud"),
        ("[scanner]\nbaud = 0\n", "$.scanner.baud"),
        ('[scanner]\nsymbologies = ["pdf417"]\n', "$.scanner.symbologies[0]"),
        ('[camera]\nsize = "large"\n', "$.camera.size"),
        ("[camera]\nrate = 0\n", "$.camera.rate"),
        ("[camera]\nmirrored = true\n", "mirrored"),
    ],
)
def test_nonsense_in_the_settings_is_named(tmp_path: Path, text: str, place: str) -> None:
    with pytest.raises(BadSettings) as raised:
        settings_of(tmp_path, text)
    assert place in str(raised.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('store = "a"\n# mine\nstore = "b"  # new\n', "line 3: store is there twice."),
        ('[backup]\nfolder = "a"\n\n[backup]\nfolder = "b"\n', "line 4: [backup] is there twice."),
        ('[backup]\nfolder = "a"\nname = "door"\n', "name does not belong under [backup]. Write it above"),
        ('[backup]\ncolour = "red"\n', "there is no setting colour under [backup]."),
        ('colour = "red"\n', "there is no setting colour."),
    ],
)
def test_lines_added_at_the_wrong_place_are_told_plainly(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(BadSettings) as raised:
        settings_of(tmp_path, text)
    assert told in str(raised.value)


def test_the_settings_name_every_kind_of_barcode_and_what_a_library_reads_acts_by_default() -> None:
    assert set(get_args(Kind)) == set(Symbology)
    assert set(ScannerSettings().symbologies) == LIBRARY.symbologies


@pytest.mark.parametrize("told", ["", "KIOSK_SERIAL", "KIOSK_EVENT", "KIOSK_CAMERA"])
def test_opening_without_a_camera_loads_no_opencv(told: str, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "import kiosk.full_screen.app, kiosk.commands.machine.full_screen\n"
        "from kiosk.settings_file import read_settings\n"
        "from kiosk.machine.sources import choose_sources\n"
        "choose_sources(read_settings(), Path('library.db'))\n"
        "wanted = {'cv2', 'numpy', 'zxingcpp', 'pyzbar', 'serial', 'stdnum', 'kiosk.camera.camera'}\n"
        "wanted |= {'kiosk.scanner.serial_port', 'kiosk.scanner.event_device'}\n"
        "print(sorted(wanted & set(sys.modules)))"
    )
    loaded = {
        "": [],
        "KIOSK_SERIAL": ["kiosk.scanner.serial_port"],
        "KIOSK_EVENT": ["kiosk.scanner.event_device"],
        "KIOSK_CAMERA": ["kiosk.camera.camera", "stdnum"],
    }
    environment = {**os.environ, "XDG_CONFIG_HOME": str(tmp_path)}
    if told:
        environment[told] = "/dev/null"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str(loaded[told])


def test_one_frame_is_enough_for_a_known_code_whose_check_digit_holds(library: Library) -> None:
    knows = KnownCodes(library.store)
    library.patron("21234000000125")
    library.patron("21234000000124")  # its check digit is wrong
    title = library.title("Heidi", isbn="9787533918453")
    Barcode.create(code="6101", copy=library.copy(title=title), issued_at=NOW)
    assert knows.is_certain("21234000000125")
    assert knows.is_certain(" 9787533918453\r")
    assert not knows.is_certain("21234000000124")
    assert not knows.is_certain("9780306406157")
    assert not knows.is_certain("6101")
    assert knows.is_known("6101")
    assert not knows.is_known("9780306406157")


def test_a_codabar_label_is_known_with_its_letters_and_without(library: Library) -> None:
    knows = KnownCodes(library.store)
    Barcode.create(code="A01001302B", copy=library.copy(), issued_at=NOW)
    Barcode.create(code="31234", copy=library.copy(), issued_at=NOW)
    assert all(map(knows.is_known, ("01001302", "A01001302B", "31234", "C31234D")))
    assert not any(map(knows.is_known, ("0100130", "A01001302A", "1001302B")))


def test_a_store_that_is_missing_or_no_store_knows_nothing_and_stays_as_it_is(tmp_path: Path) -> None:
    missing = tmp_path / "a #1?" / "library.db"
    assert not KnownCodes(store_at(missing)).is_known("9787533918453")
    assert not missing.exists()
    wrong = tmp_path / "letter.txt"
    wrong.write_text("Dear librarian", encoding="utf-8")
    assert not KnownCodes(store_at(wrong)).is_known("9787533918453")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ('[camera]\nsize = "large"\n', "camera"),
        ("[receipts]\nwidht = 58\n", "receipts"),
        ('[scanner]\nsuffix = "whatever"\nserial = "/dev/ttyACM0"\n', "scanner"),
        ("[paper]\nprinter = 7\n", "paper"),
        ('[camra]\ndevice = "0"\n', "camra"),
    ],
)
def test_a_slip_costs_its_section_and_no_other(tmp_path: Path, text: str, part: str) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text(f'store = "mine.db"\n[backup]\nfolder = "there"\n{text}', encoding="utf-8")
    slips: list[Slip] = []
    settings = read_settings(file, slips)
    assert [slip.part for slip in slips] == [part] and str(file) in str(slips[0].why)
    assert (settings.store, settings.backup.folder) == ("mine.db", "there")
    assert settings.receipts == ReceiptSettings() and settings.scanner == ScannerSettings()


@pytest.mark.parametrize(
    "text", ['[camera]\nstore = "mine.db"\n', "store = 7\n", 'stor = "mine.db"\n', "[\n"]
)
def test_a_slip_that_may_hide_the_store_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadSettings):
        read_settings(file, [])


@pytest.mark.store_in("file")
def test_the_kiosk_serves_without_the_part_and_says_so(library: Library, tmp_path: Path) -> None:
    library.lend(library.copy("B1", title=library.title("Emma")), library.patron("6101"))
    folder = tmp_path / "school-library-kiosk"
    folder.mkdir()
    (folder / "kiosk.toml").write_text(
        '[receipts]\nprinter = "tcp://[::1"\n[camera]\nsize = "large"\n', encoding="utf-8"
    )
    kiosk = Terminal(Path(library.where), tmp_path)
    try:
        kiosk.wait_for(b"! The settings [camera, receipts] have a mistake, so they are not used.")
        kiosk.send(b"B1\r")
        kiosk.until(lambda: kiosk.loans() == [])
        kiosk.wait_for_log("kiosk.toml cannot be used: Expected `array`, got `str` - at `$.camera.size`")
        kiosk.wait_for_log("tcp://[::1 is not a printer.")
    finally:
        kiosk.close()
