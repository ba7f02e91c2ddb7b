"""``kaowu verify``: whoever changed the record behind the hub's back is found, and the first changed entry is named."""

import re
import sqlite3

import pytest

from tests.running import serving


def tamper(data, *statements):
    """Change the database as somebody with the file could: triggers first."""
    db = sqlite3.connect(data / "kaowu.db")
    triggers = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
    for name in triggers:
        db.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        assert db.execute(statement).rowcount > 0, statement
    db.commit()
    db.close()


def test_an_unchanged_record_is_complete(shell, day):
    result = shell.run("verify")
    assert result.exit_code == 0, result.output
    assert re.search(r"\d+ entries, complete and unchanged", result.output)
    assert re.search(r"root: [0-9a-f]{64}", result.output)


def test_it_verifies_while_the_hub_runs(shell, day):
    gate = day.gates[0]
    with serving(shell.data) as hub:
        hub.caller(gate.token).facts(gate.check_in(day.badges[0]))
        assert shell.run("verify").exit_code == 0


def test_a_fact_that_never_arrived_is_named(shell, day):
    gate = day.gates[0]
    with serving(shell.data) as hub:
        gate.used = 2
        hub.caller(gate.token).facts(gate.check_in(day.badges[0]))
    result = shell.run("verify")
    assert result.exit_code == 0
    assert f"设备 {gate.id} 有 2 条未到 / not arrived: 1、2" in result.output


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE journal SET verdict = 'refused' WHERE seq = 4", "entry 4:"),
        ("UPDATE journal SET fact = replace(fact, 'staff', 'stuff') WHERE seq = 4", "entry 4:"),
        ("UPDATE journal SET received = '2020-01-01T00:00:00.000Z' WHERE seq = 4", "entry 4:"),
        ("UPDATE journal SET device = 'd9' WHERE seq = 4", "entry 4:"),
        ("UPDATE journal SET sig = (SELECT sig FROM journal WHERE seq = 3) WHERE seq = 4", "entry 4:"),
        ("UPDATE journal SET leaf = replace(leaf, 'accepted', 'refused') WHERE seq = 4", "entry 4:"),
        ("UPDATE journal SET fact = 'rubbish' WHERE seq = 4", "entry 4:"),
        ("DELETE FROM journal WHERE seq = 4", "entry 4 is missing"),
        ("DELETE FROM journal WHERE seq >= 4", "entry 4:"),
        ("DELETE FROM checkpoint WHERE size >= 4", "no checkpoint covers"),
        ("UPDATE checkpoint SET note = (SELECT max(note) FROM checkpoint)", "the checkpoint is for another size"),
    ],
)
def test_a_change_behind_the_hubs_back_is_found_at_its_entry(shell, day, statement, says):
    tamper(shell.data, statement)
    result = shell.run("verify")
    assert result.exit_code == 1
    assert says in result.output
    assert "请封存数据目录并报告主考" in result.output


def test_a_record_cut_short_with_its_checkpoints_is_found_by_a_checkpoint_kept_elsewhere(shell, day, tmp_path):
    with serving(shell.data) as hub:
        note = hub.caller(day.office.token).get("/api/checkpoint").body
    (tmp_path / "kept.txt").write_bytes(note)
    assert shell.run("verify", "--against", tmp_path / "kept.txt").exit_code == 0
    tamper(shell.data, "DELETE FROM journal WHERE seq >= 6", "DELETE FROM checkpoint WHERE size >= 6")
    assert shell.run("verify").exit_code == 0, "by itself the shorter record is whole"
    result = shell.run("verify", "--against", tmp_path / "kept.txt")
    assert result.exit_code == 1
    assert "entry 6:" in result.output


@pytest.mark.parametrize("text", ["", "rubbish", "kaowu/x\n7\nAAAA\n\n— kaowu/x AAAA\n"])
def test_a_checkpoint_of_another_journal_is_refused(shell, day, tmp_path, text):
    (tmp_path / "kept.txt").write_text(text)
    result = shell.run("verify", "--against", tmp_path / "kept.txt")
    assert result.exit_code == 1
    assert "not this journal's checkpoint" in result.output


@pytest.mark.parametrize(
    "kept",
    [
        lambda note: b"\xef\xbb\xbf" + note,
        lambda note: note.replace(b"\n", b"\r\n"),
        lambda note: b"\xef\xbb\xbf" + note.replace(b"\n", b"\r\n"),
    ],
    ids=["byte order mark", "other line ends", "both"],
)
def test_what_an_editor_adds_to_a_checkpoint_is_passed_over(shell, day, tmp_path, kept):
    with serving(shell.data) as hub:
        note = hub.caller(day.office.token).get("/api/checkpoint").body
    (tmp_path / "kept.txt").write_bytes(kept(note))
    result = shell.run("verify", "--against", tmp_path / "kept.txt")
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\x00\xff", b"\xff\xfek\x00", b"\x00" * 9])
def test_a_file_that_is_no_text_is_said_to_be_no_checkpoint(shell, day, tmp_path, data):
    (tmp_path / "kept.bin").write_bytes(data)
    result = shell.run("verify", "--against", tmp_path / "kept.bin")
    assert (result.exit_code, type(result.exception)) == (1, SystemExit)
    assert "检查点" in result.output


@pytest.mark.parametrize(
    "words",
    [
        ["verify"],
        ["rebuild"],
        ["badges", "-o", "x.pdf"],
        ["enrol", "--kind", "phone", "--name", "x"],
    ],
)
def test_a_folder_that_is_no_hubs_is_bad_usage_and_none_is_made(shell, words):
    result = shell.run(*words)
    assert result.exit_code == 2
    assert "KAOWU_DATA" in result.output
    assert not shell.data.exists()


@pytest.mark.parametrize(
    "words",
    [
        ["verify"],
        ["init"],
        ["rebuild"],
        ["serve"],
        ["badges", "-o", "x.pdf"],
        ["enrol", "--kind", "phone", "--name", "x"],
    ],
)
def test_a_damaged_database_is_said_in_words(shell, day, words):
    for extra in ("-wal", "-shm"):
        (shell.data / f"kaowu.db{extra}").unlink(missing_ok=True)
    (shell.data / "kaowu.db").write_bytes(b"rubbish" * 1000)
    result = shell.run(*words)
    assert (result.exit_code, type(result.exception)) == (1, SystemExit)
    assert "数据库无法读取" in result.output
