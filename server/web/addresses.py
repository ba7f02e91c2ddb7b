"""Where the hub can be reached: this laptop's addresses on the LAN, and loopback."""

import ipaddress
import socket

import ifaddr

from server.config import Config


def lan() -> list[str]:
    """Return this machine's IPv4 addresses that other devices may use, private ones first."""
    found = {
        str(address.ip) for adapter in ifaddr.get_adapters() for address in adapter.ips if isinstance(address.ip, str)
    }
    usable = [ip for ip in map(ipaddress.ip_address, found) if not ip.is_loopback and not ip.is_link_local]
    return [str(ip) for ip in sorted(usable, key=lambda ip: (not ip.is_private, ip))]


def host_name() -> str:
    """Return this machine's name."""
    return socket.gethostname()


def links(config: Config, path: str) -> list[str]:
    """Return full addresses of a page: on the LAN, then on this laptop itself."""
    lan_links = [f"https://{ip}:{config.port}{path}" for ip in lan()]
    return [*lan_links, f"http://localhost:{config.local_port}{path}"]


def welcome(config: Config) -> list[str]:
    """Return the addresses of the page that tells a new device how to trust the hub; none where it is switched off."""
    return [f"http://{ip}:{config.welcome_port}/" for ip in lan()] if config.welcome_port else []
