"""README and the handbook are true: commands parse, all are there, both languages say the same."""

import re
import shlex
import tomllib
from argparse import ArgumentParser
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from command_names import commands_of

from db.answers.counter.scans import Answer
from kiosk.cli import _parser, main
from kiosk.handbook.topics import FOLDER, topic, topics
from kiosk.settings import CameraSettings, ScannerSettings
from kiosk.settings_file import read_settings
from kiosk.words import LANGUAGES, speak
from labels.stock_file import read_stocks

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = {f"{language}/{one.name}": one.text for language in LANGUAGES for one in topics(language)}
TEXTS = {"README.md": README, **PAGES}
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
LAST_TRUE = {"en": r"\*Last true of version (\S+)\.\*", "zh_CN": r"\*最后核对版本：(\S+)。\*"}
NAMES = sorted({one.name for language in LANGUAGES for one in topics(language)})


def shown_commands(text: str) -> list[str]:
    """Every `kiosk ...` of the text's code blocks, of its tables and of its sentences."""
    blocks = "\n".join(re.findall(r"```sh\n(.*?)```", text, re.DOTALL))
    in_blocks = re.findall(r"^\s*(kiosk\b.*)$", blocks, re.MULTILINE)
    in_text = re.findall(
        r"`((?:\.venv/bin/)?kiosk(?: [^`]*)?)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    )
    return [command.removeprefix(".venv/bin/") for command in in_blocks + in_text]


@cache
def parser() -> ArgumentParser:
    """Of all commands: it takes long to make."""
    return _parser(speak("en"))


PLACES = {
    "NUMBER": "6101",
    "STATUS": None,
    "WEEKDAY...": "mon",
    "[LAST-DAY]": "2026-10-07",
    "N": "14",
    "LEVEL": "1",
    "DAMAGE": "torn",
    "OUTCOME": "mended",
    "LIST": "missing",
    "FIGURE": "surplus",
    "ISSUE": "3",
    "FIRST": "1",
    "LAST": "6",
    "BASIS": "reviewed",
    "GROUND": "worn",
    "STATE": "missing",
    "RESULT": "poor",
    "YEAR": "2026",
    "AMOUNT": "4000",
}


def example(command: str) -> list[str]:
    """The command with real values in the places of the capitals."""
    typed = command.partition(" < ")[0]  # what stands behind is read from that file
    status = "active" if "readers mark" in command else "lost"
    words = [PLACES.get(word, word) or status for word in shlex.split(typed)[1:]]
    return [word for word in words if word != "COMMAND"] or []


@pytest.mark.parametrize("command", sorted({one for text in TEXTS.values() for one in shown_commands(text)}))
def test_every_command_that_is_shown_parses(command: str) -> None:
    arguments = example(command)
    if arguments == ["--help"]:
        return
    parser().parse_args(arguments)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_is_on_the_page_of_commands(language: str) -> None:
    shown = [" ".join(command.split()) for command in shown_commands(PAGES[f"{language}/commands"])]
    missing = [
        name
        for name in commands_of(parser())
        if not any(command == name or command.startswith(name + " ") for command in shown)
    ]
    assert missing == []


def without_own_words(command: str) -> str:
    """What a school calls a term or a reason is in its own language, and so is the language it asks for."""
    return re.sub(r'(?<=term )"[^"]+"|(?<=--reason )\S+|--language zh_CN ', "", command)


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_have_the_page_with_the_same_commands_and_pictures(name: str) -> None:
    english, chinese = (PAGES[f"{language}/{name}"] for language in ("en", "zh_CN"))
    assert sorted(map(without_own_words, shown_commands(english))) == sorted(
        map(without_own_words, shown_commands(chinese))
    )
    codes, own = (set(re.findall(r"`(--[a-z-]+|%[A-Z]+|F\d+)", text)) for text in (english, chinese))
    assert codes == own
    assert len(re.findall(r"!\[", english)) == len(re.findall(r"!\[", chinese))


@pytest.mark.parametrize("name", NAMES)
def test_what_the_handbook_calls_by_its_words_on_the_screen_is_called_so_in_chinese(name: str) -> None:
    """English sets them in italics; what is no message (a printed word, a term of the trade) is let by."""
    chinese, messages = PAGES[f"zh_CN/{name}"], speak("zh_CN")
    named = re.findall(r"(?<!\*)\*([A-Z][^*\n]+)\*(?!\*)", PAGES[f"en/{name}"])
    translated = {word: messages(word) for word in named} | {
        word: messages(word + ".").removesuffix("。") for word in named if messages(word + ".") != word + "."
    }
    own = {word: own for word, own in translated.items() if own != word}
    assert {word: own for word, own in own.items() if own.rstrip("。") not in chinese} == {}
    assert not re.search(r"(?<!\*)\*(?!\*|最后核对|USB)[^*\n]+\*(?!\*)", chinese)  # in Chinese: “ ”


@pytest.mark.parametrize("page", sorted(PAGES))
def test_a_page_says_for_which_version_it_was_last_true(page: str) -> None:
    found = re.search(LAST_TRUE[page.partition("/")[0]], PAGES[page].rstrip().rpartition("\n")[2])
    assert found and parts(found[1]) <= parts(VERSION)


def parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


@pytest.mark.parametrize("page", sorted(PAGES))
def test_the_links_of_a_page_lead_to_pages(page: str) -> None:
    language = page.partition("/")[0]
    links = re.findall(r"(?<!!)\[[^]]*\]\(([^)]+)\)", PAGES[page])
    assert [link for link in links if f"{language}/{link}" not in PAGES] == []
    pictures = re.findall(r"!\[[^]]*\]\(([^)]+)\)", PAGES[page])
    assert [link for link in pictures if not (FOLDER / language / link).is_file()] == []


def test_readme_is_short_and_leads_to_every_page() -> None:
    assert len(README.splitlines()) <= 250
    links = {link for link in re.findall(r"\]\(([^)#]+)\)", README) if "//" not in link}
    assert [link for link in links if not (ROOT / link).exists()] == []
    assert {f"kiosk/handbook/{page}.md" for page in PAGES} <= links


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_handbook_lists_its_pages_as_the_readme_does(language: str) -> None:
    table = re.findall(rf"\(kiosk/handbook/{language}/([a-z0-9-]+)\.md\) \|", README)
    assert [one.name for one in topics(language)] == table and table[0] == "first-day"


@pytest.mark.parametrize(
    ("language", "words", "first"),
    [
        ("en", "lost card", "readers"),
        ("zh_CN", "丢了", "readers"),
        ("en", "scanner", "scanners"),
        ("en", "SIP2", "sip2"),
        ("zh_CN", "备份", "safety"),
        ("en", "late", "loans"),
        ("en", "PIN", "staff"),
    ],
)
def test_a_search_of_the_handbook_has_the_likeliest_page_first(language: str, words: str, first: str) -> None:
    assert topics(language, words)[0].name == first


def test_the_map_for_developers_names_every_room() -> None:
    named = set(re.findall(r"`((?:db|kiosk)/[a-z_0-9]+)/", README.partition("## For developers")[2]))
    files = [file for floor in ("db", "kiosk") for file in (ROOT / floor).glob("*/*.py")]
    assert sorted({f"{file.parts[-3]}/{file.parts[-2]}" for file in files} - named) == []


def test_every_outcome_word_is_on_the_page_of_scans_from_a_file() -> None:
    for language in LANGUAGES:
        page = PAGES[f"{language}/replay"]
        assert [kind.word for kind in get_args(Answer) if f"`{kind.word}`" not in page] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_label_stock_that_is_shown_can_be_used(tmp_path: Path, language: str) -> None:
    (shown,) = re.findall(r"```toml\n(.*?)```", PAGES[f"{language}/labels"], re.DOTALL)
    (tmp_path / "stocks.toml").write_text(shown, encoding="utf-8")
    assert read_stocks(tmp_path / "stocks.toml")["school-21"].cells == 21


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_settings_that_are_shown_can_be_read(tmp_path: Path, language: str) -> None:
    (shown,) = re.findall(r"```toml\n(.*?)```", PAGES[f"{language}/settings"], re.DOTALL)
    file = tmp_path / "kiosk.toml"
    file.write_text(shown, encoding="utf-8")
    settings = read_settings(file)
    assert (settings.scanner, settings.camera) == (
        ScannerSettings(serial=settings.scanner.serial, event="05e0:1200"),
        CameraSettings(device=0),
    )


def test_the_handbook_counts_what_was_withstood_alike_in_both_languages() -> None:
    pages = [ROOT / f"kiosk/handbook/{language}/what-it-withstands.md" for language in ("en", "zh_CN")]
    texts = [page.read_text(encoding="utf-8").splitlines() for page in pages]
    rows = [[line.strip("| ").split(" | ") for line in text if line[:1] == "|"] for text in texts]
    scripts = [[re.findall(r"`(tests/[^`]+)`", row[-1]) for row in table] for table in rows]
    assert scripts[0] == scripts[1] and len(scripts[0]) == 11
    assert all((ROOT / script).is_file() for found in scripts[0] for script in found)
    counts = [[re.findall(r"\d[\d,.]*", row[1]) for row in table] for table in rows]
    assert [sorted(row) for row in counts[0]] == [sorted(row) for row in counts[1]]
    assert all(counts[0][2:])  # each has its count


def test_a_command_prints_a_page_or_names_them_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["handbook"]) == 0
    listed = capsys.readouterr().out
    assert [one.name for one in topics("en") if one.name not in listed] == []
    assert main(["--language", "zh_CN", "handbook", "lists"]) == 0
    page = topic("zh_CN", "lists")
    assert page and capsys.readouterr().out.strip() == page.text.strip()
    assert main(["handbook", "nosuch"]) == 1
    assert "first-day" in capsys.readouterr().err
    assert main(["handbook", "../en/lists"]) == 1
