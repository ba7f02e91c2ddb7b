"""A real virtual printer (CUPS' ippeveprinter) in a network of its own: found by mDNS, and badges printed on it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import ImageChops

from badges.sheet import write
from tests.badges.conftest import PLAIN
from tests.printing.conftest import pdf
from tests.printing.test_raster import middle as on_paper
from tests.printing.test_raster import read as read_raster

ROOT = Path(__file__).parents[2]
PROGRAMS = ("unshare", "dbus-daemon", "avahi-daemon", "ippeveprinter")
#: A network, mounts and processes of its own; who is not root becomes root inside.
INSIDE = [
    "unshare",
    *(["--map-root-user"] if os.geteuid() else []),
    "--net",
    "--mount",
    "--pid",
    "--fork",
    "--kill-child",
]
SCRIPT = 'mount -t tmpfs tmpfs /run && mkdir /run/avahi-daemon && mount -t proc proc /proc && exec "$@"'


def unfit():
    """Why it cannot run here; empty where it can."""
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if missing:
        return f"not installed: {', '.join(missing)} (make test installs them)"
    words = [*INSIDE, "sh", "-c", SCRIPT, "sh", "true"]
    tried = subprocess.run(words, capture_output=True, text=True, timeout=30, check=False)
    return f"no namespaces here: {tried.stderr.strip()}" if tried.returncode else ""


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """Print badges and a second document at the same time, and tell what happened."""
    reason = unfit()
    if reason:
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("virtual")
    (folder / "in").mkdir()
    with (folder / "in" / "badges.pdf").open("wb") as file:
        write([PLAIN] * 3, file, size="full", layout="single")
    pdf(folder / "in" / "list.pdf", [(210, 297)] * 2)
    words = [*INSIDE, "sh", "-c", SCRIPT, "sh", sys.executable, "-m", "tests.printing.virtual_site", str(folder)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    log = (folder / "log").read_text("utf-8", "replace") if (folder / "log").exists() else ""
    assert done.returncode == 0, done.stderr + log[-4000:]
    return folder, json.loads((folder / "told.json").read_text("utf-8"))


def spooled(folder, number):
    (file,) = (folder / "spool").glob(f"*-kaowu-test{number}*.pdf")
    return file.read_bytes()


def test_the_printer_is_found_by_name_with_both_its_addresses(printed):
    found, other = printed[1]["found"]
    assert (found["name"], found["note"]) == ("Kaowu Test", "考务办公室")
    assert (other["name"], other["formats"]) == ("Kaowu Test, pictures", ["image/pwg-raster"])
    assert "application/pdf" in found["formats"]
    assert [each["secure"] for each in found["addresses"]] == [True, False]
    assert {each["path"] for each in found["addresses"]} == {"/ipp/print"}


def test_it_says_what_it_can_plainly_and_encrypted(printed):
    told = printed[1]
    assert told["can"] == {
        "formats": ["application/pdf", "image/pwg-raster", "image/jpeg"],
        "two_sided": True,
        "state": "空闲",
    }
    assert told["by_tls"] == told["found"][0]["model"]


def test_both_documents_are_printed_though_the_printer_was_busy(printed):
    jobs = printed[1]["jobs"]
    assert [(job["ended"]["state"], job["ended"]["done"]) for job in jobs] == [("done", 3), ("done", 2)]
    assert sorted(printed[1]["names"]) == ["kaowu-test0 证牌", "kaowu-test1 证牌"]


def test_the_printer_got_the_badges_byte_for_byte_and_dot_for_dot(printed):
    folder, _ = printed
    sent = (folder / "in" / "badges.pdf").read_bytes()
    got = spooled(folder, 0)
    assert got == sent
    pages = zip(pypdfium2.PdfDocument(sent), pypdfium2.PdfDocument(got), strict=True)
    pictures = [[page.render(scale=150 / 72).to_pil() for page in pair] for pair in pages]
    assert len(pictures) == 3
    assert all(before.tobytes() == after.tobytes() for before, after in pictures)
    assert any(before.convert("L").getextrema()[0] < 64 for before, _ in pictures), "the pages are blank"


def test_the_second_document_arrived_whole_too(printed):
    folder, _ = printed
    assert spooled(folder, 1) == (folder / "in" / "list.pdf").read_bytes()


def test_a_printer_that_reads_no_pdf_gets_the_same_badges_as_pictures(printed):
    folder, told = printed
    assert (told["pictures"]["ended"]["state"], told["pictures"]["ended"]["format"]) == ("done", "image/pwg-raster")
    (file,) = (folder / "spool").glob("*-kaowu-test9*.pwg")
    pages = read_raster(file.read_bytes())
    assert len(pages) == 3
    for place, (field, picture, _) in enumerate(pages):
        dpi = field(276)
        expected = on_paper(folder / "in" / "badges.pdf", place, dpi, picture.size, picture.mode)
        assert ImageChops.difference(picture, expected).getbbox() is None
        assert zxingcpp.read_barcode(picture).text == PLAIN.token
