"""Where a code goes: to the window over the kiosk, to the staff's dialog, the relabelling, or the desks."""

from kiosk.find.switch import CODE, FindSwitch
from kiosk.full_screen.review_slips import ReviewSlips
from kiosk.relabel.switch import RelabelSwitch
from kiosk.scanner.source import Scan
from kiosk.scene.stand import Stand
from kiosk.staff.mode import StaffMode


class Routing:
    """Codes go on in the order in which they came, whoever read them."""

    def __init__(self, stand: Stand, staff: StaffMode, relabel: RelabelSwitch, find: FindSwitch) -> None:
        self._scene = stand.scene
        self._window = stand.window
        self._service = stand.service
        self._staff = staff
        self._relabel = relabel
        self._find = find
        self._slips = ReviewSlips(stand)

    def serve(self, scan: Scan) -> None:
        """Hand a code on to whom it is for."""
        if scan.source != "keyboard" and self._window.takes(scan.code):
            return
        if self._staff.is_open and self._is_for_staff(scan):
            return
        if scan.code == CODE:
            self.look_for_a_book()
            return
        if self._find.is_on and self._find.scan(scan):
            return
        if scan.code != "%PRINT" or self._staff.dialog or not self.print():
            self._staff.lock()
            if not self._scene.showing.is_closed:
                self._service.scan(scan.code, scan.at, by_key=scan.by_key)

    def print(self) -> bool:
        """Print what is shown or offered. Returns whether there was anything."""
        return self._scene.print_page() or self._slips.print()

    def look_for_a_book(self) -> None:
        """Open the page for finding a book, or begin again on it; nothing of the staff's stays open."""
        self._staff.lock()
        if not self._scene.showing.is_closed:
            self._find.open()

    def _is_for_staff(self, scan: Scan) -> bool:
        if self._staff.dialog:
            return self._staff.sign_in.takes(scan)
        if self._relabel.scan(scan.code, scan.at):
            self._staff.touch()
            return True
        return False
