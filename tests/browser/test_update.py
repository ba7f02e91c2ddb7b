"""A newer build of the app comes while pages are open: it is told, taken by a tap, and nothing typed is lost before."""

import re
import shutil

import pytest
from playwright.sync_api import expect

from tests.browser import site
from tests.running import KAOWU, ROOT, serving

#: Starts the hub with the app's files in a folder of the test's own.
STARTER = """
import pathlib, sys
from server.web import pages
pages.DIST = pathlib.Path(sys.argv.pop(1))
from server.cli import main
main()
"""


@pytest.fixture
def site_of_builds(day, tmp_path):
    """A hub whose app can be replaced while it runs, and the folder of the app."""
    here = day.copied(tmp_path / "data")
    dist = tmp_path / "dist"
    shutil.copytree(ROOT / "static" / "dist", dist)
    python = KAOWU.with_name("python")
    with serving(here.data, command=(python, "-c", STARTER, dist, "serve")) as hub:
        yield hub, dist, here


def next_build(dist):
    """Rename every script as a build with other contents does, and drop the old ones; return the entry's name."""
    assets = dist / "assets"
    names = {path.name: re.sub(r"-[\w-]{8}\.js$", "-NEXTONE1.js", path.name) for path in assets.glob("*.js")}
    assert len(set(names.values()) - set(names)) == len(names), names
    for old, new in names.items():
        (assets / old).rename(assets / new)
        (assets / f"{old}.gz").unlink()
    for path in [dist / "index.html", dist / "sw.js", *assets.glob("*.js")]:
        text = path.read_text("utf-8")
        for old, new in names.items():
            text = text.replace(old, new)
        if path.name == "sw.js":
            text = re.sub(r"(kaowu-shell-\\$\\{)?`([0-9a-f]{12})`", r"\1`0123456789ab`", text)
            text = re.sub(r'"[0-9a-f]{12}"', '"0123456789ab"', text)
        path.write_text(text, "utf-8")
    assert "0123456789ab" in (dist / "sw.js").read_text()
    return next(new for new in names.values() if new.startswith("index-"))


def scripts(page):
    return page.evaluate("[...document.scripts].map(script => new URL(script.src).pathname)")


def reloaded_with(page, entry):
    """Wait until the page runs this build: until the new worker has taken over, the old page still stands there."""
    page.wait_for_function(
        "entry => [...document.scripts].some(script => new URL(script.src).pathname === entry)", arg=f"/assets/{entry}"
    )


def test_a_newer_build_is_told_and_taken_by_a_tap(browser, site_of_builds, picture):
    hub, dist, _ = site_of_builds
    with site.device(browser, site.hub_origin(hub)) as page:
        site.enrol(page, hub, "tablet", "主考平板")
        site.controlled(page)
        site.visit(page, "/check-in")
        page.get_by_label("证牌编号").fill("00012")
        entry = next_build(dist)
        page.evaluate("navigator.serviceWorker.getRegistration().then(one => one.update())")
        note = page.get_by_role("button", name=re.compile("有新版本：轻触更新"))
        expect(note).to_be_visible()
        picture(page, "update")
        # It waits: what is being typed stays, and screens not opened before still are those of the old build.
        expect(page.get_by_label("证牌编号")).to_have_value("00012")
        assert f"/assets/{entry}" not in scripts(page)
        page.get_by_role("link", name="设备").click()
        expect(page.get_by_role("heading", name="设备", exact=True)).to_be_visible()
        note.click()
        reloaded_with(page, entry)
        expect(page.get_by_role("heading", name="设备", exact=True)).to_be_visible()
        expect(note).to_have_count(0)
        site.settled(page)
        # The new one opens without the hub, too.
        page.watch.expected.append(site.HUB_GONE)
        assert hub.stop() == 0
        page.goto("/this-device")
        expect(page.locator("main h1")).to_contain_text("本机")
