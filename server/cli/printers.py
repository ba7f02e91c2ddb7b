"""``kaowu printers``: the printers of the network, and those the hub remembers."""

from collections.abc import Mapping
from typing import Any

import click

from printing import discover
from server.cli.client import config, open_hub
from server.cli.print import trusted
from server.desk.printers import Printers, Seen


@click.command("printers")
def command() -> None:
    """列出网络打印机：地址、能力、状态。

    List network printers: their addresses, what they can and how they are. Takes a few seconds.
    """
    settings = config()
    if (settings.data / "keys" / "journal.pem").exists():
        with open_hub(settings) as hub:
            lines = [_line(each) for each in hub.get_json("/api/printers")["printers"]]
    else:
        look = discover.printers if settings.mdns else list
        lines = [_line(_plain(seen)) for seen in Printers(trusted(), look).seen([])]
    if not lines:
        click.echo(
            "没有找到网络打印机：请确认打印机已开机、与本机在同一网络；也可直接用 kaowu print --printer IP地址"
            " / none found: check that it is on and in this network, or give kaowu print its IP address"
        )
    for line in lines:
        click.echo(line)


def _plain(seen: Seen) -> dict[str, Any]:
    _, says, fix = seen.state("zh")
    can = seen.can
    return {
        "name": seen.name,
        "uri": seen.uri,
        "model": seen.model,
        "location": seen.location,
        "two_sided": can is not None and can.two_sided,
        "colour": can is None or can.colour,
        "says": says,
        "fix": fix,
    }


def _line(printer: Mapping[str, Any]) -> str:
    can = "双面" if printer["two_sided"] else "仅单面"
    told = [printer["model"], printer["location"], can, "彩色" if printer["colour"] else "黑白"]
    state = f"{printer['says']}。{printer['fix']}" if printer["fix"] else printer["says"]
    return f"{printer['name']}\t{printer['uri']}\n    {' · '.join(word for word in told if word)} · {state}"
