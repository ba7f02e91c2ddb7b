"""What anybody can hold against a film: the hub's words, its bytes, its side file, and the picture of each moment."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import expect

from tests.browser import camera, filming, site, watching
from tests.browser.stations import press
from tests.running import ROOT

VERIFIER = ROOT / "docs/verify_side.py"
NEAR = 1.5  # seconds between where somebody jumps and the picture that is shown: one slice and a little
SAME = 0.02  # seconds between two readings of one picture's time, far less than from one to the next
SHARES = (0, 0.9, 0.1, 0.5)  # of a film: where somebody jumps


def stated(hub, row, data):
    """Device and hub state these bytes, each by itself."""
    about = (one for one in site.entries(hub) if one["fact"]["body"].get("evidence") == row["evidence"])
    said = {one["fact"]["kind"]: one["fact"]["body"] for one in about if one["verdict"] == "accepted"}
    assert said["evidence.complete"]["sha256"] == said["evidence.verify"]["sha256"] == filming.sha256(data)
    assert said["evidence.complete"]["size"] == said["evidence.verify"]["size"] == len(data)
    assert said["evidence.verify"]["equal"] is True


def plays(page, path, seconds):
    """Play the whole film where it was watched live: it shows the picture that was taken at whatever moment is asked
    for (of ``camera.counting``), and goes on from there. ``path``: of the original; ``seconds``: it is not shorter.
    """
    expect(page.locator(".film .state")).to_have_text("录制已结束")
    expect(page.get_by_text("设备哈希 = 主机哈希")).to_be_visible()
    press(page, "整段播放（可任意拖动）")
    watching.wait(page, watching.SEEKABLE)
    assert page.evaluate("document.querySelector('video.whole').duration") >= seconds
    pictures = camera.numbers_of(path)
    assert pictures, "no picture can be decoded"
    jumps = [page.evaluate(watching.JUMPED, share) for share in SHARES]
    for jump in jumps:
        assert abs(jump["at"] - jump["to"]) < NEAR, jump
        since = jump["at"] - jumps[0]["at"]  # sound may begin before the first picture
        shown = [number for time, number in pictures if abs(time - since) < SAME]
        assert shown == [jump["number"]], (jump, jumps[0])
    page.evaluate("document.querySelector('video.whole').play()")
    watching.goes_on(page)


def verified(page, data, folder):
    """Take the original and its side file along as a person does: the verifier accepts them, and nothing else."""
    folder.mkdir()
    side, original = (_taken(page, name, folder) for name in ("下载说明文件", "下载原件"))
    assert original.read_bytes() == data
    whole = json.loads(side.read_bytes())
    assert whole["side"]["computed"]["sha256"] == filming.sha256(data)
    words = [sys.executable, VERIFIER, side, original, whole["key"]]
    assert subprocess.run(words, check=False, capture_output=True).returncode == 0
    with original.open("ab") as more:
        more.write(b"\0")
    assert subprocess.run(words, check=False, capture_output=True).returncode == 1


def _taken(page, name, folder):
    """Download something; return where it lies."""
    with page.expect_download() as given:
        page.get_by_role("link", name=name).click()
    return Path(shutil.move(given.value.path(), folder / name))
