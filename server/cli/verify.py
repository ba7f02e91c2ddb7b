"""``kaowu verify``: recompute the journal from its first entry."""

from typing import IO

import click
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from protocol import checkpoint as notes
from protocol.checkpoint import BadCheckpoint, Checkpoint
from server.cli.client import Problem, damage_in_words, existing
from server.config import Config
from server.domain.record import Report, verify
from server.store import journal, keys
from server.store.db import Database


@click.command("verify")
@click.option("--against", type=click.File("rb"), help="另行保存的检查点文件 / a checkpoint kept elsewhere")
def command(against: IO[bytes] | None) -> None:
    """逐条核对记录：内容、设备签名、连续编号和检查点；有改动则指出首条，退出码 1。

    Recompute the journal: contents, device signatures, numbers and checkpoints; name the first bad entry and exit 1.
    """
    settings = existing()
    try:
        with damage_in_words(settings):
            report, other = _checked(settings, against)
    except BadCheckpoint as error:
        raise Problem(f"检查点不是本机签发，或已被改动 / not this journal's checkpoint ({error})") from error
    _tell(report, other)


def _checked(settings: Config, against: IO[bytes] | None) -> tuple[Report, Checkpoint | None]:
    public = keys.load(settings.data / "keys").journal.public_key()
    other = None if against is None else notes.read(_text(against), public)
    return _verified(settings, public, other), other


def _text(against: IO[bytes]) -> str:
    """Read a kept checkpoint; editors and mail may have added a byte order mark and other line ends.

    Raises:
        Problem: the file is no text.
    """
    try:
        return against.read().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise Problem(
            f"{against.name} 不是检查点：应为 UTF-8 文本，请用 /api/checkpoint 另存的原文件"
            " / not a checkpoint: expected UTF-8 text as saved from /api/checkpoint"
        ) from error


def _verified(settings: Config, public: Ed25519PublicKey, other: Checkpoint | None) -> Report:
    db = Database(settings.database)
    try:
        with db.reading() as connection:
            kept = dict(journal.checkpoints(connection))
            return verify(journal.entries(connection), kept, public, other)
    finally:
        db.close()


def _tell(report: Report, other: Checkpoint | None) -> None:
    if report.broken is not None:
        raise Problem(
            f"第 {report.broken.seq} 条：{report.broken.says}。此条起不可作证，请封存数据目录并报告主考"
            f" / entry {report.broken.seq}: {report.broken.says_en}"
        )
    click.echo(f"记录完整，未被改动（{report.size} 条）/ {report.size} entries, complete and unchanged")
    click.echo(f"  根 / root: {report.root.hex()}")
    if other is None:
        click.echo("  末尾若被整段截去，须与另存的检查点比对才能发现 / a cut-off end shows only with --against")
    else:
        click.echo(f"  与所存检查点（{other.size} 条）一致 / agrees with the checkpoint of {other.size}")
    for device, numbers in report.missing.items():
        listed = "、".join(map(str, numbers.missing_first(20)))
        click.echo(f"  设备 {device} 有 {numbers.missing_count()} 条未到 / not arrived: {listed}")
