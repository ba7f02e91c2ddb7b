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
from kiosk.hub import BadAddress, Hub, address
from kiosk.identity import BadIdentity, Station
from kiosk.joining import HERE, LONGEST_CODE, LONGEST_NAME, Problem, meet, settled_identity, texts, where
from kiosk.outbox import FILE, Held, Outbox, Unwritable, held
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
@click.option(
    "--hub", "url", help=f"主机地址，默认为登记时的地址，未登记则 {HERE} / the hub's address; by default where enrolled"
)
@click.option(
    "--ca",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="主机的证书 ca.crt，连 https 时用 / the hub's certificate, for https",
)
@click.option("--enrol", "code", help="一次性登记码，只登记一次 / one-time code, used once")
@click.option("--name", default="门岗", show_default=True, help="登记的名称，如 东门 / what people call this station")
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
    try:
        url, ca = where(folder, url, ca)
        hub = Hub(address(url, ca), lang)
    except BadAddress as error:
        raise click.UsageError(screen.word(error.args[0])) from error
    try:
        if refused:
            list_refused(folder, screen)
            return
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with held(folder):
            station = settled_identity(folder, hub, screen, code, name, ca, KINDS)
            asked = Wanted(kind="duty.check_out" if out else "duty.check_in", **wanted)
            left = _at_the_gate(folder, hub, screen, station, place, asked)
    except Held as error:
        raise Problem(screen.word("held", folder=folder)) from error
    except BadIdentity as error:
        raise Problem(screen.word("bad-identity", file=error)) from error
    except (Unwritable, OSError) as error:
        raise Problem(screen.word("folder-unwritable", folder=folder, detail=error)) from error
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
