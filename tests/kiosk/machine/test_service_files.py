"""The files that make a machine a kiosk: systemd and udev take them, and they shut what can be shut."""

import configparser
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from db.errors import BadValue
from kiosk.cli import main
from kiosk.machine.service_files import SCREENS, plugged_in, program, service_files

Captured = pytest.CaptureFixture[str]
NIGHTLY = dict.fromkeys(("kiosk-backup", "kiosk-backup-stick", "kiosk-privacy"), 0.4)
SERVICES = {
    "kiosk": 1.3,
    "kiosk-desk": 1.3,
    "kiosk-sip2": 1.3,
    "kiosk-cage": 2.2,
    "kiosk-keys": 2.0,
    "kiosk-stick": 2.0,
    **NIGHTLY,
}
"""What `systemd-analyze security` may say at most; 10 is a service without any hardening."""
STAND_INS = {"seatd.service": "[Service]\nExecStart=/bin/true\n"}


def needs(command: str, package: str) -> str:
    found = shutil.which(command)
    if found is None:
        pytest.skip(f"needs the package {package}")
    return found


def run(*command: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.fixture
def root(tmp_path: Path, capsys: Captured) -> Path:
    """A machine's file system with all that both kinds of screen want, as the command wrote it."""
    place = str(tmp_path / "machine")
    for screen in SCREENS:
        assert main(["install-service", "--root", place, "--screen", screen, "--lock-down"]) == 0
    capsys.readouterr()
    return tmp_path / "machine"


@pytest.fixture
def units(root: Path) -> Path:
    """The units, with something that exists in place of programs which this machine lacks."""
    folder = root / "etc/systemd/system"
    for name, text in STAND_INS.items():
        (folder / name).write_text(text)
    stand_in(folder)
    return folder


def stand_in(folder: Path) -> None:
    for unit in folder.glob("*.service"):
        text = unit.read_text().replace(str(program()), sys.executable)
        unit.write_text(text.replace("/usr/bin/cage", "/bin/true"))


def test_systemd_finds_nothing_wrong_with_any_unit(units: Path) -> None:
    analyze = needs("systemd-analyze", "systemd")
    files = [str(path) for path in sorted(units.iterdir()) if path.name not in STAND_INS]
    assert len(files) == 12
    done = run(analyze, "verify", "--man=no", *files, SYSTEMD_UNIT_PATH=f"{units}:")
    ours = [line for line in done.stderr.splitlines() if "kiosk" in line]
    assert (done.returncode, ours) == (0, [])


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_shut_as_far_as_its_devices_allow(units: Path, service: str) -> None:
    analyze = needs("systemd-analyze", "systemd")
    threshold = round(SERVICES[service] * 10)
    unit = f"{units}/{service}.service"
    done = run(analyze, "security", "--offline=true", "--no-pager", f"--threshold={threshold}", unit)
    assert done.returncode == 0, done.stdout.splitlines()[-1]
    level = re.search(r"exposure level for .*: ([\d.]+)", done.stdout)
    assert level and float(level[1]) <= SERVICES[service]


def test_with_a_server_each_service_that_opens_the_store_may_speak_to_it_alone(
    units: Path, capsys: Captured
) -> None:
    root = units.parent.parent.parent
    assert main(["install-service", "--root", str(root), "--server", "192.168.1.10", "--lock-down"]) == 0
    ways = sorted(path.parent.name for path in units.glob("*.d/server.conf"))
    assert ways == sorted(f"{name}.service.d" for name in ("kiosk", "kiosk-desk", "kiosk-sip2", *NIGHTLY))
    way = configparser.ConfigParser()
    way.optionxform = str  # type: ignore[assignment, method-assign]
    way.read(units / "kiosk-backup.service.d/server.conf")
    assert way["Service"]["PrivateNetwork"] == "no" and way["Service"]["IPAddressAllow"] == "192.168.1.10"
    analyze = needs("systemd-analyze", "systemd")
    stand_in(units)
    files = [str(units / f"{name}.service") for name in NIGHTLY]
    done = run(analyze, "verify", "--man=no", *files, SYSTEMD_UNIT_PATH=f"{units}:")
    ours = [line for line in done.stderr.splitlines() if "kiosk" in line]
    assert (done.returncode, ours) == (0, [])


def test_who_changes_the_screen_is_told_how_and_no_way_of_the_old_unit_stays(
    tmp_path: Path, capsys: Captured
) -> None:
    units = tmp_path / "etc/systemd/system"
    install = ["--language", "en", "install-service", "--root", str(tmp_path), "--server", "192.168.1.10"]
    assert main([*install, "--screen", "cage"]) == 0
    assert "disable --now getty@tty1.service" in capsys.readouterr().err
    assert main([*install, "--dry-run"]) == 0
    assert (units / "kiosk-cage.service.d").exists()
    capsys.readouterr()
    assert main(install) == 0
    told = capsys.readouterr()
    assert "systemctl disable --now kiosk-cage.service getty@tty1.service" in told.err
    assert "kiosk-cage.service.d/server.conf was deleted" in told.out
    assert not (units / "kiosk-cage.service.d").exists()
    assert (units / "kiosk.service.d/server.conf").exists()


def test_the_keys_are_locked_before_the_kiosk_has_the_console(capsys: Captured) -> None:
    assert main(["--language", "en", "install-service", "--dry-run", "--lock-down"]) == 0
    told = capsys.readouterr().err
    assert told.index("kiosk-keys.service") < told.index("systemctl enable --now kiosk.service")
    assert "log in from another machine (SSH)" in told


def test_the_scanner_that_the_rules_hide_is_read_by_the_kiosk(tmp_path: Path, capsys: Captured) -> None:
    from kiosk.settings_file import read_settings

    install = ["--language", "en", "install-service", "--root", str(tmp_path), "--scanner", "0C2E:0B61"]
    assert main(install) == 0
    own = tmp_path / "etc/kiosk/kiosk.toml"
    assert read_settings(own).scanner.event == "0c2e:0b61"
    capsys.readouterr()
    assert main(install) == 0
    assert "Write this" not in capsys.readouterr().err
    own.write_text('name = "library door"\n')
    assert main(install) == 0
    assert f'Write this below [scanner] in {own}: event = "0c2e:0b61"' in capsys.readouterr().err


def test_a_server_that_is_no_address_is_a_sentence(capsys: Captured) -> None:
    assert main(["--language", "en", "install-service", "--dry-run", "--server", "oak.local"]) == 2
    assert "is not an address" in capsys.readouterr().err


def test_udev_takes_the_rules(root: Path) -> None:
    udevadm = needs("udevadm", "udev")
    done = run(udevadm, "verify", str(root / "etc/udev/rules.d/70-kiosk.rules"))
    if "Unknown command" in done.stderr:
        pytest.skip("needs the package udev, version 254 or newer")
    assert done.returncode == 0, done.stdout + done.stderr


def test_sysusers_and_tmpfiles_take_their_files(root: Path, tmp_path: Path) -> None:
    needs("systemd-sysusers", "systemd")
    etc = tmp_path / "another" / "etc"
    etc.mkdir(parents=True)
    made = run("systemd-sysusers", f"--root={etc.parent}", str(root / "etc/sysusers.d/kiosk.conf"))
    assert made.returncode == 0, made.stderr
    assert "kiosk:" in (etc / "passwd").read_text() and "/var/lib/kiosk:" in (etc / "passwd").read_text()
    if os.getuid() == 0:
        rules = str(root / "etc/tmpfiles.d/kiosk.conf")
        made = run("systemd-tmpfiles", "--create", f"--root={etc.parent}", rules)
        assert (made.returncode, made.stderr) == (0, "")
        assert (etc.parent / "var/lib/kiosk/backups").stat().st_mode & 0o777 == 0o700


def test_foot_takes_its_settings(root: Path) -> None:
    done = run(needs("foot", "foot"), "--check-config", "-c", str(root / "etc/kiosk/foot.ini"))
    assert done.returncode == 0, done.stderr


def test_a_dry_run_prints_every_file_with_this_programs_path_and_writes_none(
    tmp_path: Path, capsys: Captured
) -> None:
    assert main(["--language", "en", "install-service", "--dry-run", "--root", str(tmp_path / "m")]) == 0
    told = capsys.readouterr()
    assert f"ExecStart={program()} run" in told.out and "/opt/kiosk/bin" not in told.out
    assert told.out.count("# ==> ") == len(service_files(program()))
    assert "systemctl enable --now kiosk.service kiosk-backup.timer" in told.err
    assert not (tmp_path / "m").exists()


def test_the_schools_own_settings_are_never_written_over(root: Path, capsys: Captured) -> None:
    own = root / "etc/kiosk/kiosk.toml"
    own.write_text('name = "library door"\n')
    assert main(["--language", "en", "install-service", "--root", str(root)]) == 0
    assert own.read_text() == 'name = "library door"\n'
    assert "was left as it is" in capsys.readouterr().out


def test_the_settings_that_are_written_are_settings(root: Path) -> None:
    from kiosk.settings_file import read_settings

    assert read_settings(root / "etc/kiosk/kiosk.toml").store == "/var/lib/kiosk/library.db"


def test_every_command_in_a_unit_is_a_command_of_ours(root: Path) -> None:
    from kiosk.cli import _parser
    from kiosk.words import speak

    for unit in sorted((root / "etc/systemd/system").glob("*.service")):
        for command in re.findall(r"^ExecStart=.*/kiosk (.*)$", unit.read_text(), re.MULTILINE):
            _parser(speak("en")).parse_args(command.split())


def test_the_consoles_keys_that_lead_elsewhere_are_locked(root: Path) -> None:
    unit = (root / "etc/systemd/system/kiosk-keys.service").read_text()
    script = re.search(r"sed -E '(.*?)'", unit)
    assert script
    keys = "alt keycode 59 = Console_1\nalt keycode 105 = Decr_Console\nkeycode 111 = Boot\nkeycode 30 = a\n"
    done = subprocess.run(
        ["sed", "-E", script[1].replace("\\\\", "\\")], input=keys, capture_output=True, text=True, check=True
    )
    assert [line.rsplit(maxsplit=1)[1] for line in done.stdout.splitlines()] == ["VoidSymbol"] * 3 + ["a"]


def test_the_scanners_numbers_get_into_the_rule_and_nonsense_does_not(capsys: Captured) -> None:
    rules = next(f.text for f in service_files(Path("/k"), scanner="0C2E:0B61") if f.path.suffix == ".rules")
    assert 'ATTRS{idVendor}=="0c2e", ATTRS{idProduct}=="0b61"' in rules and '"05e0"' not in rules
    assert main(["--language", "en", "install-service", "--dry-run", "--scanner", 'x", RUN+="y']) == 2
    assert "is not a USB device" in capsys.readouterr().err


def test_what_is_plugged_in_and_may_be_a_scanner_is_named(tmp_path: Path) -> None:
    for device, kind, protocol, product in (
        ("1-1", "03", "01", "Symbol Bar Code Scanner"),
        ("1-2", "08", "50", "Stick"),
        ("1-3", "0a", "00", "CDC Scanner"),
    ):
        interface = tmp_path / device / f"{device}:1.0"
        interface.mkdir(parents=True)
        (interface / "bInterfaceClass").write_text(f"{kind}\n")
        (interface / "bInterfaceProtocol").write_text(f"{protocol}\n")
        (tmp_path / device / "idVendor").write_text("05e0\n")
        (tmp_path / device / "idProduct").write_text("1200\n")
        (tmp_path / device / "product").write_text(f"{product}\n")
    assert plugged_in(tmp_path) == [("05e0:1200", "Symbol Bar Code Scanner"), ("05e0:1200", "CDC Scanner")]


def test_a_place_that_cannot_be_written_is_a_sentence(capsys: Captured) -> None:
    assert main(["--language", "en", "install-service", "--root", "/proc/nowhere"]) == 1
    assert "Run this as root" in capsys.readouterr().err


def test_an_installed_kiosk_brings_the_files_along() -> None:
    """The wheel takes `systemd/` in; hatchling's own word for it stands in pyproject.toml."""
    project = Path(__file__).parents[3] / "pyproject.toml"
    settings = configparser.ConfigParser(strict=False, allow_no_value=True, delimiters=("=",))
    settings.read_string(
        "\n".join(
            line for line in project.read_text().splitlines() if line.startswith(("[tool.hatch", '"systemd"'))
        )
    )
    taken = settings["tool.hatch.build.targets.wheel.force-include"]
    assert taken['"systemd"'].strip() == '"kiosk/systemd_files"'


def test_only_the_adopted_stick_over_usb_with_fat_gets_backups(root: Path, capsys: Captured) -> None:
    rules = root / "etc/udev/rules.d/70-kiosk.rules"
    mount = root / "etc/systemd/system/media-kioskbackup.mount"

    def wanting() -> list[str]:
        return [line for line in rules.read_text().splitlines() if "kiosk-backup-stick.service" in line]

    assert wanting() == [] and "KIOSKBACKUP" not in rules.read_text()  # none was adopted: none gets anything
    assert main(["install-service", "--root", str(root), "--backup-stick", "f00d-12ab"]) == 0
    for _ in range(2):  # it stays so when the files are written again
        (rule,) = wanting()
        for wanted in (
            'ENV{ID_BUS}=="usb"',
            'ENV{ID_FS_TYPE}=="vfat|exfat"',
            'ENV{ID_FS_UUID}=="F00D-12AB"',
        ):
            assert wanted in rule
        assert (
            "What=/dev/disk/by-uuid/F00D-12AB\nWhere=/media/kioskbackup\nType=vfat,exfat\n"
            in mount.read_text()
        )
        assert main(["install-service", "--root", str(root)]) == 0
    assert main(["install-service", "--root", str(root), "--backup-stick", "BEEF-0001"]) == 0
    assert "F00D" not in rules.read_text() + mount.read_text()
    for odd in ("KIOSKBACKUP", "f00d12ab", '0A1B-2C3D", RUN+="x', "0A1B-2C3D\n", "../../sda1"):
        assert main(["--language", "en", "install-service", "--root", str(root), "--backup-stick", odd]) == 2
        assert "is not the UUID" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["a blank", "100%", "50%n", "%", "书 架", "a;b & #c"])
def test_systemd_finds_a_program_whose_folder_has_an_odd_name(tmp_path: Path, name: str) -> None:
    analyze = needs("systemd-analyze", "systemd")
    odd = tmp_path / name / "bin/kiosk"
    odd.parent.mkdir(parents=True)
    shutil.copy("/bin/true", odd)
    units = tmp_path / "units"
    for screen in SCREENS:
        for file in service_files(odd, screen=screen):
            if file.path.suffix in (".service", ".mount", ".timer"):
                units.mkdir(exist_ok=True)
                (units / file.path.name).write_text(file.text.replace("/usr/bin/cage", "/bin/true"))
    for stand_in_name, text in STAND_INS.items():
        (units / stand_in_name).write_text(text)
    services = sorted(map(str, units.glob("kiosk*.service")))
    assert len(services) == 8
    done = run(analyze, "verify", "--man=no", *services, SYSTEMD_UNIT_PATH=f"{units}:")
    assert (done.returncode, [line for line in done.stderr.splitlines() if "kiosk" in line]) == (0, [])
    odd.unlink()  # the proof itself: what it looked for was this very file
    done = run(analyze, "verify", "--man=no", str(units / "kiosk.service"), SYSTEMD_UNIT_PATH=f"{units}:")
    assert done.returncode != 0 and f"{odd} is not executable" in done.stderr


@pytest.mark.parametrize(
    "name", ["$HOME", 'say "so"', "it's", "back\\slash", "two\nlines", "bell\a", "\udcff"]
)
def test_a_program_that_systemd_cannot_start_is_refused_with_a_sentence(name: str) -> None:
    with pytest.raises(BadValue, match=r"systemd cannot start a program in"):
        service_files(Path("/opt") / name / "bin/kiosk")
