"""``kaowu-station``: every station program in a module of its own, loaded only when it is called."""

import importlib
import os
import sys
from collections.abc import Mapping
from types import MappingProxyType

import click

#: Program -> module and one line of help. A module offers the click command as ``command``.
COMMANDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "gate": ("kiosk.gate", "门岗签到、签退（摄像头、扫码枪） / check people in and out by camera or scanner"),
        "reader": (
            "kiosk.reader.program",
            "读卡站：把读卡机导出的文件送到主机 / bring a marking machine's files to the hub",
        ),
    }
)


class Lazy(click.Group):
    """A group whose programs are loaded by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the programs."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one program."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the programs without loading them."""
        with formatter.section("程序 / Programs"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option("0.1.0", prog_name="kaowu-station")
def group() -> None:
    """考务工作站：连着考务主机的固定电脑。

    Programs of the site's fixed computers. KAOWU_STATION names this computer's folder (default ./station).
    Exit codes: 0 ok, 1 a problem was found, 2 bad usage.
    """


def main() -> None:
    """Run the command line; Chinese must come out right whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    os.environ.setdefault("PYTHONUTF8", "1")
    group()
