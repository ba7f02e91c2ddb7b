"""Everything the hub is told from outside: read once from the environment, then frozen."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

#: Each variable and what it means; ``docs/operating.md`` names them all (tested).
VARIABLES = {
    "KAOWU_DATA": "folder of database, keys, imported files and portraits; default ./data",
    "KAOWU_DATABASE": "SQLAlchemy URL of the database; default a SQLite file in the data folder",
    "KAOWU_PORT": "HTTPS port on the LAN; default 8443",
    "KAOWU_LOCAL_PORT": "plain HTTP port on loopback; default 8080",
}


class BadConfig(ValueError):
    """The environment asks for something the hub cannot do; the message names the variable."""


@dataclass(frozen=True, slots=True)
class Config:
    """Where the hub keeps things and where it listens."""

    data: Path
    database: str
    port: int = 8443
    local_port: int = 8080

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Config":
        """Read the configuration.

        Raises:
            BadConfig: naming the variable, what it says and what was expected.
        """
        data = Path(env.get("KAOWU_DATA") or "data").expanduser().resolve()
        database = env.get("KAOWU_DATABASE") or f"sqlite:///{data / 'kaowu.db'}"
        try:
            make_url(database)
        except ArgumentError as error:
            raise BadConfig(
                f"KAOWU_DATABASE 应为数据库地址（如 sqlite:////srv/kaowu.db），现为 {database!r}"
            ) from error
        port, local_port = _port(env, "KAOWU_PORT", 8443), _port(env, "KAOWU_LOCAL_PORT", 8080)
        if port == local_port:
            raise BadConfig(f"KAOWU_PORT 与 KAOWU_LOCAL_PORT 不能相同，现均为 {port}")
        return cls(data, database, port, local_port)


def _port(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise BadConfig(f"{name} 应为 1 到 65535 的端口号，现为 {text!r}")
    return int(text)
