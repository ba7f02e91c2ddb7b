"""``kaowu-station gate``: checks people in and out by camera, hand scanner, keyboard or touch."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from kiosk.camera import Camera, Film, NoFilm, Source, there_is_one
from kiosk.counter import show
from kiosk.entrance import Entrance, Wanted
from kiosk.hub import Hub
from kiosk.identity import Station
from kiosk.joining import (
    LONGEST_CODE,
    LONGEST_NAME,
    Problem,
    home,
    hub_at,
    joining_options,
    meet,
    settled_identity,
    texts,
    told,
)
from kiosk.outbox import FILE, Outbox
from kiosk.words import Language, Screen

LONGEST_LINE = 65536  # bytes; a scanner that holds a key down must not fill the memory
KINDS = ("gate", "phone", "tablet")  # what may check people in


def list_refused(folder: Path, screen: Screen) -> None:
    """List what was refused or is disputed; works without the hub and beside a running station."""
    outbox = Outbox(folder) if (folder / FILE).exists() else None
    entries = outbox.needs_person() if outbox else []
    for entry in entries:
        fact = entry.fact
        show(screen, entry, f"#{entry.number} · {fact['at']} · {fact['body'].get('number') or fact['body']['place']}")
    if outbox:
        outbox.close()
    if not entries:
        screen.say("none-refused")


def keyboard() -> Iterator[bytes]:
    """Read lines from standard input as they come; one without an end is cut."""
    while line := sys.stdin.buffer.readline(LONGEST_LINE):
        yield line


@click.command("gate")
@joining_options("门岗", "，如 东门")
@click.option("--place", help="签到地点，默认为本机名称 / where people are checked in; by default the name")
@click.option("--out", is_flag=True, help="签退 / check out instead of in")
@click.option(
    "--camera",
    default="auto",
    show_default=True,
    help="摄像头：编号（从 0 起）、设备文件、rtsp/http 流地址，或 none / number, device, stream, or none",
)
@click.option(
    "--simulate",
    "film",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="把视频文件当作摄像头播放一遍后结束 / play a video as if it were the camera, then end",
)
@click.option("--headless", is_flag=True, help="只用终端，不开大屏页面 / terminal only, no full-screen page")
@click.option("--open", "opened", is_flag=True, help="用 Chromium 全屏打开大屏页面 / open the page in Chromium")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="大屏页面的端口，默认任取 / port of the page")
@click.option("--refused", is_flag=True, help="列出未通过和存疑的记录 / list what was refused or is disputed")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", help="中文或英文 / language of the screen")
def command(
    url: str | None,
    ca: Path | None,
    code: str | None,
    name: str,
    place: str | None,
    out: bool,
    refused: bool,
    lang: Language,
    **wanted: Any,
) -> None:
    """门岗签到：用摄像头、扫码枪、键盘或触摸屏读证牌，先存本机，再送主机。

    Check people in at a gate by camera, hand scanner, keyboard or touch: each scan is stored here first, then handed
    in. Scans may also come as lines of standard input. KAOWU_STATION names the folder with this station's key and
    spool (default ./station).
    Exit codes: 0 everything handed in, 1 something waits or is wrong, 2 bad usage.
    """
    screen = Screen(lang)
    folder = Path(os.environ.get("KAOWU_STATION") or "station")
    texts(screen, ("--place", place, LONGEST_NAME), ("--name", name, LONGEST_NAME), ("--enrol", code, LONGEST_CODE))
    hub, ca = hub_at(folder, url, ca, screen, lang)
    with told(folder, screen):
        if refused:
            list_refused(folder, screen)
            return
        with home(folder):
            station = settled_identity(folder, hub, screen, code, name, ca, KINDS)
            asked = Wanted(kind="duty.check_out" if out else "duty.check_in", **wanted)
            left = _at_the_gate(folder, hub, screen, station, place, asked)
    if left:
        raise Problem(screen.word("left", count=left, folder=folder))


def _at_the_gate(folder: Path, hub: Hub, screen: Screen, station: Station, place: str | None, wanted: Wanted) -> int:
    known = hub.known_as(station.token)
    meet(folder, known, station, screen)
    here = place or station.name
    source = _source(screen, wanted)
    with Entrance(folder, known, screen, station, here, wanted, source) as entrance:
        screen.say("ready", name=station.name, device=station.device, place=here)
        return entrance.run(keyboard())


def _source(screen: Screen, wanted: Wanted) -> Source | None:
    """Return the camera or the film, None for neither."""
    if wanted.film is not None:
        try:
            return Film(wanted.film)
        except NoFilm as error:
            raise Problem(screen.word("film-unreadable", file=error)) from error
    camera = wanted.camera
    if camera == "auto":
        camera = "0" if there_is_one() and not wanted.headless else "none"
    return None if camera == "none" else Camera(camera)
