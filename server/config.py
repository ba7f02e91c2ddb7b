"""Everything the hub is told from outside: read once from the environment, then frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

#: Each variable and what it means; ``docs/operating.md`` names them all (tested).
VARIABLES = {
    "KAOWU_DATA": "folder of database, keys, imported files and portraits; default ./data",
    "KAOWU_DATABASE": "address of the database: postgresql+psycopg://user:password@host/name, or sqlite:////path;"
    " default a SQLite file in the data folder",
    "KAOWU_PORT": "HTTPS port on the LAN; default 8443",
    "KAOWU_LOCAL_PORT": "plain HTTP port on loopback; default 8080",
    "KAOWU_WELCOME_PORT": "plain HTTP port on the LAN for the page where new devices get the certificate, or off;"
    " default 8081",
    "KAOWU_MDNS": "on or off: whether the hub looks for printers in the network and makes itself known as kaowu.local;"
    " default on",
}
#: Database engines by name, with the drivers an address may name; the first is used where it names none.
ENGINES = {"sqlite": ("pysqlite",), "postgresql": ("psycopg",)}


class BadConfig(ValueError):
    """The environment asks for something the hub cannot do; the message names the variable."""


@dataclass(frozen=True, slots=True)
class Config:
    """Where the hub keeps things and where it listens; ``database`` may hold a password: only ``shown`` shows it.

    ``mdns``: whether it looks for printers in the network by itself and makes itself known there; off unless the
    environment was read. ``welcome_port``: None where the page for new devices is switched off.
    """

    data: Path
    database: str = field(repr=False)
    port: int = 8443
    local_port: int = 8080
    mdns: bool = False
    welcome_port: int | None = 8081

    @property
    def in_file(self) -> bool:
        """Whether the database is a file of this computer, not a server."""
        return make_url(self.database).get_backend_name() == "sqlite"

    @property
    def database_shown(self) -> str:
        """The database's address without its password."""
        return shown(self.database)

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Config":
        """Read the configuration.

        Raises:
            BadConfig: naming the variable, what it says and what was expected.
        """
        data = Path(env.get("KAOWU_DATA") or "data").expanduser().resolve()
        database = env.get("KAOWU_DATABASE") or f"sqlite:///{data / 'kaowu.db'}"
        _check_database(database)
        port, local_port, welcome_port = _ports(env)
        return cls(data, database, port, local_port, _switch(env, "KAOWU_MDNS"), welcome_port)


def shown(database: str) -> str:
    """Write a database's address as it may be shown: without password, and without options (which may hold one)."""
    return make_url(database).set(query={}).render_as_string(hide_password=True)


def _check_database(text: str) -> None:
    expected = "应为数据库地址（如 postgresql+psycopg://用户:密码@主机/库名 或 sqlite:////srv/kaowu.db）"
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        # Neither the text nor the cause is shown: it may hold a password, at a place nobody can tell.
        raise BadConfig(f"KAOWU_DATABASE {expected}，现写法无法识别") from None
    engine, _, driver = url.drivername.partition("+")
    if engine not in ENGINES or (driver and driver not in ENGINES[engine]):
        raise BadConfig(f"KAOWU_DATABASE {expected}，不支持 {url.drivername!r}")
    if engine == "postgresql" and not url.database:
        raise BadConfig(f"KAOWU_DATABASE {expected}，现缺库名：{shown(text)}")


def _ports(env: Mapping[str, str]) -> tuple[int, int, int | None]:
    """Return the ports of HTTPS, of this computer alone, and of the page for new devices (None: switched off)."""
    port, local_port = _port(env, "KAOWU_PORT", 8443), _port(env, "KAOWU_LOCAL_PORT", 8080)
    if port == local_port:
        raise BadConfig(f"KAOWU_PORT 与 KAOWU_LOCAL_PORT 不能相同，现均为 {port}")
    if env.get("KAOWU_WELCOME_PORT") == "off":
        return port, local_port, None
    welcome_port = _port(env, "KAOWU_WELCOME_PORT", 8081)
    if welcome_port in (port, local_port):
        if not env.get("KAOWU_WELCOME_PORT"):  # its own default gives way to what was chosen
            return port, local_port, None
        raise BadConfig(f"KAOWU_WELCOME_PORT 与另一个端口相同，现为 {welcome_port}")
    return port, local_port, welcome_port


def _port(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise BadConfig(f"{name} 应为 1 到 65535 的端口号，现为 {text!r}")
    return int(text)


def _switch(env: Mapping[str, str], name: str) -> bool:
    text = env.get(name) or "on"
    if text not in ("on", "off"):
        raise BadConfig(f"{name} 应为 on 或 off，现为 {text!r}")
    return text == "on"
