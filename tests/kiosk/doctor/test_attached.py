"""What is attached is listed, and what is missing is named."""

import os
import subprocess
import sys
from pathlib import Path

from kiosk.doctor.attached import cameras, missing, serial_ports, udev_rule

ROOT = Path(__file__).resolve().parents[3]


def usb(root: Path, vendor: str, product: str) -> Path:
    interface = root / "usb1/1-2" / "1-2:1.0"
    interface.mkdir(parents=True)
    (interface.parent / "idVendor").write_text(vendor + "\n")
    (interface.parent / "idProduct").write_text(product + "\n")
    return interface


def test_a_camera_is_listed_once_with_its_numbers(tmp_path: Path) -> None:
    interface = usb(tmp_path, "046d", "0825")
    for node, index in (("video0", "0"), ("video1", "1")):
        entry = tmp_path / "video4linux" / node
        entry.mkdir(parents=True)
        (entry / "name").write_text("Webcam C270\n")
        (entry / "index").write_text(index + "\n")
        (entry / "device").symlink_to(interface)
    (camera,) = cameras(tmp_path / "video4linux", Path("/dev"))
    assert (camera.path, camera.name, camera.vendor, camera.product) == (
        "/dev/video0",
        "Webcam C270",
        "046d",
        "0825",
    )


def test_a_serial_scanner_is_listed_by_its_lasting_name(tmp_path: Path) -> None:
    interface = usb(tmp_path, "05e0", "1701")
    entry = tmp_path / "tty/ttyACM0"
    entry.mkdir(parents=True)
    (entry / "device").symlink_to(interface)
    devices = tmp_path / "dev"
    (devices / "serial/by-id").mkdir(parents=True)
    (devices / "ttyACM0").touch()
    (devices / "serial/by-id/usb-Symbol_Scanner-if00").symlink_to("../../ttyACM0")
    (port,) = serial_ports(tmp_path / "tty", devices)
    assert port.path.endswith("by-id/usb-Symbol_Scanner-if00")
    assert (port.vendor, port.product) == ("05e0", "1701")


def test_a_machine_with_nothing_attached_lists_nothing(tmp_path: Path) -> None:
    assert cameras(tmp_path) == serial_ports(tmp_path) == []


def test_the_rule_names_the_device() -> None:
    rule = udev_rule("input", "05e0", "1200")
    assert 'ATTRS{idVendor}=="05e0", ATTRS{idProduct}=="1200"' in rule
    assert rule.endswith('ENV{LIBINPUT_IGNORE_DEVICE}="1"')


def test_everything_is_here() -> None:
    assert missing() == []


def test_what_is_not_installed_is_named_with_its_cure() -> None:
    program = "from kiosk.doctor.attached import missing; print(*missing())"
    # -S: without the installed packages
    done = subprocess.run(
        [sys.executable, "-S", "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "cannot be loaded (cv2, numpy, zxingcpp). Install the kiosk again" in done.stdout
    assert "serial" not in done.stdout  # nobody has asked for it


def test_what_the_serial_scanner_needs_is_installed_where_no_pip_is() -> None:
    """As in the environment of the README: the command that is said finds it, from outside."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    program = (
        "import sys; sys.modules['serial'] = None\n"
        "from kiosk.scanner.serial_port import SerialSource\n"
        "try: SerialSource('/dev/null', 9600)._read()\n"
        "except Exception as lost: print(lost)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    command = done.stdout.partition("run: ")[2].strip()
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    bounds, _, what = command.partition(f"--python {sys.executable} ")
    assert what == "install '.[serial]'" and f"{bounds}--python .venv/bin/python install" in readme
