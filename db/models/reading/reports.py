"""Reports of a term, a school year or a month: the school's own words, and what was signed."""

from peewee import CharField, CompositeKey, DateTimeField, TextField

from db.models.base import Table


class ReportWords(Table):
    """The school's own words in the place of a paragraph. `period` is its kind and name, as `term:Autumn`.

    Empty words leave the paragraph out.
    """

    period = CharField(max_length=80)
    paragraph = CharField(max_length=64)
    words = TextField()

    class Meta:
        primary_key = CompositeKey("period", "paragraph")


class SignedReport(Table):
    """A report that was signed, with all its figures and tables as they were then, JSON."""

    period = CharField(primary_key=True, max_length=80)
    signed_at = DateTimeField()
    signed_by = CharField(max_length=60)
    content = TextField()
