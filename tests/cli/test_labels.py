"""``kaowu labels`` and ``kaowu forms``: registered once however often they run, with a hub and without."""

import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader

from server.cli.client import open_hub
from server.config import Config
from server.domain.objects import read_label
from tests.running import serving

ROOMS = "考场号,考场名称,楼栋,楼层,座位数\n101,一号楼101,一号楼,1,30\n102,一号楼102,一号楼,1,30\n"


def identity(serial):
    """An ID number with its check digit, ISO 7064."""
    digits = f"36010119900101{serial:03d}"
    weight = sum(int(digit) * (1 << (17 - place)) for place, digit in enumerate(digits)) % 11
    return digits + "10X98765432"[weight]


CANDIDATES = "准考证号,姓名,证件号码,单位,职业,等级,场次,考场号,座位号\n" + "".join(
    f"26010203000{room}{seat:03d},张{'一二三'[seat - 1]},{identity(room + 100 * seat)},某厂,电工,4,S1,{room},{seat}\n"
    for room in (101, 102)
    for seat in (1, 2, 3)
)


@pytest.fixture
def files(files):
    """The small plan with two rooms and six candidates."""
    (files / "rooms.csv").write_text(ROOMS, "utf-8")
    (files / "candidates.csv").write_text(CANDIDATES, "utf-8")
    return files


@pytest.fixture
def ready(shell, files):
    result = shell.run("import", files)
    assert result.exit_code == 0, result.output
    return shell


def items(shell):
    with open_hub(Config(shell.data, f"sqlite:///{shell.data / 'kaowu.db'}")) as hub:
        return hub.rows("item")


def codes(path):
    found = []
    for page in pypdfium2.PdfDocument(path):
        image = page.render(scale=200 / 72).to_pil().convert("L")
        found += [one.text for one in zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)]
    return found


def test_running_twice_registers_nothing_twice(ready, tmp_path):
    first = ready.run("labels", "-o", tmp_path / "a.pdf", "--sheet", "2x7")
    assert first.exit_code == 0, first.output
    made = items(ready)
    assert f"registered {len(made)}" in first.output
    again = ready.run("labels", "-o", tmp_path / "b.pdf", "--sheet", "2x7")
    assert "registered 0" in again.output
    assert items(ready) == made
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
    assert sorted(read_label(code).number for code in codes(tmp_path / "a.pdf")) == sorted(one["label"] for one in made)


def test_a_running_hub_registers_and_draws_them_too(ready, tmp_path):
    with serving(ready.data) as hub:
        one = ready.at(hub).run("labels", "-o", tmp_path / "a.pdf", "--kind", "试卷袋", "--extra", "2")
        two = ready.at(hub).run("labels", "-o", tmp_path / "b.pdf", "--kind", "PP")
    assert "registered 2" in one.output, one.output
    assert "registered 0" in two.output
    bags = items(ready)
    assert [(bag["kind"], bag["packed"]) for bag in bags] == [("PP", {"papers": 5})] * 2


def test_devices_tools_and_keys_get_labels_as_many_as_are_given_out(ready, tmp_path):
    given = ("--devices", "2", "--tools", "1", "--keys", "1", "--material", "1")
    result = ready.run(
        "labels", "-o", tmp_path / "a.pdf", "--kind", "DV", "--kind", "ID", "--kind", "KY", "--kind", "PM", *given
    )
    assert result.exit_code == 0, result.output
    assert "registered 5" in result.output
    kinds = sorted(read_label(code).kind for code in codes(tmp_path / "a.pdf"))
    assert kinds == ["DV", "DV", "ID", "KY", "PM"]


def test_one_label_is_printed_again_alone(ready, tmp_path):
    ready.run("labels", "-o", tmp_path / "a.pdf")
    label = items(ready)[5]["label"]
    result = ready.run("labels", "-o", tmp_path / "b.pdf", "--again", label, "--start", "9")
    assert result.exit_code == 0, result.output
    assert "registered" not in result.output
    assert [read_label(code).number for code in codes(tmp_path / "b.pdf")] == [label]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--kind", "饭盒"), 2),
        (("--start", "25"), 2),
        (("--sheet", "custom"), 2),
        (("--sheet", "custom", "--grid", "{}"), 2),
        (("--extra", "99"), 2),
        (("--again", "B001-0"), 1),
        (("--plan", "7"), 1),
        (("--session", "S9"), 1),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(ready, tmp_path, words, code):
    result = ready.run("labels", "-o", tmp_path / "a.pdf", *words)
    assert result.exit_code == code, result.output
    assert not (tmp_path / "a.pdf").exists()


def test_a_plan_without_candidates_is_said(shell, files, tmp_path):
    (files / "candidates.csv").unlink()
    shell.run("import", files)
    result = shell.run("labels", "-o", tmp_path / "a.pdf")
    assert result.exit_code == 1
    assert "先导入考生" in result.output


@pytest.mark.parametrize(("form", "pages"), [("doors", 2), ("seats", 2), ("record", 4), ("handoff", 1), ("desks", 1)])
def test_forms_are_drawn(ready, tmp_path, form, pages):
    result = ready.run("forms", form, "-o", tmp_path / "a.pdf")
    assert result.exit_code == 0, result.output
    assert len(PdfReader(tmp_path / "a.pdf").pages) == pages


def test_spares_that_are_not_registered_are_said(ready, tmp_path):
    result = ready.run("forms", "spares", "-o", tmp_path / "a.pdf")
    assert (result.exit_code, "没有可打印的内容" in result.output) == (1, True)
