"""``kaowu labels``: registers what the plan's sessions need and is not registered, and writes the labels as PDF."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import click

from server.cli.badges import known_plan, newest_plan, stated, write
from server.cli.client import Hub, Problem, existing, open_hub, writable
from server.desk.custody.label import MOST_NEW
from server.desk.forms.asked import SHEETS, Asked
from server.domain.objects import BY_CODE, BY_LETTER, KINDS
from server.domain.refusal import Refusal


def _kinds(_context: click.Context, _option: click.Parameter, values: Sequence[str]) -> tuple[str, ...]:
    names = {kind.zh: kind.code for kind in KINDS} | {letter: kind.code for letter, kind in BY_LETTER.items()}
    found = [value.upper() if value.upper() in BY_CODE else names.get(value, "") for value in values]
    if "" in found:
        known = "、".join(f"{kind.code} {kind.zh}" for kind in KINDS if kind.letter)
        raise click.BadParameter(f"没有“{values[found.index('')]}”这种物品；可用：{known}")
    return tuple(found)


@click.command("labels")
@click.option("--plan", type=int, help="计划编号，默认最近导入的计划 / plan number")
@click.option("--session", help="只做一个场次 / one session only")
@click.option("--room", help="只做一个考场 / one room only")
@click.option(
    "--kind", "kinds", multiple=True, callback=_kinds, help="只做一种物品，可多次：PP 或 试卷袋 / kinds of objects"
)
@click.option(
    "--extra", type=click.IntRange(0, 50), default=1, show_default=True, help="每袋卷、卡比应考多几份 / beyond expected"
)
@click.option(
    "--spares", type=click.IntRange(0, 200), default=1, show_default=True, help="每场备用袋数 / spare bags a session"
)
@click.option(
    "--spare-size", type=click.IntRange(0, 200), default=5, show_default=True, help="每个备用袋份数 / papers in each"
)
@click.option(
    "--duty", type=click.IntRange(0, 200), default=1, show_default=True, help="每场值班卷数 / duty copies a session"
)
@click.option("--cases", type=click.IntRange(0, 200), help="试卷箱数，默认每七个考场一只 / paper cases")
@click.option("--strips", type=click.IntRange(0, 2000), help="封条数，默认每个卷袋、卡袋一条，每箱两条 / seal strips")
@click.option("--devices", type=click.IntRange(0, 200), help="要登记的设备（平板、手机等）几台 / devices")
@click.option(
    "--tools", type=click.IntRange(0, 200), help="身份证阅读器、防作弊器材几台 / ID readers, anti-cheat tools"
)
@click.option("--material", type=click.IntRange(0, 2000), help="实操材料、工件几件 / practical material")
@click.option("--keys", type=click.IntRange(0, 200), help="保密室、试卷箱钥匙几把 / keys")
@click.option(
    "--sheet", type=click.Choice(SHEETS), default="3x8", show_default=True, help="标签纸：列x行 / label sheet"
)
@click.option("--grid", help="标签纸 custom 的尺寸，JSON / the sheet custom")
@click.option(
    "--start",
    type=click.IntRange(1, 200),
    default=1,
    show_default=True,
    help="第一张从第几格开始 / first place on the sheet",
)
@click.option("--cut", is_flag=True, help="印裁切线（普通纸） / cut marks, for plain paper")
@click.option(
    "--again", "labels", multiple=True, metavar="LABEL", help="只重印这些标签，可多次 / only these labels again"
)
@click.option("--no-register", is_flag=True, help="不登记，只打印已有的 / register nothing")
@click.option(
    "-o", "--out", required=True, type=click.Path(dir_okay=False, writable=True, path_type=Path), help="PDF 文件 / file"
)
def command(
    plan: int | None,
    session: str | None,
    room: str | None,
    kinds: tuple[str, ...],
    sheet: str,
    grid: str | None,
    start: int,
    cut: bool,
    labels: tuple[str, ...],
    no_register: bool,
    out: Path,
    **wanted: int | None,
) -> None:
    """登记各场次所需而尚未登记的物品（考场套、卷袋、卡袋、表单、草稿纸、备用袋、试卷箱、封条等），并写出标签 PDF。

    设备、证件阅读器、实操材料、钥匙按给出的总数登记。

    Register what the plan's sessions need and is not registered yet, then write the QR labels as PDF. Running it again
    registers nothing twice.
    """
    lies = {"sheet": sheet, "grid": grid, "start": start, "cut": cut}
    _check(Asked("labels", kinds=kinds, sheet=sheet, grid=grid, start=start, cut=cut))
    settings = existing()
    if out.is_file() or not out.exists():
        writable(out.resolve().parent)
    with open_hub(settings) as hub:
        number = newest_plan(hub) if plan is None else known_plan(hub, plan)
        if not labels and not no_register:
            amount = {name: value for name, value in wanted.items() if value is not None}
            _register(hub, number, amount, session, room, kinds)
        query: dict[str, Any] = {"plan": number, "session": session, "room": room, "kinds": ",".join(kinds)}
        query |= lies | {"labels": ",".join(labels), "cut": "true" if cut else None}
        asked = urlencode({name: value for name, value in query.items() if value})
        write(out.resolve(), hub.get(f"/api/forms/labels.pdf?{asked}"))
        click.echo(f"已写入 {out} / written")


def _check(asked: Asked) -> None:
    try:
        asked.check()
    except Refusal as refusal:
        raise click.BadParameter(str(refusal.params.get("expected", "")), param_hint=f"--{refusal.field}") from refusal


def _register(
    hub: Hub, plan: int, wanted: Mapping[str, Any], session: str | None, room: str | None, kinds: Sequence[str]
) -> None:
    """Register what is lacking of the chosen session, room and kinds."""
    needs = hub.get_json(f"/api/labels/needs?{urlencode({'plan': plan} | dict(wanted))}")
    lacking = [
        one
        for one in needs["lacking"]
        if session in (None, one["session"]) and room in (None, one["room"]) and (not kinds or one["kind"] in kinds)
    ]
    for first in range(0, len(lacking), MOST_NEW):
        stated(hub, "custody.label", {
            "plan": plan, "objects": lacking[first : first + MOST_NEW], "there": needs["there"] + first,
        })  # fmt: skip
    click.echo(f"新登记 {len(lacking)} 件 / registered {len(lacking)}")
    for kind in dict.fromkeys(one["kind"] for one in lacking):
        click.echo(f"  {BY_CODE[kind].zh} {sum(one['kind'] == kind for one in lacking)}")
    if not needs["kinds"]:
        raise Problem("计划还没有考生，不知道要哪些标签：先导入考生 / the plan has no candidates: import them first")
