"""Lists as other systems want them: a profile made from a sample of theirs, and its file."""

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.responses import Response

from db.clock import local_day
from db.errors import BadValue
from db.exporting.profiles.profile import (
    Column,
    all_profiles,
    drop_profile,
    is_own,
    keep_profile,
    profile_named,
)
from db.exporting.profiles.rows import FIELDS
from db.exporting.profiles.sample import learn_profile, with_fields, with_rows
from db.marking import N_, Sentence
from db.roles import Act
from kiosk.lists.profiles.profile_file import ending_of, file_of
from kiosk.lists.profiles.profile_words import FIELD_WORDS, KIND_WORDS
from kiosk.pages.ground.ask import Ask
from kiosk.pages.ground.place import MB, Page
from kiosk.pages.ground.rendering import page

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SAME = "="
"""Chosen for a column that has the same in each row."""


@dataclass(frozen=True)
class _Shown:
    column: Column
    choice: str


def show_profiles(ask: Ask) -> Response:
    """All of them, and the field for a sample."""
    kinds = [("", ask.words(N_("as the headers say")))]
    kinds += [(kind, ask.words(KIND_WORDS[kind])) for kind in FIELDS if kind != "year"]
    own = {profile.name for profile in all_profiles() if is_own(profile)}
    return page(ask, "profiles.html", profiles=all_profiles(), own=own, kinds=kinds, kind_words=KIND_WORDS)


def take_sample(ask: Ask) -> Response:
    """Make a profile of the sample that was sent, and show what stands in each column."""
    name, file = ask.text("name"), ask.file("sample")
    is_workbook = (file.filename or "").lower().endswith(".xlsx")
    kind = ask.text("kind")
    kind = kind if kind in FIELDS else ""
    profile = learn_profile(file.file.read(), name, is_workbook=is_workbook, kind=kind)
    keep_profile(profile, ask.acting())
    address = f"/lists/profiles/columns?{urlencode({'name': profile.name})}"
    return ask.done(address, Sentence(N_("Check that each column is right.")))


def show_columns(ask: Ask) -> Response:
    """Their columns, each with a choice of ours."""
    profile = profile_named(ask.text("name"))
    choices = [("", ask.words(N_("nothing"))), (_SAME, ask.words(N_("always the same:")))]
    choices += [(field, ask.words(FIELD_WORDS[field])) for field in FIELDS[profile.kind]]
    columns = [_Shown(column, column.field or (_SAME if column.always else "")) for column in profile.columns]
    fields = [("", "–"), *choices[2:]]
    orders = [("", ask.words(N_("as the library files them"))), *choices[2:]]
    return page(
        ask,
        "profile-columns.html",
        profile=profile,
        columns=columns,
        choices=choices,
        orders=orders,
        fields=fields,
        only=[*profile.only.items(), ("", "")],
    )


def choose_columns(ask: Ask) -> Response:
    """Keep what was chosen."""
    profile = profile_named(ask.text("name"))
    fields, texts = ask.chosen("field"), ask.chosen("always")
    if len(fields) != len(profile.columns) or len(texts) != len(fields):
        raise BadValue(N_("The profile has changed meanwhile. Open its page again."))
    chosen = {
        column.header: f"={text}" if field == _SAME else field
        for column, field, text in zip(profile.columns, fields, texts, strict=True)
    }
    only = dict.fromkeys(profile.only, "") | dict(zip(ask.chosen("only"), ask.chosen("is"), strict=False))
    only.pop("", None)
    filled = with_rows(with_fields(profile, chosen), ask.text("order"), only)
    keep_profile(filled, ask.acting())
    return ask.done("/lists/profiles", Sentence(N_("The profile {name} is saved."), {"name": profile.name}))


def forget(ask: Ask) -> Response:
    """Keep it no longer."""
    name = ask.text("name")
    drop_profile(name, ask.acting())
    return ask.done("/lists/profiles", Sentence(N_("The profile {name} is deleted."), {"name": name}))


def give(ask: Ask) -> Response:
    """The file."""
    profile = profile_named(ask.text("name"))
    content = file_of(profile, ask.now)
    ending = ending_of(profile)
    kind = _WORKBOOK if ending == "xlsx" else "text/csv"
    name = f"list-{local_day(ask.now)}.{ending}"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, headers=headers, media_type=kind)


PAGES = (
    Page("/lists/profiles", show_profiles, Act.IMPORT),
    Page("/lists/profiles", take_sample, Act.IMPORT, "POST", files=1, largest=20 * MB),
    Page("/lists/profiles/columns", show_columns, Act.IMPORT),
    Page("/lists/profiles/columns", choose_columns, Act.IMPORT, "POST"),
    Page("/lists/profiles/forget", forget, Act.IMPORT, "POST"),
    Page("/lists/profiles/file", give, Act.IMPORT),
)
