"""``kaowu badges``: badges for who has none, and the PDF of all."""

import pytest
from pypdf import PdfReader

from server.cli.client import open_hub
from server.config import Config
from tests.running import PLAN, serving


def pages(path):
    return len(PdfReader(path).pages)


def test_who_has_no_badge_gets_one_and_all_are_drawn(shell, files, tmp_path):
    shell.run("import", files)
    result = shell.run("badges", "-o", tmp_path / "badges.pdf")
    assert result.exit_code == 0, result.output
    assert "issued 3" in result.output
    assert pages(tmp_path / "badges.pdf") == 3
    assert "issued 0" in shell.run("badges", "-o", tmp_path / "again.pdf").output
    assert pages(tmp_path / "again.pdf") == 3


def test_who_lost_a_badge_gets_another_only_when_asked(shell, files, tmp_path):
    shell.run("import", files)
    shell.run("badges", "-o", tmp_path / "badges.pdf")
    with open_hub(Config(shell.data, f"sqlite:///{shell.data / 'kaowu.db'}")) as hub:
        lost = hub.rows("badge")[0]
        hub.facts([("badge.revoke", {"badge": lost["badge"], "reason": "lost", "note": ""})])
    result = shell.run("badges", "-o", tmp_path / "badges.pdf")
    assert result.exit_code == 0, result.output
    assert "issued 0" in result.output
    assert "1 with a revoked badge" in result.output
    assert pages(tmp_path / "badges.pdf") == 2
    again = shell.run("badges", "--again", "-o", tmp_path / "badges.pdf").output
    assert "issued 1" in again
    assert "revoked badge" not in again
    assert pages(tmp_path / "badges.pdf") == 3


def test_a_place_that_cannot_be_written_is_said_before_anything_is_issued(shell, files, tmp_path):
    shell.run("import", files)
    for out in (tmp_path / "nowhere" / "b.pdf", files / "plan.yaml" / "b.pdf"):
        result = shell.run("badges", "-o", out)
        assert (result.exit_code, type(result.exception)) == (1, SystemExit)
        assert "写不进" in result.output
    assert "issued 3" in shell.run("badges", "-o", tmp_path / "b.pdf").output


def test_the_pdf_before_stays_when_there_is_nothing_to_draw(shell, day, tmp_path):
    (tmp_path / "b.pdf").write_bytes(b"before")
    before = sorted(tmp_path.iterdir())
    assert shell.run("badges", "-o", tmp_path / "b.pdf", "--role", "1").exit_code == 1
    assert (tmp_path / "b.pdf").read_bytes() == b"before"
    assert sorted(tmp_path.iterdir()) == before


def test_a_running_hub_draws_them_too(shell, day, tmp_path):
    with serving(shell.data) as hub:
        result = shell.at(hub).run("badges", "-o", tmp_path / "badges.pdf", "--role", "监考")
    assert result.exit_code == 0, result.output
    assert pages(tmp_path / "badges.pdf") == 5


@pytest.mark.parametrize("role", ["监考", "8", "PR", "pr"])
def test_a_role_is_named_as_people_name_it(shell, day, tmp_path, role):
    assert shell.run("badges", "-o", tmp_path / "b.pdf", "--role", role).exit_code == 0


@pytest.mark.parametrize("role", ["nobody", "99", "", "²"])
def test_a_role_that_is_none_is_refused_with_the_list(shell, day, tmp_path, role):
    result = shell.run("badges", "-o", tmp_path / "b.pdf", "--role", role)
    assert result.exit_code == 2
    assert "监考" in result.output


def test_without_a_plan_it_says_to_import_first(shell, tmp_path):
    shell.run("init")
    result = shell.run("badges", "-o", tmp_path / "b.pdf")
    assert result.exit_code == 1
    assert "kaowu import" in result.output


def test_an_unknown_plan_is_said_with_those_there_are(shell, day, tmp_path):
    result = shell.run("badges", "-o", tmp_path / "b.pdf", "--plan", "7")
    assert result.exit_code == 1
    assert "没有编号为 7 的计划" in result.output
    assert f"已导入：{PLAN}（" in result.output
    assert shell.run("badges", "-o", tmp_path / "b.pdf", "--plan", PLAN).exit_code == 0


def test_a_role_nobody_has_makes_no_file(shell, day, tmp_path):
    result = shell.run("badges", "-o", tmp_path / "b.pdf", "--role", "1")
    assert result.exit_code == 1
    assert "nothing-to-print" in result.output
    assert not (tmp_path / "b.pdf").exists()
