"""What can go wrong between a wish and a label, each with the sentence that the librarian reads."""

from gettext import NullTranslations


def N_(sentence: str) -> str:  # noqa: N802 - the name that message extractors look for
    """Mark an English sentence for the catalogues; whoever shows it translates it."""
    return sentence


class LabelError(Exception):
    """A label cannot be made as asked, and nothing was written.

    Attributes:
        sentence: English, marked for translation, with `{names}`.
        values: what fills the names; `sentence.format(**values)` is also the text of the exception.
    """

    def __init__(self, sentence: str, **values: object) -> None:
        self.sentence = sentence
        self.values = values
        super().__init__(sentence.format(**values))

    def say(self, language: NullTranslations) -> str:
        """The sentence in this language, with those of its values that are marked for translation."""
        said = {
            name: language.gettext(value) if isinstance(value, str) and value else value
            for name, value in self.values.items()
        }
        return language.gettext(self.sentence).format(**said)


class StockError(LabelError):
    """A label sheet that contradicts itself or does not fit its page, or one nobody has described."""


class CodeError(LabelError):
    """A code that the chosen symbology has no bars for."""


class FitError(LabelError):
    """Something that must be on the label has no room there; `needed` is in millimetres."""


class FontError(LabelError):
    """No font at hand has the characters."""


class ProofError(LabelError):
    """The proof read something else than was asked, or nothing."""


class WriteError(LabelError):
    """The file could not be written; what was there before is untouched."""
