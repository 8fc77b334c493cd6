"""New codes for labels and cards: who needs one, and minting them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count, islice
from typing import Literal

from db.codes import has_valid_check_digit, mint
from db.events.record import Acting
from db.labelling.cards import Cardholder
from db.library.identity import identity
from db.models import Barcode, Setting
from db.searching.names import keep_readers
from db.stock.choosing import Shelved
from db.store.batches import batches, insert, select_in
from db.store.sql import rows


def hold_serials() -> None:
    """Let no other desk mint, nor choose what to print, until the running transaction ends."""
    Setting.insert(key="last_serial", value="0").on_conflict_ignore().execute()
    Setting.update(value=Setting.value).where(Setting.key == "last_serial").execute()


def is_own(code: str, library: int) -> bool:
    """Whether a copy's code was minted by this library."""
    return len(code) == 14 and code.startswith(f"3{library:04}") and has_valid_check_digit(code)


def with_codes(copies: Sequence[Shelved], new_codes: bool, acting: Acting) -> tuple[list[Shelved], int]:
    library = identity().number
    bare = {copy.copy_id for copy in copies if needs_code(copy, new_codes, library)}
    codes = minted("copy", library, len(bare))
    coded = [replace(copy, code=next(codes)) if copy.copy_id in bare else copy for copy in copies]
    labels = [(copy.code, copy.copy_id, acting.now, True) for copy in coded if copy.copy_id in bare]
    insert(Barcode, ("code", "copy_id", "issued_at", "unseen"), labels)
    return coded, len(bare)


def needs_code(copy: Shelved, new_codes: bool, library: int) -> bool:
    return not copy.code or (new_codes and not is_own(copy.code, library))


def with_cards(readers: Sequence[Cardholder], acting: Acting) -> tuple[list[Cardholder], int]:
    bare = sum(not reader.code for reader in readers)
    codes = minted("patron", identity().number, bare)
    coded = [reader if reader.code else replace(reader, code=next(codes)) for reader in readers]
    cards = [
        (now.code, now.patron_id, acting.now)
        for now, before in zip(coded, readers, strict=True)
        if not before.code
    ]
    insert(Barcode, ("code", "patron_id", "issued_at"), cards)
    keep_readers(patron_id for _, patron_id, _ in cards)
    return coded, bare


def minted(kind: Literal["copy", "patron"], library: int, wanted: int) -> Iterator[str]:
    """This many new codes, without those that are already in the store from an earlier system."""
    if not wanted:
        return iter(())
    last = int(rows("SELECT value FROM setting WHERE key = ?", "last_serial")[0][0])
    codes: list[str] = []
    for serials in batches(count(last + 1)):
        candidates = {mint(kind, library, serial): serial for serial in serials}
        taken = {code for (code,) in select_in("SELECT code FROM barcode WHERE code IN", list(candidates))}
        free = [code for code in candidates if code not in taken]
        codes += islice(free, wanted - len(codes))
        if len(codes) == wanted:
            last = candidates[codes[-1]]
            break
    Setting.update(value=str(last)).where(Setting.key == "last_serial").execute()
    return iter(codes)
