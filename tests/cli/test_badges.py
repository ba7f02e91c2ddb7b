"""``kaowu badges``: badges for who has none, and the PDF of all."""

import pytest
from pypdf import PdfReader

from tests.running import serving


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
    result = shell.run("badges", "-o", tmp_path / "b.pdf")
    assert result.exit_code == 1
    assert "kaowu import" in result.output


def test_a_role_nobody_has_makes_no_file(shell, day, tmp_path):
    result = shell.run("badges", "-o", tmp_path / "b.pdf", "--role", "1")
    assert result.exit_code == 1
    assert "nothing-to-print" in result.output
    assert not (tmp_path / "b.pdf").exists()
