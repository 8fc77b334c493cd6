"""A stick that is plugged in: what it is called, and what the librarian is told of it."""

from pathlib import Path

import pytest
from full_screen import standing_at
from school import NOW, Library

from db.events.record import Acting
from db.models import Event, Patron
from db.staff.members import appoint
from db.staff.pins import set_pin
from db.store.opening import connected, open_store
from kiosk.cli import main
from kiosk.machine import adopting, sticks
from kiosk.machine.adopting import may_wish, wish_for
from kiosk.machine.sticks import Stick, adopted_stick, strange_stick
from kiosk.screens.staff.menu import StaffMenu

OURS = Stick("F00D-12AB", "BACK UP 书", 8053)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A machine with a disk of its own and a stick, as Linux and udev show them."""
    machine = tmp_path / "machine"
    devices = {
        "sdb1": ("F00D-12AB", "BACK\\x20UP\\x20书", "pci0/usb1/1-1/block/sdb/sdb1", 15_728_640),
        "sda1": ("0000-0001", "EFI", "pci0/ata1/block/sda/sda1", 204_800),
        "sdc1": ("0b0e-77aa-long-one-of-ext4", "ext", "pci0/usb1/1-2/block/sdc/sdc1", 204_800),
    }
    for name, (uuid, label, device, blocks) in devices.items():
        place = machine / "sys/devices" / device
        place.mkdir(parents=True)
        (place / "size").write_text(f"{blocks}\n")
        for folder, link, to in (
            ("sys/class/block", name, place),
            ("dev/disk/by-uuid", uuid, machine / "dev" / name),
            ("dev/disk/by-label", label, machine / "dev" / name),
        ):
            (machine / folder).mkdir(parents=True, exist_ok=True)
            (machine / folder / link).symlink_to(to)
        (machine / "dev" / name).touch()
    return machine


def test_a_stick_has_a_name_and_a_size_until_it_is_adopted(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sticks.sticks(root) == [OURS]
    assert strange_stick(root) == OURS
    install = ["install-service", "--root", str(root), "--backup-stick", "f00d-12ab"]
    assert main(install) == 0
    assert (adopted_stick(root), strange_stick(root)) == ("F00D-12AB", None)
    assert main([*install[:-1], "AAAA-BBBB"]) == 0
    assert strange_stick(root) == OURS  # another one was meant


def test_a_stick_that_is_named_with_the_pin_is_adopted_by_root(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    install = ["--language", "en", "install-service", "--root", str(root)]
    assert main([*install, "--scanner", "1a2b:3c4d"]) == 0 and not may_wish(root)
    (root / "var/lib/kiosk").mkdir(parents=True)
    assert may_wish(root)
    wish_for(OURS, root)
    capsys.readouterr()
    assert main([*install, "--adopt-stick"]) == 0
    assert "F00D-12AB gets the backups" in capsys.readouterr().out
    rules = (root / "etc/udev/rules.d/70-kiosk.rules").read_text()
    assert (adopted_stick(root), strange_stick(root), rules.count("ID_FS_UUID")) == ("F00D-12AB", None, 1)
    assert "1a2b" in rules  # the scanner's line is as it was
    mount = root / "etc/systemd/system/media-kioskbackup.mount"
    assert "What=/dev/disk/by-uuid/F00D-12AB\n" in mount.read_text()
    assert main([*install, "--adopt-stick"]) == 0
    assert (root / "etc/udev/rules.d/70-kiosk.rules").read_text() == rules


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ("AAAA-BBBB", "No stick AAAA-BBBB is plugged in"),
        ('F00D-12AB", RUN+="/bin/sh', "is not the UUID"),
        ("\udcff", "is not the UUID"),
        ("F00D-12AB" * 1000, "is not the UUID"),
        (None, "No stick has been chosen at the kiosk"),
    ],
)
def test_root_believes_nothing_else_of_what_the_kiosk_wrote(
    root: Path, capsys: pytest.CaptureFixture[str], wish: str | None, said: str
) -> None:
    install = ["--language", "en", "install-service", "--root", str(root)]
    assert main(install) == 0
    place = root / "var/lib/kiosk/stick"
    place.parent.mkdir(parents=True)
    if wish is not None:
        place.write_text(wish, errors="surrogateescape")
    assert main([*install, "--adopt-stick"]) == 2
    assert said in capsys.readouterr().err
    elsewhere = root / "secret"
    elsewhere.write_text("F00D-12AB")
    place.unlink(missing_ok=True)
    place.symlink_to(elsewhere)
    assert main([*install, "--adopt-stick"]) == 2
    assert adopted_stick(root) == ""


async def test_the_librarian_reads_at_the_kiosk_how_the_stick_is_adopted(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sticks.strange_stick, "__defaults__", (root,))
    store = open_store(str(tmp_path / "library.db"))
    with connected():
        library = Library(tmp_path / "library.db")
        library.patron("6101", class_name="3A")
        for number, role, pin in (("9001", "librarian", "271828"), ("9002", "teacher", "314159")):
            library.patron(number, category="teacher")
            appoint(number, role, ("3A",), Acting("office", NOW, "command"))
            set_pin(pin, Acting("office", NOW, "command"), number)
    async with standing_at(store, size=(80, 24)) as kiosk:
        await kiosk.press("f10")
        assert "F00D" not in kiosk.text  # nothing of it before the PIN
        await kiosk.scan("9001")
        await kiosk.type("271828\r")
        assert isinstance(kiosk.app.screen, StaffMenu)
        assert "A stick is plugged in: BACK UP 书, 8053 MB, F00D-12AB" in kiosk.text
        assert "kiosk install-service --backup-stick F00D-12AB" in kiosk.text
        assert "Leave the kiosk" in kiosk.text
        await kiosk.press("escape")
        await kiosk.press("f10")
        await kiosk.scan("9002")
        await kiosk.type("314159\r")
        assert isinstance(kiosk.app.screen, StaffMenu) and "F00D" not in kiosk.text


async def test_the_librarian_names_the_stick_with_her_pin(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for verb in (sticks.strange_stick, adopting.may_wish):
        monkeypatch.setattr(verb, "__defaults__", (root,))
    monkeypatch.setattr(adopting.wish_for, "__defaults__", (root,))
    assert main(["install-service", "--root", str(root)]) == 0
    (root / "var/lib/kiosk").mkdir(parents=True)
    store = open_store(str(tmp_path / "library.db"))
    with connected():
        Library(tmp_path / "library.db").patron("9001", category="teacher")
        appoint("9001", "librarian", ("3A",), Acting("office", NOW, "command"))
        set_pin("271828", Acting("office", NOW, "command"), "9001")
    async with standing_at(store, size=(80, 24)) as kiosk:
        await kiosk.press("f10")
        await kiosk.scan("9001")
        await kiosk.type("271828\r")
        assert "F11   This stick gets the backups from now on" in kiosk.text
        assert "Whoever holds it could read them" in kiosk.text and "as root" not in kiosk.text
        await kiosk.press("f11")
        assert not isinstance(kiosk.app.screen, StaffMenu)
    assert (root / "var/lib/kiosk/stick").read_text() == "F00D-12AB\n"
    with connected():
        (named,) = Event.select().where(Event.verb == "stick_named")
        assert (named.actor, Patron.get_by_id(named.staff_id).number) == ("staff", "9001")
