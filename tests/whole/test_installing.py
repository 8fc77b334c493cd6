"""What is installed: the wheel is whole, its companions are named exactly, and their licences are known."""

import gettext
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from catalogue import modules, read
from constraints import FILE, ROOT, canonical, installed, licence, pinned
from packaging.requirements import Requirement

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
KIOSK = PROJECT["project"]["dependencies"]
EXTRAS = PROJECT["project"]["optional-dependencies"]
BUILD = PROJECT["build-system"]["requires"]

PIP = re.compile(r"\bpip\b[^&\n]* install ")

FREE = {"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "MIT", "MIT-CMU"}
FREE |= {"OFL-1.1", "PSF-2.0", "Zlib"}
"""Ask for no more than their text beside the copy."""
LIBRARY = {"LGPL-2.1-only", "LGPL-2.1-or-later", "LGPL-3.0-only"}
"""May be imported by a program under any licence, as long as they can be exchanged: pip does that."""
TOOLS = {"MPL-2.0", "OSL-3.0"}
"""Are used while the kiosk is built and tried, and are no part of it."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The kiosk's wheel, built from its own source archive, which knows no git."""
    folder = tmp_path_factory.mktemp("built")
    build(ROOT, "sdist", folder)
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    build(folder / archive.name.removesuffix(".tar.gz"), "wheel", folder)
    (made,) = folder.glob("*.whl")
    return zipfile.ZipFile(made)


def build(source: Path, target: str, folder: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(folder)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)


def test_the_wheel_speaks_chinese(wheel: zipfile.ZipFile) -> None:
    with wheel.open("kiosk/locale/zh_CN/LC_MESSAGES/kiosk.mo") as file:
        spoken = gettext.GNUTranslations(file)  # type: ignore[arg-type]
    assert spoken.gettext("Borrowed") == read("zh_CN").get("Borrowed").string  # type: ignore[union-attr]


def test_a_bare_checkout_says_how_it_learns_chinese(tmp_path: Path) -> None:
    for package in ("kiosk", "db", "labels"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("*.pyc"))
    command = [sys.executable, "-m", "kiosk", "--language", "zh_CN", "--help"]
    made = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "图书馆" in made.stdout and made.stderr == ""
    (tmp_path / "kiosk/locale/zh_CN/LC_MESSAGES/kiosk.mo").unlink()
    bare = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "图书馆" not in bare.stdout and "python tests/catalogue.py" in bare.stderr


def test_the_wheel_has_every_file_of_the_packages_and_of_the_service(wheel: zipfile.ZipFile) -> None:
    wanted = {
        path.relative_to(ROOT).as_posix().replace("systemd/", "kiosk/systemd_files/", 1)
        for folder in ("db", "kiosk", "labels", "systemd")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert wanted - set(wheel.namelist()) == set()


def test_the_wheel_carries_its_licences(wheel: zipfile.ZipFile) -> None:
    texts = {
        name.rpartition("/")[2]: wheel.read(name).decode()
        for name in wheel.namelist()
        if ".dist-info/licenses/" in name
    }
    assert "MIT License" in texts["LICENSE"]
    assert "GNU Unifont" in texts["LICENSE.OFL"]
    assert "SIL OPEN FONT LICENSE Version 1.1" in texts["LICENSE.OFL"]


def reached(requirements: list[str]) -> set[str]:
    """The names of all distributions that these requirements bring, here."""
    found: set[tuple[str, str]] = set()
    waiting = [Requirement(text) for text in requirements]
    while waiting:
        requirement = waiting.pop()
        name = canonical(requirement.name)
        for extra in {"", *requirement.extras}:
            if name == "school-library-kiosk" or (name, extra) in found:
                continue
            found.add((name, extra))
            needs = [Requirement(text) for text in installed()[name].requires or []]
            waiting += [need for need in needs if not need.marker or need.marker.evaluate({"extra": extra})]
    return {name for name, _ in found}


def test_every_distribution_that_is_installed_is_named_and_no_other() -> None:
    everything = BUILD + KIOSK + [text for extra in EXTRAS.values() for text in extra]
    assert reached(everything) == set(pinned())


def test_the_named_versions_are_within_the_ranges() -> None:
    everything = BUILD + KIOSK + [text for extra in EXTRAS.values() for text in extra]
    for requirement in map(Requirement, everything):
        if requirement.name != "school-library-kiosk":
            assert requirement.specifier.contains(pinned()[canonical(requirement.name)][0]), requirement


def test_the_file_names_no_address_and_nothing_twice() -> None:
    lines = [line for line in FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert len(lines) == len(pinned())
    assert [line for line in lines if "://" in line] == []


def test_every_installation_of_the_readme_is_exact() -> None:
    texts = [README, *(page.read_text(encoding="utf-8") for page in (ROOT / "kiosk/handbook").rglob("*.md"))]
    blocks = [block for text in texts for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)]
    installing = [block[: found.start()] for block in blocks for found in PIP.finditer(block)]
    assert len(installing) >= 4
    for before in installing:
        assert "PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt" in before
    outside = re.sub(r"```sh\n.*?```", "", "\n".join(texts), flags=re.DOTALL)
    assert "pip install" not in outside


def test_nobody_is_advised_to_install_a_name_that_anybody_could_take() -> None:
    """The kiosk is installed from its folder; on the index its name is not ours."""
    advised = [
        path.name for path, source in modules() if re.search(r"pip install (?!-c constraints)", source)
    ]
    assert advised == []


def terms(expression: str) -> set[str]:
    return set(re.split(r" AND | OR |[()]", expression)) - {""}


def test_no_licence_binds_the_school_to_more_than_it_knows() -> None:
    shipped = reached(KIOSK + [text for name, extra in EXTRAS.items() if name != "test" for text in extra])
    for name, (_version, expression) in pinned().items():
        allowed = FREE | LIBRARY | (set() if name in shipped else TOOLS)
        assert terms(expression) <= allowed, name


@pytest.mark.parametrize("name", pinned())
def test_the_named_licence_is_that_of_the_distribution(name: str) -> None:
    (version, expression), distribution = pinned()[name], installed()[name]
    if distribution.version == version:
        assert licence(distribution) == expression
    else:  # .ci/newest tries others
        assert licence(distribution) and terms(licence(distribution)) <= FREE | LIBRARY | TOOLS
