"""Who brings photos and films, or takes them away: a staff number that has to be named, for each is on record."""

import sys
from collections.abc import Callable

import click

from server.cli.client import Hub, Problem

#: What somebody does, by the option that names them: in Chinese and in English.
DOES = {"--importer": ("导入", "imports"), "--exporter": ("导出", "exports")}


def named_by(option: str) -> Callable[..., Callable[..., object]]:
    """Return the option that names them; asked for at a terminal, bad usage where it is missing elsewhere."""
    doing, does = DOES[option]

    def named(_context: click.Context, _option: click.Parameter, value: str | None) -> str:
        if value is not None:
            return value
        if sys.stdin.isatty():
            return str(click.prompt(f"{doing}人的工号 / staff number of who {does}"))
        raise click.BadParameter(
            f"写明{doing}人的工号，每份影像都要记是谁{doing}的，如 {option} B0001 / name who {does}"
        )

    return click.option(
        option,
        metavar="STAFF_NO",
        callback=named,
        help=f"{doing}人的工号，必须写明 / staff number of who {does}, needed",
    )


def person(hub: Hub, plan: int, staff_no: str, option: str) -> int:
    """Return the number of the person in the plan.

    Raises:
        Problem: the plan has nobody with this staff number.
    """
    found = [row for row in hub.rows("person") if row["plan"] == plan and row["staff_no"] == staff_no]
    if not found:
        doing, does = DOES[option]
        raise Problem(
            f"计划 {plan} 的名单中没有工号 {staff_no}：用 {option} 写明{doing}人的工号"
            f" / plan {plan} has nobody with the staff number {staff_no}: name who {does}"
        )
    return int(found[0]["person"])
