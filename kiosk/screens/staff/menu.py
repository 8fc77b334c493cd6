"""The staff's menu at the kiosk: what they may do here."""

from datetime import date

from textual.content import Content

from db.roles import Act, Post
from kiosk.machine.sticks import Stick
from kiosk.screens.pane import cut
from kiosk.screens.staff.dialog import WIDTH, Choice, Dialog
from kiosk.screens.staff.reason import Refusal
from kiosk.words import Words, visible

_MANY = 6
"""From this many lines on, a menu is set close, to fit in 24 rows."""


class StaffMenu(Dialog):
    """What this member of staff may do at the kiosk itself."""

    def __init__(
        self,
        words: Words,
        post: Post,
        *,
        is_closed: bool,
        day: date | None = None,
        refusal: Refusal | None = None,
        page_of: int | None = None,
        stick: Stick | None = None,
        may_wish: bool = False,
    ) -> None:
        """`day`: the day to be confirmed, when the clock looks wrong. `refusal`: what may be lent anyway.

        `page_of`: the class whose lesson's page is shown. `stick`: one that gets no backups; `may_wish`:
        this machine adopts it when it is named here.
        """
        super().__init__(words)
        self._stick = stick if post.may(Act.LEAVE) else None
        adopts = self._stick is not None and may_wish
        self._may_wish = adopts and post.may(Act.SAFETY)
        _ = words
        self._refusal = refusal if post.may(Act.OVERRIDE) else None
        lend = _("Lend it anyway") if self._refusal else ""
        whose = ""
        if self._refusal and self._refusal.one_more:
            lend, whose = _("Lend it as an extra copy"), _("It is one that another reader has")
        close = _("Open the kiosk again") if is_closed else _("Close the kiosk for now")
        right = _("Today is {day}: the clock is right", day=day.isoformat()) if day else ""
        titles = ""
        if page_of is not None and post.may(Act.TITLES, page_of):
            titles = _("Show which titles are due")
        own_pin = _("A new PIN") if post.patron_id is not None else ""
        offered = (
            ("f2", Act.DESK, Choice.FIND, _("Find a book or a reader")),
            ("f3", Act.OVERRIDE, Choice.WHOSE, whose),
            ("f4", Act.OVERRIDE, Choice.OVERRIDE, lend),
            ("f5", Act.CLOSE, Choice.OPEN if is_closed else Choice.CLOSE, close),
            ("f6", Act.RELABEL, Choice.RELABEL, _("Relabel books")),
            ("f7", Act.TITLES, Choice.TITLES, titles),
            ("f8", Act.CONFIRM_DAY, Choice.CONFIRM_DAY, right),
            ("f9", Act.OWN_PIN, Choice.NEW_PIN, own_pin),
            ("f10", Act.LEAVE, Choice.LEAVE, _("Leave the kiosk")),
            ("f11", Act.SAFETY, Choice.STICK, _("This stick gets the backups from now on") if adopts else ""),
        )
        self._choices = {key: (choice, what) for key, act, choice, what in offered if what and post.may(act)}

    def told(self) -> list[Content]:
        _ = self._words
        keys = [(key.upper(), what) for key, (_choice, what) in self._choices.items()]
        lines = [Content.styled(_("For the staff"), "bold")]
        if self._refusal:
            book = self._refusal.book
            lines += [Content(""), Content(cut(_("“{title}”", title=book.title), WIDTH))] if book else []
            lines.append(Content(self._refusal.sentence))
        apart = [Content("")] if len(keys) < _MANY and not self._refusal else []
        lines.append(Content(""))
        for key, what in (*keys, ("Esc", _("Back to the kiosk"))):
            lines += [Content.assemble((f" {key:<3} ", "bold reverse"), "  ", what), *apart]
        if self._stick and not self._refusal:
            stick = f"{visible(self._stick.label) or '-'}, {self._stick.megabytes} MB, {self._stick.uuid}"
            lines += [
                Content(""),
                Content(cut(_("A stick is plugged in: {stick}", stick=stick), WIDTH)),
                *self._how_it_is_adopted(self._stick),
            ]
        return lines

    def pressed(self, key: str) -> None:
        if key in self._choices:
            self.dismiss(self._choices[key][0])
        else:
            super().pressed(key)

    def _how_it_is_adopted(self, stick: Stick) -> list[Content]:
        _ = self._words
        if self._may_wish:
            return [Content(_("It gets no backups. Whoever holds it could read them."))]
        return [
            Content(_("It gets no backups. For that, type as root:")),
            Content(f"kiosk install-service --backup-stick {stick.uuid}"),
        ]
