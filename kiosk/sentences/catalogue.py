"""The words of the catalogue: the fields of a title, the columns of a list, what a copy is marked as."""

from db.marking import N_, Sentence

FIELD_NAMES = {
    "isbn": N_("ISBN"),
    "identifier": N_("number in place of an ISBN"),
    "title": N_("title"),
    "author": N_("author"),
    "publisher": N_("publisher"),
    "year": N_("year"),
    "pages": N_("pages of the book"),
    "price": N_("price"),
    "currency": N_("currency"),
    "subject": N_("subject"),
    "language": N_("language of the book"),
    "call_number": N_("call number"),
}
"""What the fields of a title are called."""

COPY_STATUSES = {
    "available": N_("available"),
    "reference": N_("reference"),
    "repair": N_("repair"),
    "lost": N_("lost"),
    "withdrawn": N_("withdrawn"),
    "processing": N_("being prepared"),
    "frozen": N_("kept back"),
}
READER_STATUSES = {
    "active": N_("active"),
    "suspended": N_("suspended"),
    "card_lost": N_("card lost"),
    "left": N_("left"),
}
PINYIN_OF_CLASS = {
    True: N_("For {name} the kiosk now shows pinyin above the characters."),
    False: N_("For {name} the kiosk no longer shows pinyin."),
}
YES_OR_NO = {"yes": N_("yes"), "no": N_("no")}
READER_FIELDS = {
    "number": N_("number"),
    "name": N_("name"),
    "given_name": N_("what they are called"),
    "class": N_("class"),
    "category": N_("category"),
    "quota": N_("how many books at once"),
    "language": N_("language of the kiosk for them"),
    "pinyin": N_("pinyin above the characters at the kiosk (yes, no; empty: as the class)"),
    "status": N_("status"),
    "barcode": N_("card"),
}
"""What the fields of a reader are called."""
CLC_CLASSES = {
    "A": N_("Marxism, Leninism, Mao Zedong Thought"),
    "B": N_("Philosophy and religion"),
    "C": N_("Social sciences in general"),
    "D": N_("Politics and law"),
    "E": N_("Military science"),
    "F": N_("Economics"),
    "G": N_("Culture, education, sport"),
    "H": N_("Languages"),
    "I": N_("Literature"),
    "J": N_("Arts"),
    "K": N_("History and geography"),
    "N": N_("Natural sciences in general"),
    "O": N_("Mathematics, physics, chemistry"),
    "P": N_("Astronomy and earth sciences"),
    "Q": N_("Life sciences"),
    "R": N_("Medicine and health"),
    "S": N_("Agriculture"),
    "T": N_("Technology"),
    "U": N_("Transport"),
    "V": N_("Aviation and space"),
    "X": N_("Environment and safety"),
    "Z": N_("General works"),
}
"""The main classes of the Chinese Library Classification, by their letters."""


def marked_as(status: str, copies: int, numbers: str) -> Sentence:
    """How many copies were marked; `numbers` are the readers whose loans ended with that."""
    said = Sentence(N_("Marked as {status}: {n}"), {"status": Sentence(COPY_STATUSES[status]), "n": copies})
    if not numbers:
        return said
    ended = N_("{done}. The loan of reader {numbers} has ended with it.")
    return Sentence(ended, {"done": said, "numbers": numbers})
