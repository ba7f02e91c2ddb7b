"""``kaowu print`` and ``kaowu printers``, with a printer in this process."""

import signal
import subprocess
import time

import pytest

from printing.words import WORDS
from server.cli.client import open_hub
from server.config import Config
from tests.cli.conftest import KAOWU, environment, free_ports
from tests.printing.conftest import certificate, pdf
from tests.printing.fake_printer import AT_ONCE, FakePrinter, running


@pytest.fixture
def document(tmp_path):
    return pdf(tmp_path / "证牌.pdf", [(86, 124)] * 3)


@pytest.fixture
def fake():
    with running(FakePrinter()) as printer:
        yield printer


def test_a_pdf_is_printed_and_its_pages_are_told(shell, fake, document):
    result = shell.run("print", document, "--printer", fake.address.uri, "--copies", "2", "--sides", "two")
    assert result.exit_code == 0, result.output
    assert "正在打印 3/6 页" in result.output
    assert result.output.splitlines()[-1] == "已印完 6 页 / Printed, 6 pages"
    assert fake.paper == [document.read_bytes()]
    (job,) = fake.documents()
    assert job.name.endswith(" 证牌")
    assert job.words["sides"][0].data == "two-sided-long-edge"


def test_a_page_that_is_no_paper_is_said_to_go_on_a4(shell, fake, document):
    assert "A4 纸中央" in shell.run("print", document, "--printer", fake.address.uri).output


def test_an_address_is_enough_and_no_data_folder_is_made(shell, fake, document):
    assert shell.run("print", document, "--printer", fake.address.site).exit_code == 0
    assert not shell.data.exists()


def test_a_busy_printer_and_an_empty_tray_are_told_while_waiting(shell, fake, document):
    fake.busy, fake.reasons = 1, ("media-empty-error",)
    process = start(shell, document, fake)
    told = read_until(process, "缺纸")
    assert any("打印机正忙" in line for line in told)
    fake.reasons = ()
    rest, _ = process.communicate(timeout=60)
    assert process.returncode == 0, rest
    assert len(fake.paper) == 1


def test_ctrl_c_cancels_the_job_at_the_printer(shell, fake, document):
    fake.reasons = ("media-jam-error",)
    process = start(shell, document, fake)
    read_until(process, "卡纸")
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, "已取消" in said) == (1, True), said
    assert [job.state for job in fake.documents()] == [7]
    assert fake.paper == []


def start(shell, document, fake):
    env = environment(shell.data, *free_ports())
    words = [KAOWU, "print", document, "--printer", fake.address.uri]
    return subprocess.Popen(words, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def read_until(process, word):
    """Read lines until one has the word."""
    told, end = [], time.monotonic() + 60
    for line in process.stdout:
        told.append(line)
        if word in line or time.monotonic() > end:
            break
    assert told, process.communicate(timeout=10)
    assert word in told[-1]
    return told


def test_a_job_nobody_can_tell_of_is_not_sent_again(shell, fake, document):
    fake.operations, fake.jobs, fake.cut_before = AT_ONCE, {}, 1
    result = shell.run("print", document, "--printer", fake.address.uri)
    assert result.exit_code == 1
    assert "说不清" in result.output
    assert fake.asked.count(0x02) == 1


def test_an_aborted_job_is_a_problem_with_its_reason(shell, fake, document):
    fake.abort, fake.reasons = "document-format-error", ()
    result = shell.run("print", document, "--printer", fake.address.uri)
    assert result.exit_code == 1
    assert "文件格式有误" in result.output


@pytest.mark.parametrize(
    ("can", "words", "says"),
    [
        ({"sides": ("one-sided",)}, ["--sides", "two"], "不能双面"),
        ({"most_copies": 1}, ["--copies", "5"], "最多印 1 份"),
        ({"formats": ("application/postscript",)}, [], "application/postscript"),
        ({"status": 401}, [], "要求密码"),
        ({"status": 302}, [], "转到别处"),
    ],
)
def test_what_the_printer_cannot_do_is_a_problem_at_once(shell, fake, document, can, words, says):
    fake.__dict__.update(can)
    result = shell.run("print", document, "--printer", fake.address.uri, *words)
    assert result.exit_code == 1
    assert says in result.output
    assert fake.documents() == []


def test_a_printer_that_is_off_is_a_problem_at_once(shell, document):
    result = shell.run("print", document, "--printer", "ipp://127.0.0.1:9/ipp/print")
    assert result.exit_code == 1
    assert "连不上打印机 127.0.0.1:9" in result.output


@pytest.mark.parametrize(
    "words",
    [
        ["--printer", "http://127.0.0.1/"],
        ["--printer", "ipp://user@127.0.0.1/"],
        [],
        ["--printer", "127.0.0.1", "--copies", "0"],
        ["--printer", "127.0.0.1", "--sides", "three"],
    ],
)
def test_bad_usage_is_2(shell, document, words):
    assert shell.run("print", document, *words).exit_code == 2


def test_a_file_that_is_not_there_is_bad_usage_and_one_that_is_no_pdf_a_problem(shell, fake, tmp_path):
    assert shell.run("print", tmp_path / "none.pdf", "--printer", fake.address.uri).exit_code == 2
    (tmp_path / "text.pdf").write_bytes(b"hello")
    result = shell.run("print", tmp_path / "text.pdf", "--printer", fake.address.uri)
    assert result.exit_code == 1
    assert "不是能打印的 PDF" in result.output
    assert fake.asked == []


def test_a_certificate_is_remembered_in_the_data_folder_and_another_needs_trust(shell, document, tmp_path):
    (shell.data / "keys").mkdir(parents=True)
    with running(FakePrinter(), certificate(tmp_path, "one")) as fake:
        port = fake.address.port
        assert shell.run("print", document, "--printer", fake.address.uri).exit_code == 0
    with running(FakePrinter(), certificate(tmp_path, "two"), port) as fake:
        result = shell.run("print", document, "--printer", fake.address.uri)
        assert (result.exit_code, "证书与上次不同" in result.output) == (1, True)
        assert shell.run("print", document, "--printer", fake.address.uri, "--trust").exit_code == 0
        assert shell.run("print", document, "--printer", fake.address.uri).exit_code == 0


def test_without_printers_it_says_what_to_do(shell):
    shell.env["KAOWU_MDNS"] = "off"
    result = shell.run("printers")
    assert result.exit_code == 0
    assert "没有找到网络打印机" in result.output


def test_the_hubs_printers_are_listed_with_their_state(shell, day, fake):
    shell.env["KAOWU_MDNS"] = "off"
    remembered(shell, fake)
    fake.reasons = ("toner-empty-error",)
    result = shell.run("printers")
    assert result.exit_code == 0, result.output
    assert f"二楼打印机\t{fake.address.uri}" in result.output
    assert "Fake 1 · 考务办公室 · 双面 · 彩色 · 停止：缺墨粉。请更换墨粉盒" in result.output


def remembered(shell, fake):
    with open_hub(Config(shell.data, f"sqlite:///{shell.data / 'kaowu.db'}")) as hub:
        hub.post("/api/printers", {"uri": fake.address.uri})


@pytest.mark.parametrize("code", sorted(WORDS))
def test_every_sentence_is_whole_in_both_languages(code):
    words = WORDS[code]
    assert words.says
    assert bool(words.fix) == bool(words.fix_en)
    assert (words.says_en + words.fix_en).isascii()
