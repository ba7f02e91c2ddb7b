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


def words(path):
    return [page.extract_text().replace(" ", "") for page in PdfReader(path).pages]


def test_spare_badges_are_made_on_request_and_drawn_with_the_others(shell, day, tmp_path):
    result = shell.run("badges", "-o", tmp_path / "b.pdf", "--spare", "监考=2", "--spare", "18=1")
    assert result.exit_code == 0, result.output
    assert "3 spare ones" in result.output
    drawn = words(tmp_path / "b.pdf")
    assert sum("备用" in page for page in drawn) == 3
    assert sum("备用" in page and "门卫" in page for page in drawn) == 1
    assert "spare ones" not in shell.run("badges", "-o", tmp_path / "b.pdf").output


@pytest.mark.parametrize("spare", ["监考", "监考=0", "监考=x", "nobody=2", "监考=201", "监考=²"])
def test_spare_badges_asked_for_wrongly_make_none(shell, day, tmp_path, spare):
    result = shell.run("badges", "-o", tmp_path / "b.pdf", "--spare", spare)
    assert result.exit_code == 2
    assert not (tmp_path / "b.pdf").exists()


def test_what_went_to_paper_is_recorded_and_only_new_badges_are_drawn_on_request(shell, day, tmp_path):
    first = shell.run("badges", "-o", tmp_path / "b.pdf")
    assert "printed before" not in first.output
    shell.run("badges", "-o", tmp_path / "new.pdf", "--new", "--spare", "监考=1")
    assert pages(tmp_path / "new.pdf") == 1
    nothing = shell.run("badges", "-o", tmp_path / "none.pdf", "--new")
    assert (nothing.exit_code, "没有未印过的证牌" in nothing.output) == (1, True)
    assert not (tmp_path / "none.pdf").exists()


def test_printing_again_says_so_and_keeps_the_reason(shell, day, tmp_path):
    shell.run("badges", "-o", tmp_path / "b.pdf")
    again = shell.run("badges", "-o", tmp_path / "b.pdf", "--role", "监考")
    assert "5 were printed before" in again.output
    told = shell.run("badges", "-o", tmp_path / "b.pdf", "--role", "监考", "--reprint", "jam")
    assert told.exit_code == 0, told.output
    assert "printed before" not in told.output
    with open_hub(Config(shell.data, f"sqlite:///{shell.data / 'kaowu.db'}")) as hub:
        entries = hub.get_json("/api/facts?limit=200")["entries"]
        prints = {badge["prints"] for badge in hub.rows("badge") if badge["role"] == 8}
    reasons = [entry["fact"]["body"]["reason"] for entry in entries if entry["fact"]["kind"] == "badge.print"]
    assert reasons == ["first", "other", "jam"]
    assert prints == {3}


def test_eight_on_a_sheet_on_both_sides(shell, day, tmp_path):
    result = shell.run("badges", "-o", tmp_path / "b.pdf", "--layout", "8up", "--sides", "two")
    assert result.exit_code == 0, result.output
    sizes = {
        tuple(round(float(side) * 25.4 / 72) for side in page.mediabox[2:])
        for page in PdfReader(tmp_path / "b.pdf").pages
    }
    assert sizes == {(297, 210)}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--size", "full", "--layout", "8up"], "pocket/8up"),
        (["--layout", "custom"], "纸张说明应如"),
        (["--layout", "card-a7", "--sides", "fold"], "折叠"),
        (["--layout", "spiral"], "spiral"),
    ],
)
def test_a_layout_there_is_not_is_refused_before_anything_is_issued(shell, files, tmp_path, asked, said):
    shell.run("import", files)
    result = shell.run("badges", "-o", tmp_path / "b.pdf", *asked)
    assert result.exit_code == 2
    assert said in result.output
    assert "issued 3" in shell.run("badges", "-o", tmp_path / "b.pdf").output


def test_whose_portrait_is_missing_is_said(shell, day, tmp_path):
    assert "without a portrait" in shell.run("badges", "-o", tmp_path / "b.pdf", "--role", "监考").output
