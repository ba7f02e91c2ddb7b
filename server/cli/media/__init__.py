"""``kaowu media``: photos and film from cameras' cards, checking what is kept, and taking copies away."""

import click

from server.cli.media import bring, check, export


@click.group("media")
def command() -> None:
    """影像：从相机、摄像机的存储卡导入，核对，导出。

    Photos and film: import from cameras' cards, check what is kept, export.
    """


command.add_command(bring.command)
command.add_command(check.command)
command.add_command(export.command)
