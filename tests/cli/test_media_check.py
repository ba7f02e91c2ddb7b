"""``kaowu media check`` and ``kaowu media export``: on what a real hub took in, looked at and made copies of."""

import hashlib
import json
import shutil
import sqlite3
import subprocess

import pytest

from server.cli.client import Answer, open_hub
from server.cli.media import check, export
from server.config import Config
from server.store import upload as uploads
from server.store.media import Media
from tests.cli.conftest import Shell
from tests.imaging import files as media
from tests.running import serving, until

PATIENCE = 90


def config_of(data, **more):
    return Config(data, f"sqlite:///{data / 'kaowu.db'}", **more)


def rows_of(data, **more):
    with open_hub(config_of(data, **more)) as hub:
        return {row["source"]["name"]: row for row in hub.rows("evidence")}


@pytest.fixture(scope="module")
def taken(tmp_path_factory, morning):
    """A data folder where a hub took in a photo, a browser's film and a torn photo, and made what it makes of them."""
    folder = tmp_path_factory.mktemp("taken")
    data, card = folder / "data", folder / "card"
    morning.copied(data)
    card.mkdir()
    (card / "IMG_0001.jpg").write_bytes(media.photo(exif=media.exif(taken="2026:11:22 09:30:00")))
    (card / "VID_0003.webm").write_bytes(media.WEBM.read_bytes())
    (card / "IMG_0002.jpg").write_bytes(media.photo()[:9000])
    with serving(data) as hub:
        shell = Shell(data, {"KAOWU_DATA": str(data)}).at(hub)
        assert shell.run("media", "import", card, "--importer", "B0000").exit_code == 1  # one is torn

        def looked_at():
            rows = rows_of(data, local_port=hub.port)
            made = rows["IMG_0001.jpg"]["thumb"] and rows["VID_0003.webm"]["film"]
            return made and rows["IMG_0002.jpg"]["state"] == "unreadable"

        until(looked_at, PATIENCE, "the hub's look at what came")
    return data


@pytest.fixture
def kept(taken, shell):
    """A copy of it, with no hub running."""
    shutil.copytree(taken, shell.data)
    return shell


def files(data, ending=""):
    folder = data / "media"
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix == ending)


def flip(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def findings(shell):
    result = shell.run("media", "check", "--json")
    return result.exit_code, {(one["wrong"], one["path"]) for one in json.loads(result.output)["findings"]}


def test_what_is_as_it_was_taken_in_is_said_so(kept):
    result = kept.run("media", "check")
    assert result.exit_code == 0, result.output
    assert "影像完整，未被改动：核对 6 个文件" in result.output  # three originals, a thumbnail, a poster, a film


def test_one_bit_a_lost_file_a_cut_one_and_a_stranger_are_each_named(kept):
    first, second, third = files(kept.data)
    flip(first)
    second.unlink()
    third.write_bytes(third.read_bytes()[:-1])
    (thumb,) = files(kept.data, ".thumb")
    flip(thumb)
    side = files(kept.data, ".json")[0]
    side.write_text(side.read_text("utf-8").replace('"practical"', '"identity"'), "utf-8")
    stranger = kept.data / "media" / "ab" / "notes.txt"
    stranger.parent.mkdir(exist_ok=True)
    stranger.write_text("x")
    folder = kept.data / "media"
    assert findings(kept) == (
        1,
        {
            ("differs", first.relative_to(folder).as_posix()),
            ("missing", second.relative_to(folder).as_posix()),
            ("shorter", third.relative_to(folder).as_posix()),
            ("differs", thumb.relative_to(folder).as_posix()),
            ("side", side.relative_to(folder).as_posix()),
            ("extra", "ab/notes.txt"),
        },
    )


def test_a_hub_that_was_killed_while_an_upload_began_leaves_nothing_to_be_named_after_its_next_start(kept):
    Media(kept.data / "media").create("ab" * 16)
    assert findings(kept) == (1, {("extra", f"ab/{'ab' * 16}")})
    with serving(kept.data):
        pass
    assert findings(kept) == (0, set())


def test_the_name_people_know_stands_beside_what_is_wrong(kept):
    for path in files(kept.data):
        flip(path)
    result = kept.run("media", "check")
    assert result.exit_code == 1
    for row in rows_of(kept.data).values():
        assert f"✕ {row['name']}" in result.output
    assert "从备份或原卡找回" in result.output


def test_a_hash_changed_in_the_database_with_its_file_does_not_hide_it(kept):
    path = files(kept.data)[0]
    flip(path)
    database = sqlite3.connect(kept.data / "kaowu.db")
    forged = hashlib.sha256(path.read_bytes()).hexdigest()
    database.execute("UPDATE upload SET sha256 = ? WHERE upload = ?", (forged, path.name))
    database.commit()
    database.close()
    code, found = findings(kept)
    assert code == 1
    assert {wrong for wrong, _ in found} == {"differs"}


def test_a_hash_changed_in_the_database_alone_is_told(kept):
    database = sqlite3.connect(kept.data / "kaowu.db")
    database.execute("UPDATE upload SET sha256 = ?", ("0" * 64,))
    database.commit()
    database.close()
    code, found = findings(kept)
    assert (code, {wrong for wrong, _ in found}) == (1, {"record"})


def test_a_lost_original_does_not_hide_behind_a_changed_line_of_the_database(kept):
    path = files(kept.data)[0]
    name = path.name
    with sqlite3.connect(kept.data / "kaowu.db") as database:
        database.execute("UPDATE upload SET state = 'ended' WHERE upload = ?", (name,))
    path.unlink()
    where = path.relative_to(kept.data / "media").as_posix()
    assert findings(kept) == (1, {("missing", where)})
    with sqlite3.connect(kept.data / "kaowu.db") as database:
        database.execute("DELETE FROM upload WHERE upload = ?", (name,))
        database.execute("DELETE FROM evidence WHERE upload = ?", (name,))
    assert findings(kept) == (1, {("missing", where)})


def change(data, statement, *values):
    database = sqlite3.connect(data / "kaowu.db")
    assert database.execute(statement, values).rowcount
    database.commit()
    database.close()


def test_where_a_file_differs_is_told_by_its_slices(kept):
    path = files(kept.data)[0]
    flip(path)
    size = path.stat().st_size
    assert f"（字节 / bytes 0–{size - 1}）" in kept.run("media", "check").output
    half = size // 4  # had it come in two parts, the second is named
    parts = [path.read_bytes()[:half], path.read_bytes()[half:]]
    change(kept.data, "UPDATE slice SET length = ?, sha256 = ? WHERE upload = ?",
           half, hashlib.sha256(parts[0]).hexdigest(), path.name)  # fmt: skip
    change(kept.data, "INSERT INTO slice SELECT upload, ?, ?, ?, received, said FROM slice WHERE upload = ?",
           half, size - half, "0" * 64, path.name)  # fmt: skip
    assert f"（字节 / bytes {half}–{size - 1}）" in kept.run("media", "check").output


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE slice SET sha256 = replace(sha256, 'a', 'b') WHERE upload = ?",
        "UPDATE slice SET received = '2026-11-22T00:00:00.000Z' WHERE upload = ?",
        "UPDATE slice SET said = 1 - said WHERE upload = ?",
    ],
)
def test_a_list_of_slices_that_was_changed_in_the_database_is_told(kept, statement):
    path = files(kept.data)[0]
    change(kept.data, statement, path.name)
    assert findings(kept) == (1, {("slices", path.relative_to(kept.data / "media").as_posix())})


def test_what_came_of_a_film_is_read_with_it_and_not_of_all_at_once(kept, monkeypatch):
    steps, read, hashed = [], uploads.slices, check._hashed
    monkeypatch.setattr(uploads, "slices", lambda *said: steps.append("slices") or read(*said))
    monkeypatch.setattr(check, "_hashed", lambda *said: steps.append("file") or hashed(*said))
    assert findings(kept) == (0, set())
    assert steps.count("slices") == 3
    assert "slices slices" not in " ".join(steps)


def test_slices_taken_out_of_the_database_are_told(kept):
    change(kept.data, "DELETE FROM slice")
    code, found = findings(kept)
    assert (code, {wrong for wrong, _ in found}) == (1, {"slices"})


def test_a_lost_side_file_is_named(kept):
    lost = files(kept.data, ".json")[0]
    lost.unlink()
    assert findings(kept) == (1, {("no-side", lost.relative_to(kept.data / "media").as_posix())})


def test_it_checks_beside_a_running_hub_that_takes_more_in(kept, tmp_path):
    more = tmp_path / "more"
    more.mkdir()
    (more / "IMG_0004.jpg").write_bytes(media.photo(media.scene(300, 200)))
    with serving(kept.data) as hub:
        shell = kept.at(hub)
        assert shell.run("media", "import", more, "--importer", "B0000").exit_code == 0
        result = shell.run("media", "check")
        assert result.exit_code == 0, result.output


def taken_away(kept, out, *words):
    return kept.run("media", "export", out, "--exporter", "B0000", *words)


def test_who_exports_has_to_be_named_and_known_and_is_on_record_with_each_file(kept, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    result = kept.run("media", "export", out)
    assert (result.exit_code, "--exporter B0001" in result.output) == (2, True)
    result = kept.run("media", "export", out, "--exporter", "B9999")
    assert (result.exit_code, "没有工号 B9999" in result.output) == (1, True)
    assert list(out.iterdir()) == []
    taken_away(kept, out)
    with open_hub(config_of(kept.data)) as hub:
        (person,) = [row["person"] for row in hub.rows("person") if row["staff_no"] == "B0000"]
        facts = [one["fact"] for one in hub.get_json("/api/facts?after=0&limit=500")["entries"]]
    views = [fact["body"] for fact in facts if fact["kind"] == "evidence.view"]
    assert {view["person"] for view in views} == {person}
    for what in ("export", "side"):
        of = {view["evidence"] for view in views if view["what"] == what}
        assert of == {row["evidence"] for row in rows_of(kept.data).values()}


def test_an_export_holds_originals_and_side_files_that_anyone_can_check(kept, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    result = taken_away(kept, out)
    assert result.exit_code == 1, "one cannot be shown, and that is told"
    assert "不能显示，原样导出" in result.output
    rows = rows_of(kept.data)
    files = files_of(out)
    assert files.keys() == {row["evidence"] for row in rows.values()}
    for row in rows.values():
        file = files[row["evidence"]]
        assert hashlib.sha256(file.read_bytes()).hexdigest() == row["sha256"]
        serial, ending = row["name"].rpartition("-")[2].split(".")
        assert file.name.startswith(f"{row['plan']}-{row['name'].split('-')[0]}-")
        assert file.name.endswith(f"-{serial}-{row['sha256'][:8]}.{ending}")
    told = subprocess.run(["sha256sum", "--check", "--strict", "manifest-sha256.txt"], cwd=out, capture_output=True)
    assert told.returncode == 0, told.stdout
    assert {path.name for path in out.iterdir()} == {
        "manifest-sha256.txt",
        *(name for file in files.values() for name in (file.name, f"{file.stem}.json")),
    }


def files_of(out):
    """Exported originals by the id of what they are, as their side files say."""
    sides = [json.loads(path.read_text("utf-8"))["side"] for path in out.glob("*.json")]
    return {side["evidence"]: out / side["file"] for side in sides}


def test_an_empty_original_is_exported_as_it_is_and_does_not_end_the_export(tmp_path):
    class Empty:
        def send(self, _method, _path, asked, _body):
            assert asked == {"Range": f"bytes=0-{export.PIECE - 1}"}
            return Answer(416, {"content-range": "bytes */0"}, b"")

    out = tmp_path / "empty.jpg"
    digest = export._original(Empty(), {"sha256": None, "size": 0, "evidence": "e"}, out, 1, lambda _count: None)
    assert (out.read_bytes(), digest) == (b"", hashlib.sha256(b"").hexdigest())


def test_every_export_is_on_record_and_what_is_there_is_not_written_again(kept, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    taken_away(kept, out)
    rows = rows_of(kept.data)
    files = files_of(out)
    photo = files[rows["IMG_0001.jpg"]["evidence"]]
    side = json.loads(photo.with_suffix(".json").read_text("utf-8"))["side"]
    assert "evidence.view" in {line["kind"] for line in side["history"]}
    before = photo.stat().st_mtime_ns
    flip(files[rows["VID_0003.webm"]["evidence"]])
    taken_away(kept, out)
    assert photo.stat().st_mtime_ns == before
    told = subprocess.run(["sha256sum", "--check", "--strict", "manifest-sha256.txt"], cwd=out, capture_output=True)
    assert told.returncode == 0, told.stdout


def test_what_an_earlier_export_called_otherwise_is_called_by_what_it_is_now(kept, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    taken_away(kept, out)
    evidence = rows_of(kept.data)["IMG_0001.jpg"]["evidence"]
    named = files_of(out)[evidence]
    parts = named.name.split("-")
    before = named.replace(out / "-".join([*parts[:4], "2601012043201901001", *parts[5:]]))
    named.with_suffix(".json").replace(before.with_suffix(".json"))
    written = before.stat().st_mtime_ns
    taken_away(kept, out)
    assert files_of(out)[evidence].stat().st_mtime_ns == written, "it was written again"
    assert not before.exists()
    assert not before.with_suffix(".json").exists()


def test_a_folder_that_cannot_be_written_is_told_before_anything_is_on_record(kept):
    result = taken_away(kept, "/proc")
    assert result.exit_code == 1
    assert "写不进" in result.output
