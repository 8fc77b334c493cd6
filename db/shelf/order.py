"""The order of one shelf, and the fewest moves that bring it about. Pure: books are codes with shelf keys."""

from bisect import bisect_right
from collections.abc import Iterable

from db.answers.shelves.shelf import Handful, Move


class Run:
    """Books in the order in which they stand, each with its shelf key; they may be added one by one.

    The longest non-decreasing run of keys stays where it is; every other book moves once, and fewer moves
    cannot be enough. Books with equal keys never move each other. A book costs the logarithm of those before.
    """

    def __init__(self, books: Iterable[tuple[str, bytes]] = ()) -> None:
        self._codes: list[str] = []
        self._keys: list[bytes] = []
        self._ends: list[bytes] = []
        """The least key that a run of each length can end with."""
        self._ending: list[int] = []
        """The book that such a run ends with."""
        self._before: list[int] = []
        """For each book, the one before it in the longest run that it ends; -1 for none."""
        for code, key in books:
            self.add(code, key)

    def __len__(self) -> int:
        return len(self._codes)

    def add(self, code: str, key: bytes) -> bool:
        """The next book of the shelf; whether it stands in order behind what can stay."""
        length = bisect_right(self._ends, key)
        is_longest = length == len(self._ends)
        self._before.append(self._ending[length - 1] if length else -1)
        self._ends[length : length + 1] = [key]
        self._ending[length : length + 1] = [len(self._codes)]
        self._codes.append(code)
        self._keys.append(key)
        return is_longest

    @property
    def displaced(self) -> int:
        """How many moves it takes."""
        return len(self._codes) - len(self._ends)

    def span(self) -> tuple[bytes, bytes] | None:
        """The keys of the first and the last book that stay; None of an empty shelf."""
        staying = self._staying()
        return (self._keys[staying[0]], self._keys[staying[-1]]) if staying else None

    def moves(self) -> list[Move]:
        """The moves in the order in which they are made: by where the books go, from the left."""
        return [move for move, _ in self._planned()]

    def handfuls(self) -> list[Handful]:
        """The moves, those as one that take neighbours, in their order, into one gap."""
        grips: list[list[tuple[Move, int]]] = []
        for move, place in self._planned():
            last = grips[-1][-1] if grips else None
            if last and last[1] == place - 1 and last[0].code == move.after and last[0].before == move.before:
                grips[-1].append((move, place))
            else:
                grips.append([(move, place)])
        return [
            Handful(tuple(move.code for move, _ in grip), grip[0][0].after, grip[0][0].before)
            for grip in grips
        ]

    def _staying(self) -> list[int]:
        at = self._ending[-1] if self._ending else -1
        staying = []
        while at >= 0:
            staying.append(at)
            at = self._before[at]
        return staying[::-1]

    def _planned(self) -> list[tuple[Move, int]]:
        """The moves, each with the place where its book stands now."""
        staying = self._staying()
        keys = [self._keys[place] for place in staying]
        stays = set(staying)
        moving = [place for place in range(len(self._codes)) if place not in stays]
        planned: list[tuple[Move, int]] = []
        last_gap = -1
        for place in sorted(moving, key=lambda place: self._keys[place]):
            gap = bisect_right(keys, self._keys[place])
            left = self._codes[staying[gap - 1]] if gap else ""
            after = planned[-1][0].code if gap == last_gap else left
            before = self._codes[staying[gap]] if gap < len(staying) else ""
            planned.append((Move(self._codes[place], after, before), place))
            last_gap = gap
        return planned
