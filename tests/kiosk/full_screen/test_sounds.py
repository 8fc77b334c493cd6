"""What is heard at the kiosk: a real program plays it and keeps what it played; none of it delays a scan."""

import io
import stat
import time
import wave
from pathlib import Path

import numpy as np
import pytest
from full_screen import standing_at, until
from new_store import new_store
from school import NOW, Library

from db.events.record import Acting
from db.lessons.timetable import add_period
from db.store.opening import connected
from kiosk.settings import SoundSettings
from kiosk.sound.answers import heard
from kiosk.sound.players import find_players, troubles_of
from kiosk.sound.sounds import Sounds, Utterance
from kiosk.sound.tones import RATE, Sound, wave_of
from kiosk.words import speak


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "library.db"
    new_store(path)
    with connected():
        library = Library(path)
        library.policy("pupil")
        library.patron("6101", name="Adalbert Wolfe", class_name="3A")
        library.copy("B1", title=library.title("Momo"))
    return path


@pytest.fixture
def player(tmp_path: Path) -> Path:
    """A program that plays a file by keeping it."""
    (tmp_path / "played").mkdir()
    return program(tmp_path / "player", f'cp "$1" "$(mktemp {tmp_path}/played/XXXXXX)"')


def program(path: Path, does: str) -> Path:
    path.write_text(f"#!/bin/sh\n{does}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def played(tmp_path: Path) -> list[bytes]:
    files = sorted((tmp_path / "played").iterdir(), key=lambda file: file.stat().st_mtime_ns)
    return [data for file in files if len(data := file.read_bytes()) > 44]


def pitches(data: bytes) -> list[float]:
    """The strongest pitch of each tenth of a second that is not silent."""
    with wave.open(io.BytesIO(data)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, RATE)
        samples = np.frombuffer(file.readframes(file.getnframes()), np.int16).astype(float)
    assert 0.2 < len(samples) / RATE < 0.8 and 5_000 < abs(samples).max() < 30_000
    found = []
    for start in range(0, len(samples) - RATE // 20, RATE // 20):
        part = samples[start : start + RATE // 20]
        if abs(part).max() > 3_000:
            found.append(float(np.fft.rfftfreq(len(part), 1 / RATE)[np.argmax(abs(np.fft.rfft(part)))]))
    return found


def test_the_two_sounds_are_told_apart_by_ear() -> None:
    done, look = pitches(wave_of(Sound.DONE)), pitches(wave_of(Sound.LOOK))
    assert done[-1] > 1.3 * done[0] and look[-1] < 0.9 * look[0] and len(look) > len(done)


async def test_a_scan_is_heard_and_who_it_is_is_never_said(store: Path, tmp_path: Path, player: Path) -> None:
    async with standing_at(store, sound=SoundSettings(tones=True, player=str(player))) as kiosk:
        await kiosk.scan("B1")
        await until(lambda: len(played(tmp_path)) == 1)
        await kiosk.scan("6101")
        await until(lambda: len(played(tmp_path)) == 2)
        await kiosk.scan("NOBODY KNOWS")
        await until(lambda: len(played(tmp_path)) == 3)
    assert played(tmp_path) == [wave_of(one) for one in (Sound.DONE, Sound.DONE, Sound.LOOK)]


async def test_it_is_silent_unless_asked_for_and_in_a_lesson(
    store: Path, tmp_path: Path, player: Path
) -> None:
    async with standing_at(store) as kiosk:
        await kiosk.scan("6101")
        assert kiosk.app._sounds is None
    with connected():
        add_period("3A", 0, "07:00", "12:00", Acting("office", NOW))
    async with standing_at(store, sound=SoundSettings(tones=True, player=str(player))) as kiosk:
        kiosk.app._time.keep_lesson()
        await kiosk.settle()
        assert kiosk.app.scene.showing.roster
        await kiosk.scan("6101", "B1")
        assert kiosk.loans() == [("6101", "Momo")]
    assert played(tmp_path) == []


@pytest.mark.parametrize("does", ["sleep 60", "exit 3", "kill -9 $$"])
async def test_a_player_in_trouble_keeps_no_scan_waiting(store: Path, tmp_path: Path, does: str) -> None:
    stuck = program(tmp_path / "stuck", f"touch {tmp_path}/begun; exec {does}")
    async with standing_at(store, sound=SoundSettings(tones=True, player=str(stuck))) as kiosk:
        await kiosk.scan("6101")
        await until((tmp_path / "begun").exists)
        for _ in range(5):
            await kiosk.scan("NOBODY")
        await kiosk.scan("B1")
        assert kiosk.loans() == [("6101", "Momo")]


def test_what_comes_too_late_is_not_heard_of_another_book(tmp_path: Path, player: Path) -> None:
    clock = [0.0]
    players = find_players(SoundSettings(tones=True, player=str(player)))
    sounds = Sounds(players, lambda: clock[0])
    clock[0] = 100.0
    sounds._waiting.put((0.0, Utterance(Sound.LOOK)))
    sounds.put(Utterance(Sound.DONE))
    for _ in range(500):
        if played(tmp_path):
            break
        time.sleep(0.02)
    sounds.stop()
    assert played(tmp_path) == [wave_of(Sound.DONE)]


def test_what_a_player_leaves_behind_delays_no_sound_and_is_ended(tmp_path: Path, player: Path) -> None:
    leaving = program(
        tmp_path / "leaving",
        f'if [ -e {tmp_path}/left ]; then exec {player} "$1"; fi\nsleep 300 &\necho $! > {tmp_path}/left',
    )
    sounds = Sounds(find_players(SoundSettings(tones=True, player=str(leaving))))
    sounds.put(Utterance(Sound.LOOK))
    sounds.put(Utterance(Sound.DONE))
    for _ in range(500):
        if played(tmp_path):
            break
        time.sleep(0.02)
    sounds.stop()
    assert played(tmp_path) == [wave_of(Sound.DONE)]
    left = Path(f"/proc/{(tmp_path / 'left').read_text().strip()}/stat")
    assert not left.exists() or left.read_text().split()[2] == "Z"


@pytest.mark.skipif(
    not find_players(SoundSettings(speech=True)).speaker, reason="needs the package espeak-ng"
)
async def test_speech_is_made_by_espeak_and_played_like_a_sound(
    store: Path, tmp_path: Path, player: Path
) -> None:
    async with standing_at(store, sound=SoundSettings(speech=True, player=str(player))) as kiosk:
        await kiosk.scan("B1")
        await until(lambda: len(played(tmp_path)) == 1)
    assert played(tmp_path)[0][:4] == b"RIFF" and len(played(tmp_path)[0]) > 8_000


def test_the_title_and_the_day_are_spoken_and_no_name_and_nothing_that_shames(library: Library) -> None:
    from kiosk.counter.desk import Desk

    library.policy("pupil")
    ada = library.patron("6101", name="Adalbert Wolfe", class_name="3A")
    library.copy("B1", title=library.title("Momo"))
    library.lend(library.copy("B2", title=library.title("Emma")), ada, days_ago=60)
    desk, settings = Desk("k", ("en", "zh_CN")), SoundSettings(tones=True, speech=True)
    told = []
    for number, code in enumerate(("6101", "B2", "B1", "NOBODY")):
        from datetime import timedelta

        answer = desk.scan(code, NOW + timedelta(seconds=3 * number))
        for language in ("en", "zh_CN"):
            utterance = heard(answer, speak(language), settings)
            assert utterance and utterance.sound and utterance.language == language
            told.append(utterance.text)
    assert "Momo. Bring it back by" in told[4] and told[2] == "Returned. Emma" and told[0] == "Hello"
    assert "《" not in told[5] and "Momo" in told[5] and "还" in told[5]
    assert not any(word in " ".join(told) for word in ("Adalbert", "3A", "late", "天"))


def test_what_is_wanted_and_is_not_here_is_said(tmp_path: Path) -> None:
    wanted = SoundSettings(tones=True, speech=True, player=str(tmp_path / "nothing"))
    assert "nothing" in str(troubles_of(wanted)[0]) and troubles_of(SoundSettings()) == []
    Sounds(find_players(wanted)).put(Utterance(Sound.DONE))


def test_who_has_no_player_is_told_which_package_has_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (trouble,) = troubles_of(SoundSettings(tones=True))
    assert "pw-play, paplay, aplay" in str(trouble) and "apt install alsa-utils" in str(trouble)
