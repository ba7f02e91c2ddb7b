"""``kaowu sample``: a made-up exam day as input files."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from server.sample import Held, write
from server.sample.day import ZONE
from server.sample.site import LARGEST

SIGN_IN_NOW = timedelta(minutes=45)  # inside the sample's 90 minutes of check-in, with time to look around
STEP = 5  # minutes; exam times are round


@click.command("sample")
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--rooms", type=click.IntRange(1, LARGEST), default=67, show_default=True, help="考场数 / rooms")
@click.option("--seed", type=int, default=1, show_default=True, help="种子，相同则文件相同 / same seed, same files")
@click.option("--date", "day", metavar="YYYY-MM-DD", help="考试日期，默认今天 / exam day, default today")
@click.option("--start", "clock", metavar="HH:MM", help="第一场理论开考时间 / start of the first theory session")
@click.option("--plan-number", type=click.IntRange(1, 2**31 - 1), help="计划编号，默认取日期 / default: the date")
@click.option("--cards", is_flag=True, help="另写读卡文件（cards 文件夹） / card files too, in the folder cards")
@click.option("--force", is_flag=True, help="覆盖 DIR 中已有的同名文件 / replace files that are there")
def command(
    folder: Path,
    rooms: int,
    seed: int,
    day: str | None,
    clock: str | None,
    plan_number: int | None,
    cards: bool,
    force: bool,
) -> None:
    """生成一个仿真的考试日（计划、考场、考生、人员、照片），写入 DIR。

    Write a realistic, made-up exam day (plan, rooms, candidates, staff, portraits) into DIR. Without --date it is
    today, and without --start it begins so that staff may check in right now. Files that are there stay unless --force.
    The folder cards holds an example answer key; with --cards also what a card reader would export.
    """
    start = start_of(day, clock, datetime.now(ZoneInfo(ZONE)))
    with click.progressbar(length=1, label="生成样例 / writing") as bar:

        def advance(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        try:
            write(
                folder,
                rooms=rooms,
                seed=seed,
                start=start,
                plan_number=plan_number,
                cards=cards,
                replace=force,
                progress=advance,
            )
        except Held as wrong:
            (names,) = wrong.args
            raise click.ClickException(
                f"{folder} 里已有 {names[0]} 等 {len(names)} 个文件，未作改动：请换一个文件夹，或加 --force 覆盖"
                f" / {len(names)} files are there, such as {names[0]}; nothing was written:"
                " choose another folder, or replace them with --force"
            ) from wrong
        except OSError as wrong:
            raise click.ClickException(
                f"写不进 {folder}（{wrong.strerror}）：请换一个文件夹 / cannot write there, choose another folder"
            ) from wrong
    click.echo(f"已写入 {folder}：{start:%Y-%m-%d %H:%M} 开考，{rooms} 个考场 / written, starts {start:%Y-%m-%d %H:%M}")


def start_of(day: str | None, clock: str | None, now: datetime) -> datetime:
    """Return when the first theory session starts.

    Args:
        day: ``YYYY-MM-DD`` or None for today.
        clock: ``HH:MM`` or None: 09:00 on another day; today soon enough that check-in is open.
        now: the present moment in the plan's zone.

    Raises:
        click.BadParameter: the day or the time cannot be read.
    """
    date = now.date() if day is None else _parsed(day, "%Y-%m-%d", "--date").date()
    if clock is not None:
        return datetime.combine(date, _parsed(clock, "%H:%M", "--start").time(), now.tzinfo)
    if date != now.date():
        return datetime(date.year, date.month, date.day, 9, 0, tzinfo=now.tzinfo)
    soon = (now + SIGN_IN_NOW).replace(second=0, microsecond=0)
    return soon + timedelta(minutes=-soon.minute % STEP)


def _parsed(value: str, form: str, option: str) -> datetime:
    try:
        return datetime.strptime(value, form)  # noqa: DTZ007 - the zone is the plan's, added by the caller
    except ValueError as wrong:
        wanted = "2026-11-22" if "Y" in form else "09:00"
        raise click.BadParameter(
            f"“{value}”读不懂，应写成 {wanted} / cannot read “{value}”, write it as {wanted}", param_hint=option
        ) from wrong
