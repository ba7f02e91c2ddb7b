"""``kaowu enrol``: one-time codes for devices, tokens for programs."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import qrcode
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from protocol import fact as facts
from server.cli.client import Hub, Problem, existing, open_hub, writable
from server.domain.device import ENROLABLE
from server.store.authority import Authority, shown
from server.store.keys import write_secret


def show_qr(text: str) -> None:
    """Draw a QR code in the terminal, dark on light whatever the terminal's colours."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_L, border=2)
    code.add_data(text)
    code.make(fit=True)
    dark: list[list[Any]] = code.get_matrix()
    if len(dark) % 2:
        dark.append([False] * len(dark[0]))
    for upper, lower in zip(dark[::2], dark[1::2], strict=True):
        line = "".join(" ▄▀█"[2 * (not above) + (not below)] for above, below in zip(upper, lower, strict=True))
        click.echo(f"  \x1b[97;40m{line}\x1b[0m" if sys.stdout.isatty() else f"  {line}")


def show_welcome(pages: Sequence[str]) -> None:
    """Say where a device that does not trust the hub yet must begin."""
    for page in pages[:1]:
        click.echo(f"手机第一次使用，先打开 / a device that is new to the hub opens first: {page}")
    for page in pages[1:]:
        click.echo(f"  或 / or: {page}")


def show_authority(authority: Authority) -> None:
    """Show by what devices know that they install this hub's certificate and no other."""
    figures = shown(authority.fingerprint)
    click.echo(f"证书 / certificate: {authority.name}")
    click.echo(f"  指纹 / fingerprint (SHA-256): {figures[:39]}\n{' ' * 34}{figures[40:]}")


def _name(_context: click.Context, _option: click.Parameter, value: str) -> str:
    if not value.strip():
        raise click.BadParameter("名称不能为空，应写如 东门手机 / must not be empty, write such as East gate")
    return value


@click.command("enrol")
@click.option(
    "--kind", type=click.Choice(ENROLABLE), required=True, help="平板=主考，手机=签到 / tablet: chief, phone: scan"
)
@click.option("--name", required=True, callback=_name, help="设备名称，如 东门手机 / what people call the device")
@click.option("--token", "program", is_flag=True, help="立即登记一个程序，给出令牌和密钥 / enrol a program at once")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=Path(), help="密钥存放目录 / key folder"
)
def command(kind: str, name: str, program: bool, out: Path) -> None:
    """生成一次性登记码（十分钟内有效）；加 --token 则直接登记一个程序。

    Print a one-time code and its QR; with --token enrol a program at once and print its bearer token and key file.
    """
    settings = existing()
    if program:
        _folder(out)
    with open_hub(settings) as hub:
        made = hub.post("/api/enrol-codes", {"kind": kind, "name": name})
        if program:
            _program(hub, made["code"], name, out)
            return
        click.echo(f"登记码 / code: {made['code']}（十分钟内、一次有效 / ten minutes, once）")
        for link in made["links"]:
            click.echo(f"  {link}")
        show_qr(made["links"][0])
        show_welcome(made.get("welcome", []))


def _folder(out: Path) -> None:
    """Make the key folder before the device exists, so that no key is made that cannot be kept."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Problem(
            f"建不了文件夹 {out}（{error.strerror or error}），未登记：请换一个 --out"
            " / the folder cannot be made, nothing was enrolled: choose another --out"
        ) from error
    writable(out)


def _program(hub: Hub, code: str, name: str, out: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    proof = facts.sign_raw(key, code.encode())
    joined = hub.post("/api/enrol", {"code": code, "jwk": facts.jwk_of(key.public_key()), "name": name, "proof": proof})
    path = out / f"kaowu-{joined['device']}.pem"
    write_secret(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    click.echo(f"device: {joined['device']}")
    click.echo(f"token: {joined['token']}")
    click.echo(f"key: {path.resolve()}")
