"""One answer as one line: for `kiosk replay`, and for the demonstration where there is no terminal."""

from dataclasses import dataclass
from datetime import datetime

from db.answers.classes.corner import CornerAnswer
from db.answers.counter.scans import Answer
from db.clock import to_local
from db.marking import N_
from kiosk.counter.conversation import Conversation
from kiosk.sentences.saying import say
from kiosk.words import Words, visible, visible_json


@dataclass(frozen=True)
class AnswerLine:
    """What a line says. `patron` is the number of the reader at the kiosk after the scan, if any."""

    at: datetime
    code: str
    outcome: str
    patron: str | None
    title: str | None
    due: str | None
    message: str

    def as_json(self) -> str:
        """One JSON object; times are local and ISO 8601, with the offset."""
        return visible_json(
            {
                "at": to_local(self.at).astimezone().isoformat(),
                "code": self.code,
                "outcome": self.outcome,
                "patron": self.patron,
                "title": self.title,
                "due": self.due,
                "message": self.message,
            }
        )

    def as_text(self) -> str:
        """One line for people."""
        return f"{to_local(self.at):%H:%M:%S}  {visible(self.code):<16} {visible(self.message)}"


def line_of(
    at: datetime, code: str, answer: Answer | CornerAnswer, conversation: Conversation, words: Words
) -> AnswerLine:
    """The line for one answer; `conversation` is the one after it."""
    said = say(answer, words)
    book = getattr(answer, "book", None)
    due_on = getattr(answer, "due_on", None)
    turn = conversation.turn
    return AnswerLine(
        at=at,
        code=code,
        outcome=answer.word,
        patron=turn.reader.number if turn else None,
        title=book.title if book else None,
        due=due_on.isoformat() if due_on else None,
        message=words(N_("{big}: {rest}"), big=said.big.rstrip("?？"), rest=" ".join(said.lines))
        if said.big
        else " ".join(said.lines),
    )
