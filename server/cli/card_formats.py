"""Card-file profiles (读卡格式) that lie beside a day's lists: kept with its plan, so that its files are read."""

from pathlib import Path

import click

from reading import BadProfile, load_profile
from server.cli.client import Hub, Problem

CARDS, PROFILES = "cards", "profile-*.yaml"


def keep(hub: Hub, plan: int, folder: Path, grant: str | None = None) -> None:
    """Keep the profiles in the ``cards`` of a day's folder as the plan's own; nothing where there are none.

    Args:
        hub: asked as its command line.
        plan: the plan's number.
        folder: the day's folder, which may hold ``cards``.
        grant: of whoever answers for it; from the plan's first day on somebody has to.

    Raises:
        Problem: one of them is no profile, or the hub refused.
    """
    texts = [_read(path) for path in sorted((folder / CARDS).glob(PROFILES))]
    if not texts:
        return
    stated = [("reading.profile", {"plan": plan, "id": name, "profile": text}) for name, text in texts]
    for receipt in hub.facts(stated, grant):
        if receipt["verdict"] != "accepted":
            raise Problem(f"{receipt['refusal']['says']}。{receipt['refusal']['fix']}")
    click.echo(f"已记下 {len(texts)} 种读卡格式：{'、'.join(name for name, _ in texts)} / card-file profiles kept")


def _read(path: Path) -> tuple[str, str]:
    text = path.read_text("utf-8")
    try:
        return load_profile(text).id, text
    except BadProfile as bad:
        raise Problem(f"{path.name} 第 {bad.line} 行：{bad.says}。{bad.fix} / {bad.says_en}. {bad.fix_en}") from bad
