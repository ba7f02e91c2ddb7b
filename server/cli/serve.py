"""``kaowu serve``: run the hub."""

import importlib
import json
import logging
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from server import sample
from server.cli import card_formats, rehearsal
from server.cli.client import RUNNING, Problem, config, damage_in_words
from server.cli.enrol import show_authority, show_qr, show_welcome
from server.cli.imports import take
from server.cli.sample import start_of
from server.config import Config
from server.sample.day import ZONE
from server.store.db import Busy, only_writer
from server.web import addresses
from server.web.core import Core
from server.web.enrol import make_setup_code

ROOMS, SEED = 67, 1
FORM = "txt"  # of the sample's card files


@click.command("serve")
@click.option(
    "--sample", "wants_sample", is_flag=True, help="空目录时先导入今天的样例 / sample day into an empty folder"
)
@click.option(
    "--rehearsal",
    "rehearses",
    is_flag=True,
    help="空目录时先备好几分钟后开考的演练 / a rehearsal that starts in minutes into an empty folder",
)
@click.pass_context
def command(context: click.Context, wants_sample: bool, rehearses: bool) -> None:
    """启动考务主机，直到按 Ctrl-C 停止。

    Run the hub until Ctrl-C.
    """
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    settings = config()
    application = importlib.import_module("server.app")
    note = settings.data / RUNNING
    wrote = False

    def ready(core: Core) -> None:
        nonlocal wrote
        wrote = True
        _ready(settings, core, note)

    try:
        with damage_in_words(settings):
            if (wants_sample or rehearses) and not settings.data.exists():
                with _whole_or_none(settings):
                    _first_day(settings, context if rehearses else None)
            application.serve(settings, ready)
    except Busy as error:
        place = "" if settings.in_file else f"或数据库 {settings.database_shown} "
        raise Problem(
            f"数据目录 {settings.data} {place}正被另一个考务主机使用：先停止它，或用 KAOWU_DATA 换目录"
        ) from error
    except OSError as error:
        if error.filename is not None:  # a file, not a port
            raise
        raise Problem(
            f"端口 {settings.local_port} 或 {settings.port} 无法使用（{error.strerror or error}）："
            "关闭占用它的程序，或用 KAOWU_LOCAL_PORT、KAOWU_PORT 换端口"
        ) from error
    finally:
        if wrote:  # the note of another hub that runs on this folder stays
            note.unlink(missing_ok=True)


@contextmanager
def _whole_or_none(settings: Config) -> Iterator[None]:
    """Take a folder away that was made only in part: the next start would use it as if it were prepared."""
    try:
        yield
    except BaseException:
        with suppress(Busy):
            _take_away(settings)
        raise


def _take_away(settings: Config) -> None:
    if not settings.data.exists():
        return
    with only_writer(settings.data):  # another hub may have begun there
        pass
    if settings.database == f"sqlite:///{settings.data / 'kaowu.db'}":
        shutil.rmtree(settings.data, ignore_errors=True)
        said = ("没有备好，已清除，可再次启动", "not prepared, and cleared away: start again")
    else:
        where = f"{settings.data}、{settings.database_shown}"
        said = (f"没有备好：再次启动前请清空 {where}", f"not prepared: empty {where} before the next start")
    click.echo(" / ".join(said), err=True)


def _first_day(settings: Config, rehearsing: click.Context | None) -> None:
    what = "今天的样例考试日" if rehearsing is None else "演练，几分钟后开考"
    day = "a sample day" if rehearsing is None else "a rehearsal that starts in minutes"
    click.echo(f"数据目录为空：写入{what} / empty data folder: making {day} …")
    folder = Path(tempfile.mkdtemp(prefix="kaowu-sample-"))
    try:
        start = start_of(None, None, datetime.now(ZoneInfo(ZONE)))
        with click.progressbar(length=1, label="生成 / writing") as bar:
            if rehearsing is None:
                sample.write(folder, rooms=ROOMS, seed=SEED, start=start, cards=[FORM], progress=_advance(bar))
            else:
                rehearsal.write_files(folder, _advance(bar))
        if rehearsing is None:
            take(settings, [folder])
            _leave_cards(settings, folder)
        else:
            rehearsal.prepare(rehearsing, settings, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _leave_cards(settings: Config, folder: Path) -> None:
    """Leave the card files beside the data: there is no marking machine that would export any."""
    cards = settings.data / card_formats.CARDS
    shutil.copytree(folder / card_formats.CARDS, cards)
    click.echo(f"读卡文件（答题卡的），可试读 / card files to try reading with: {cards}")
    click.echo(
        f"  先在“考务办公 → 读卡格式”里保存其中的 profile-{FORM}.yaml"
        " / first save its profile on the office's screen: docs/card-reader.md"
    )


def _advance(bar: "click.progressbar[int]") -> sample.Progress:  # type: ignore[valid-type]
    def advance(done: int, total: int) -> None:
        bar.length = total  # type: ignore[attr-defined]
        bar.update(done - bar.pos)  # type: ignore[attr-defined]

    return advance


def _ready(settings: Config, core: Core, note: Path) -> None:
    running = {"local_port": settings.local_port, "port": settings.port}
    note.write_text(json.dumps(running), encoding="utf-8")
    code, expires = core.commit(make_setup_code)
    links = addresses.links(settings, f"/enrol#code={code}")
    click.echo("\n考务主机已启动 / the hub is running")
    for link in addresses.links(settings, "/"):
        click.echo(f"  {link}")
    click.echo(f"\n登记码 / set-up code: {code}")
    click.echo(f"  一次有效，{_local(expires)} 前使用；在登记页输入，或打开 / good once, or open:")
    for link in links:
        click.echo(f"  {link}")
    show_qr(links[0])
    show_welcome(core.trust.pages())
    show_authority(core.trust.authority())
    click.echo("按 Ctrl-C 停止 / Ctrl-C to stop", nl=True)


def _local(moment: str) -> str:
    return f"{datetime.fromisoformat(moment).astimezone(ZoneInfo(ZONE)):%m-%d %H:%M}"
