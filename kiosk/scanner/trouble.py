"""Why a source cannot read, as sentences for the status line and `kiosk doctor`: what, where, what to do."""

import errno
import shlex
import sys

from db.marking import N_, Sentence


class SourceLost(Exception):
    """A device could not be opened, or is gone. `trouble` says why."""

    def __init__(self, trouble: Sentence) -> None:
        super().__init__(str(trouble))
        self.trouble = trouble


NO_SUCH_DEVICE = N_("There is no device {place}. Plug it in, or correct its name in the settings.")
NO_PERMISSION = N_(
    "This user may not read {place}. Add the user to the group {group} and log in again, "
    "or give the device to the kiosk with a udev rule: {rule}"
)
BUSY = N_("Another program is using {place}. Close it, or restart the machine.")
GONE = N_("{place} has been unplugged. Plug it in again; the kiosk finds it by itself.")
FAILED = N_("{place} cannot be read: {reason}.")
NOT_AN_INPUT_DEVICE = N_(
    "{place} is not a keyboard or scanner. Name one from /dev/input/by-id in the settings."
)
NOT_A_CAMERA = N_("{place} gives no picture: it is not a camera, or another program is using it.")
NO_SUCH_FILE = N_("There is no file {place}. Correct its name in the settings or on the command line.")
NOT_A_VIDEO = N_("{place} is not a video or a series of pictures that can be read.")
ENDED = N_("The video {place} has ended.")
NO_OPENCV = N_(
    "The part that reads the camera cannot be loaded ({reason}). Install the kiosk again, as its README says."
)
NO_PYSERIAL = N_(
    "The serial scanner needs one more program. In the folder of the kiosk's README, run: {command}"
)

_RULES = {
    "input": 'SUBSYSTEM=="input", KERNEL=="event*", ATTRS{idVendor}=="05e0", GROUP="kiosk", MODE="0660"',
    "dialout": 'SUBSYSTEM=="tty", ATTRS{idVendor}=="05e0", GROUP="kiosk", MODE="0660"',
    "video": 'SUBSYSTEM=="video4linux", GROUP="kiosk", MODE="0660"',
}
"""A rule for each group; 05e0 stands for the maker's number that `lsusb` shows."""


def no_pyserial() -> Sentence:
    """With the README's way to install, into the environment that runs: that may have no pip of its own."""
    bounds = "PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt"
    command = f"{bounds} python3 -m pip --python {shlex.quote(sys.executable)} install '.[serial]'"
    return Sentence(NO_PYSERIAL, {"command": command})


def trouble_of(error: OSError, place: str, group: str) -> Sentence:
    """The sentence for an error of opening or reading `place`; members of `group` may read such devices."""
    match error.errno:
        case errno.ENOENT | errno.ENXIO:
            return Sentence(NO_SUCH_DEVICE, {"place": place})
        case errno.EACCES | errno.EPERM:
            return Sentence(NO_PERMISSION, {"place": place, "group": group, "rule": _RULES[group]})
        case errno.EBUSY:
            return Sentence(BUSY, {"place": place})
        case errno.ENODEV | errno.EIO:
            return Sentence(GONE, {"place": place})
        case errno.ENOTTY | errno.EINVAL:
            return Sentence(
                NOT_AN_INPUT_DEVICE if group == "input" else FAILED, {"place": place, "reason": str(error)}
            )
        case _:
            return Sentence(FAILED, {"place": place, "reason": error.strerror or str(error)})
