"""``kaowu forms``: door slips, desk slips, seat lists, record sheets, handoff forms as PDF."""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import click

from server.cli.badges import known_plan, newest_plan, write
from server.cli.client import existing, open_hub, writable
from server.desk.forms.asked import FORMS, SHEETS

SHEETS_OF_ROOMS = tuple(form for form in FORMS if form != "labels")


@click.command("forms")
@click.argument("form", type=click.Choice(SHEETS_OF_ROOMS))
@click.option("--plan", type=int, help="计划编号，默认最近导入的计划 / plan number")
@click.option("--session", help="只做一个场次 / one session only")
@click.option("--room", help="只做一个考场 / one room only")
@click.option(
    "--sheet", type=click.Choice(SHEETS), default="3x8", show_default=True, help="桌贴的标签纸 / for desk slips"
)
@click.option("--grid", help="标签纸 custom 的尺寸，JSON / the sheet custom")
@click.option("--cut", is_flag=True, help="印裁切线（普通纸） / cut marks, for plain paper")
@click.option("--no-tail", is_flag=True, help="座次表不印证件号后四位 / no tail of ID numbers")
@click.option(
    "-o", "--out", required=True, type=click.Path(dir_okay=False, writable=True, path_type=Path), help="PDF 文件 / file"
)
def command(
    form: str,
    plan: int | None,
    session: str | None,
    room: str | None,
    sheet: str,
    grid: str | None,
    cut: bool,
    no_tail: bool,
    out: Path,
) -> None:
    """写出一种表单的 PDF。

    门贴 doors、桌贴 desks、座次表 seats、考场情况记录单 record、交接表 handoff、备用卷卡登记表 spares、监考名单 wall、
    监考个人纸条 slips、实操评分表 scores（空白）和 scored（已签）、实操考评报告 report。

    Write door slips, desk slips, seat lists, record sheets, the handoff form, the record of spares, the
    wall list of invigilators, their slips, score sheets (scores, scored) or the assessors' report as PDF.
    """
    settings = existing()
    if out.is_file() or not out.exists():
        writable(out.resolve().parent)
    with open_hub(settings) as hub:
        number = newest_plan(hub) if plan is None else known_plan(hub, plan)
        query: dict[str, Any] = {"plan": number, "session": session, "room": room, "sheet": sheet, "grid": grid}
        query |= {"cut": "true" if cut else None, "tail": "false" if no_tail else None}
        asked = urlencode({name: value for name, value in query.items() if value is not None})
        write(out.resolve(), hub.get(f"/api/forms/{form}.pdf?{asked}"))
        click.echo(f"已写入 {out} / written")
