"""What the doctor finds: how the store, the terminal, the devices and the sources of codes are."""

from dataclasses import dataclass
from typing import Literal

from db.marking import N_, Sentence

NO_STORE = N_("There is no store at {path} yet. The full screen makes one.")


@dataclass(frozen=True)
class Store:
    """The library's data. `titles` and `readers` are -1 where they cannot be counted.

    Attributes:
        copied_at: for a store on a server, the local time of this machine's own copy; empty for none.
        untold: what was done with that copy alone, and the server does not know of yet.
        damaged: what there is to say of former copies that were damaged.
    """

    path: str
    titles: int = -1
    readers: int = -1
    trouble: Sentence | None = None
    copied_at: str = ""
    untold: int = 0
    damaged: tuple[Sentence, ...] = ()


@dataclass(frozen=True)
class Terminal:
    """Where this runs. `is_terminal`: a person sits before it."""

    is_terminal: bool
    columns: int
    rows: int
    kind: str
    encoding: str
    troubles: tuple[Sentence, ...] = ()


@dataclass(frozen=True)
class Device:
    """Something that is attached.

    Attributes:
        kind: `input` is a keyboard, or a scanner that types like one.
        settings: what to write into the settings for it.
        is_readable: whether this user may open it.
        rule: the udev rule that gives it to the kiosk; empty where its numbers are unknown.
    """

    kind: Literal["input", "serial", "camera"]
    settings: str
    name: str
    is_readable: bool
    rule: str


@dataclass(frozen=True)
class SourceState:
    """A device of the settings: `live`, `lost` with its trouble, or `waiting` (it has not said yet)."""

    name: str
    status: str
    trouble: Sentence | None = None


@dataclass(frozen=True)
class Checkup:
    """All of it. `receipts` is the receipt printer of the settings; None where they name none.

    `sound`: with what sounds are played, where they are wanted, and `silent` what is missing for that.
    `desk`: what is wrong with how the librarian's desk is served to other machines.
    `screen`: what the screen `cage` lacks, for itself and for the desk in a window over the kiosk.
    """

    version: str
    python: str
    system: str
    store: Store
    terminal: Terminal
    devices: tuple[Device, ...]
    sources: tuple[SourceState, ...]
    libraries: dict[str, bool]
    missing: tuple[Sentence, ...]
    receipts: SourceState | None
    desk: Sentence | None = None
    screen: tuple[Sentence, ...] = ()
    sound: Sentence | None = None
    silent: tuple[Sentence, ...] = ()

    @property
    def is_well(self) -> bool:
        """Whether everything that is asked for works."""
        asked_for = [*self.sources, *([self.receipts] if self.receipts else [])]
        return not self.store_is_ill and all(one.status != "lost" for one in asked_for)

    @property
    def store_is_ill(self) -> bool:
        """Whether there is a store that cannot be used."""
        return self.store.trouble is not None and self.store.trouble.text != NO_STORE
