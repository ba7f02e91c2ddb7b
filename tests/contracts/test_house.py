"""The rules of the house: what a newcomer may rely on when guessing a path, and an exam site when installing."""

import ast
import os
import re
from functools import cache
from importlib import metadata
from itertools import chain
from pathlib import Path

import click
import pytest
from packaging.requirements import Requirement

from server.cli import COMMANDS, group
from server.config import VARIABLES

ROOT = Path(__file__).parents[2]
CODE = (".py", ".ts", ".vue", ".js", ".css", ".sh", ".html")
TEXTS = (*CODE, ".md", ".txt", ".toml", ".json", ".yaml", ".yml", ".cfg", ".ini")
MADE = {".git", ".venv", "node_modules", "dist", "__pycache__", "build", "data", ".cache", "kaowu.egg-info"}
LIMIT = 400  # lines
NAMELESS = {"util", "utils", "helper", "helpers", "common", "misc"}

#: Written in two halves, so that this file passes its own test.
FOREIGN_HOSTS = [
    "registry." + "npmjs",
    "registry." + "npmmirror",
    "pypi." + "org",
    "python" + "hosted.org",
    "cdn." + "jsdelivr",
    "fastly." + "jsdelivr",
    "unpkg." + "com",
    "cdnjs." + "cloudflare",
    "fonts." + "googleapis",
    "https://" + "cdn.",
    "http://" + "cdn.",
]


@cache
def written():
    """Every file of the tree that a person wrote; what is made is not even entered."""
    found = []
    for folder, inside, names in os.walk(ROOT):
        inside[:] = [one for one in inside if one not in MADE and not one.endswith("_cache")]
        found += [Path(folder, one) for one in names if one not in MADE and not one.endswith("_cache")]
    return sorted(path for path in found if path.is_file())


def files(*endings):
    """Every file of the tree with one of these endings that a person wrote."""
    return [path for path in written() if path.suffix in endings]


def name(path):
    return str(path.relative_to(ROOT))


def read(place):
    return (ROOT / place).read_text("utf-8")


def test_no_source_file_is_longer_than_the_limit():
    lengths = {name(path): path.read_text("utf-8").count("\n") for path in files(*CODE)}
    assert len(lengths) > 50, "the tree was not found"
    assert {place: lines for place, lines in lengths.items() if lines > LIMIT} == {}


def test_no_module_has_a_name_that_says_nothing():
    assert [name(path) for path in files(*CODE) if path.stem.lower() in NAMELESS] == []


def test_a_test_stands_where_its_subject_stands():
    subjects = {path.relative_to(ROOT).parts[1] for path in files(".py") if name(path).startswith("server/")}
    folders = {path.relative_to(ROOT).parts[1] for path in files(".py") if name(path).startswith("tests/")}
    expected = {folder for folder in subjects if not folder.endswith(".py")}
    assert expected - folders == set()


@pytest.mark.parametrize("path", list(files(*TEXTS)), ids=name)
def test_a_file_names_no_host_that_an_exam_site_cannot_reach(path):
    text = path.read_text("utf-8").lower()
    assert [host for host in FOREIGN_HOSTS if host in text] == []


# What the import contracts cannot see

#: Desks pass the connection on, and the configuration refuses a bad address; all else of SQL is the store's.
NAMED_OUTSIDE = {"Connection", "make_url", "ArgumentError"}


def sql_names(text):
    """Names that a module takes from SQLAlchemy; the module's own name where it takes it whole."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "sqlalchemy":
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.partition(".")[0] == "sqlalchemy"}
    return found


def test_outside_the_store_only_the_connection_is_named():
    others = r"server/(?!store/)|badges/|decoding/|imaging/|formats/|reading/|kiosk/|protocol/"
    outside = [path for path in files(".py") if re.match(others, name(path))]
    found = {name(path): sql_names(path.read_text("utf-8")) - NAMED_OUTSIDE for path in outside}
    assert {place: names for place, names in found.items() if names} == {}


@pytest.mark.parametrize(
    "written", ["from sqlalchemy import select", "import sqlalchemy", "import sqlalchemy.sql as s"]
)
def test_a_statement_outside_the_store_would_be_seen(written):
    assert sql_names(written) - NAMED_OUTSIDE


# What is installed


def lines(place):
    for line in read(place).splitlines():
        said = line.partition("#")[0].strip()
        if said and not said.startswith("-"):
            yield said


@pytest.mark.parametrize(
    "place", ["requirements.txt", "requirements-dev.txt", "bench/requirements.txt", "constraints.txt"]
)
def test_requirements_are_pinned_exactly(place):
    found = list(lines(place))
    assert found
    assert [line for line in found if not re.fullmatch(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==[A-Za-z0-9.]+", line)] == []


def plain(distribution):
    """Write a distribution's name in the one form that can be compared."""
    return re.sub(r"[-_.]+", "-", distribution).lower()


def needed(*places):
    """Every distribution installed here that these files name, and what those need, extras too."""
    found, followed = {}, set()
    waiting = [Requirement(line) for place in places for line in lines(place)]
    while waiting:
        wanted = waiting.pop()
        key, extras = plain(wanted.name), frozenset(wanted.extras)
        if (key, extras) in followed:
            continue
        followed.add((key, extras))
        try:
            found[key] = metadata.distribution(wanted.name)
        except metadata.PackageNotFoundError:  # peers of the benchmarks come with `make bench` only
            assert places != ("requirements.txt",), f"{key} is not installed"
            continue
        needs = (Requirement(text) for text in found[key].requires or [])
        waiting += [need for need in needs if applies(need, extras)]
    return found


def applies(need, extras):
    return need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in ("", *extras))


def runtime():
    """Every distribution the hub runs with."""
    return needed("requirements.txt")


def pins():
    return {plain(line.partition("==")[0]): line.partition("==")[2] for line in lines("constraints.txt")}


def test_an_extra_is_followed_as_the_hub_runs_with_it():
    assert "psycopg-binary" in runtime()


def test_indirect_requirements_are_pinned_too():
    pinned = pins()
    installed = {key: found.version for key, found in runtime().items() if key != "pip"}  # pip does the installing
    assert {key: version for key, version in installed.items() if pinned.get(key) != version} == {}


def test_nothing_is_pinned_that_nothing_needs():
    builds = {"setuptools"}  # named by the Makefile
    asked = needed("requirements.txt", "requirements-dev.txt", "bench/requirements.txt").keys() | builds
    installed = {plain(found.name) for found in metadata.distributions()}
    assert (pins().keys() & installed) - asked == set()


def licences(distribution):
    said = distribution.metadata
    classifiers = [line for line in said.get_all("Classifier") or [] if line.startswith("License")]
    short = [text for text in said.get_all("License") or [] if len(text) < 200]
    return [*(said.get_all("License-Expression") or []), *classifiers, *short]


def test_every_runtime_package_has_a_licence_that_lets_a_province_adopt_the_product():
    found = {key: licences(distribution) for key, distribution in runtime().items()}
    assert len(found) > 30, "the requirements were not followed"
    assert [key for key, said in found.items() if not said] == []
    copyleft = re.compile(r"\bA?GPL|Affero|GNU General Public", re.IGNORECASE)
    assert {key: said for key, said in found.items() if any(copyleft.search(text) for text in said)} == {}


#: Encoders under GPL that packages with a licence of another name bring along in their wheels, and what a build of
#: FFmpeg says of itself when it was made with any of them.
GPL_LIBRARIES = re.compile(r"lib(x264|x265|xvidcore|vidstab|rubberband|postproc)\b")
GPL_BUILD = (b"license: GPL", b"--enable-gpl")


def brings_gpl(path):
    if GPL_LIBRARIES.search(path.name):
        return True
    if not re.match(r"lib(avcodec|avutil|avformat)\b", path.name):
        return False
    data = path.read_bytes()
    return any(told in data for told in GPL_BUILD)


def test_no_runtime_package_brings_a_library_along_that_its_own_licence_does_not_tell():
    libraries = {
        path: key
        for key, found in runtime().items()
        for file in found.files or ()
        if re.search(r"\.(so[.0-9]*|dll|dylib)$", file.name) and (path := Path(found.locate_file(file))).exists()
    }
    assert len(libraries) > 30, "no libraries were found"
    assert {key for path, key in libraries.items() if brings_gpl(path)} == set()


def test_the_licence_text_is_whole():
    text = read("LICENSE")
    assert "Apache License" in text
    assert "9. Accepting Warranty or Additional Liability." in text
    assert "END OF TERMS AND CONDITIONS" in text


# What the documents say

DOCUMENTS = ["README.md", "README.zh-CN.md", *(name(path) for path in files(".md") if name(path).startswith("docs/"))]


def targets():
    return set(re.findall(r"^([a-z][a-z-]*):.*##", read("Makefile"), re.MULTILINE))


@pytest.mark.parametrize("place", DOCUMENTS)
def test_a_make_command_in_a_document_exists(place):
    said = set(re.findall(r"`make ([a-z-]+)|^make ([a-z-]+)", read(place), re.MULTILINE))
    assert set(chain.from_iterable(said)) - {""} - targets() == set()


@pytest.mark.parametrize("place", DOCUMENTS)
def test_a_link_in_a_document_leads_somewhere(place):
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", read(place))
    assert [link for link in links if not (ROOT / place).parent.joinpath(link).exists()] == []


def test_the_commands_people_need_are_in_the_makefile():
    assert {"help", "setup", "run", "test", "test-long", "check", "bench"} <= targets()


def test_both_readmes_name_the_same_commands():
    english, chinese = (
        set(re.findall(r"^(make [a-z-]+|\.venv/bin/kaowu [a-z-]+)", read(place), re.MULTILINE))
        for place in ("README.md", "README.zh-CN.md")
    )
    assert english == chinese
    assert {"make run", "make test"} <= english


def test_every_variable_of_the_environment_is_in_the_operating_guide():
    text = read("docs/operating.md")
    code = [
        path.read_text("utf-8")
        for path in files(".py")
        if re.match(r"(server|badges|decoding|imaging|kiosk)/", name(path))
    ]
    read_somewhere = set(re.findall(r"\bKAOWU_[A-Z]+(?:_[A-Z]+)*\b", "\n".join(code)))
    assert len(read_somewhere) >= len(VARIABLES)
    assert [variable for variable in read_somewhere | set(VARIABLES) if f"`{variable}`" not in text] == []


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_is_in_the_operating_guide(command):
    assert f"| `kaowu {command}` |" in read("docs/operating.md")


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_explains_itself_in_both_languages(command):
    with click.Context(group) as context:
        said = group.get_command(context, command).help
    assert re.search(r"[\u4e00-\u9fff]{2}", said)
    assert re.search(r"[A-Za-z]{3,} [a-z]", said)


@pytest.mark.parametrize("place", DOCUMENTS)
def test_a_command_in_a_document_exists(place):
    said = set(re.findall(r"(?:`|\.venv/bin/)kaowu ([a-z-]+)", read(place)))
    assert said - set(COMMANDS) == set()


def test_the_gate_runs_what_people_run():
    assert "make test" in read(".ci/run")
    assert (ROOT / ".ci/run").stat().st_mode & 0o111
