"""Why a kiosk goes on without its server, as its sign says."""

from enum import Enum


class Away(Enum):
    """What has to be mended, and by whom."""

    NETWORK = "network"
    """The server cannot be reached, which passes by itself."""
    PASSWORD = "password"
    """It does not let this machine in."""
    LACKING = "lacking"
    """It lets us in, but a table, a column or a right that the kiosk needs is lost."""
    READ_ONLY = "read_only"
    """Nothing can be written there."""
    FULL = "full"
    """Its disk takes nothing more."""
    NEWER = "newer"
    """A newer version of the kiosk has changed its tables: this machine's program has to be updated."""
    OLDER = "older"
    """Its tables are those of an older version, as after a backup was restored; they are brought up."""
    UNPROVEN = "unproven"
    """Whatever answers there does not prove that it is the library's server."""
