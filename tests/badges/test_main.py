import json
import subprocess
import sys

import pypdf
import pytest

from badges.__main__ import main

ROW = {"name": "王秀英", "role": 8, "number": "00017-E", "token": "KW1:ABC", "mark": "江西职业技能鉴定"}


@pytest.fixture
def job(tmp_path):
    def write(*rows):
        path = tmp_path / "job.jsonl"
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
        return str(path)

    return write


def said(capsys):
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_job_on_standard_input_becomes_a_pdf(tmp_path):
    lines = b"".join(json.dumps({**ROW, "number": f"{number:05d}-X"}).encode() + b"\n" for number in range(30))
    out = tmp_path / "badges.pdf"
    program = subprocess.run(
        [sys.executable, "-m", "badges", "-", "-o", str(out)], input=lines, capture_output=True, check=False
    )
    assert program.returncode == 0
    assert program.stdout == b""
    told = [json.loads(line) for line in program.stderr.splitlines()]
    assert told[0] == {"done": 25}
    assert told[-1]["report"] == {"pages": 30, "substituted": [], "no_portrait": ["王秀英"] * 30}
    assert len(pypdf.PdfReader(out).pages) == 30


def test_names_nobody_can_draw_are_told_and_nothing_is_written(job, tmp_path, capsys):
    out = tmp_path / "badges.pdf"
    out.write_bytes(b"the last good one")
    assert main([job(ROW, {**ROW, "name": "王\U000323af"}), "-o", str(out)]) == 1
    (told,) = said(capsys)
    assert told["error"]["code"] == "unprintable"
    assert told["error"]["names"] == [["王\U000323af", ["\U000323af"]]]
    assert "U+323AF" in told["error"]["says"]
    assert out.read_bytes() == b"the last good one"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["badges.pdf", "job.jsonl"]


@pytest.mark.parametrize(("rows", "words"), [([{**ROW, "role": 99}], "第 1 行 role"), ([], "没有要打印的证牌")])
def test_a_bad_job_says_what_was_expected(rows, words, job, tmp_path, capsys):
    assert main([job(*rows), "-o", str(tmp_path / "badges.pdf")]) == 2
    (told,) = said(capsys)
    assert told["error"]["code"] == "bad-job"
    assert words in told["error"]["says"]
    assert not (tmp_path / "badges.pdf").exists()


def test_a_job_that_is_not_there_is_a_bad_job(tmp_path, capsys):
    assert main([str(tmp_path / "none.jsonl"), "-o", str(tmp_path / "badges.pdf")]) == 2
    assert "none.jsonl" in said(capsys)[0]["error"]["says"]


def test_an_unknown_layout_is_bad_usage(job, tmp_path):
    with pytest.raises(SystemExit) as ended:
        main([job(ROW), "-o", str(tmp_path / "badges.pdf"), "--layout", "9up"])
    assert ended.value.code == 2
