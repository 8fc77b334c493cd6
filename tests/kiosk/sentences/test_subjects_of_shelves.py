"""What stands on a shelf, in words that a child knows and in a picture."""

import pytest

from kiosk.sentences.shelves.signs import (
    _CHINESE,
    _CHINESE_FINER,
    _DEWEY,
    _DEWEY_FINER,
    pictures_of,
    subject_of,
)
from kiosk.words import speak
from labels.content.pictures import PICTURES


@pytest.mark.parametrize(
    ("first", "last", "scheme", "english", "chinese", "pictures"),
    [
        ("Q951", "Q959.8", "clc", "Animals", "动物", ("cat",)),
        ("I287.7", "I287.7", "clc", "Fairy tales", "童话", ("castle",)),
        ("i287.45", "I287.8", "clc", "Stories for children", "儿童文学", ("castle",)),
        ("Q94", "Q959", "clc", "Plants and animals", "动物、植物", ("cat",)),
        ("I287.45", "K209", "clc", "Stories and poems – History and countries", "文学 – 历史、地理", None),
        ("398.2", "398.8", "dewey", "Fairy tales", "童话", ("castle",)),
        ("QA76", "QA77", "lc", "", "", ()),
        ("", "", "clc", "", "", ()),
        ("%", "Q95", "clc", "", "", ()),
    ],
)
def test_the_closest_words_for_all_that_stands_there(
    *, first: str, last: str, scheme: str, english: str, chinese: str, pictures: tuple[str, ...] | None
) -> None:
    assert subject_of(first, last, scheme, speak("en")) == english
    assert subject_of(first, last, scheme, speak("zh_CN")) == chinese
    found = pictures_of(first, last, scheme)
    assert found == pictures or (pictures is None and len(found) == 2)


def test_every_subject_has_a_picture_that_is_drawn() -> None:
    for subjects in (_CHINESE, _CHINESE_FINER, _DEWEY, _DEWEY_FINER):
        assert {picture for _name, picture in subjects.values()} <= PICTURES.keys()
