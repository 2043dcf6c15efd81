"""Which addresses may be fetched from: http and https, public networks only, whatever name or redirect leads there."""

import ipaddress
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit, urlunsplit

_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_NAME: Final = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?")
_PORTS: Final = {"http": 80, "https": 443}

LookUp = Callable[[str, int], list[str]]
"""Gives the IP addresses of a host name, best first; raises OSError or UnicodeError where there are none."""


class HostUnknown(Exception):
    """A host has no address at present."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """Where requests for an address go."""

    scheme: str
    """``http`` or ``https``."""
    host: str
    """Name in ASCII and lower case, or literal IP address without brackets."""
    port: int
    netloc: str
    """The host as written in the address, with its port where that is not the usual one of the scheme."""

    @property
    def site(self) -> str:
        """What one robots.txt speaks for."""
        return f"{self.scheme}://{self.netloc}"


def origin_of(url: str) -> Origin:
    """Where requests for ``url`` go.

    Raises:
        ValueError: it is no address that is fetched, with the reason.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ValueError(f"the address is not valid ({error})") from error
    if parts.scheme not in _PORTS:
        raise ValueError("only http and https addresses are fetched")
    if parts.username is not None or parts.password is not None:
        raise ValueError("addresses with a user name or password are not fetched")
    if not parts.hostname:
        raise ValueError("the address names no host")
    try:
        host = parts.hostname if parts.hostname.isascii() else parts.hostname.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise ValueError("the address names no valid host") from error
    literal = f"[{host}]" if ":" in host else host
    if literal == host and not _NAME.fullmatch(host):
        raise ValueError("the address names no valid host")
    usual = _PORTS[parts.scheme]
    port = port or usual
    return Origin(scheme=parts.scheme, host=host, port=port, netloc=literal if port == usual else f"{literal}:{port}")


def at_address(url: str, origin: Origin, address: str) -> str:
    """``url`` with the IP address of its host in place of the name, without fragment."""
    literal = f"[{address}]" if ":" in address else address
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, f"{literal}:{origin.port}", parts.path or "/", parts.query, ""))


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, also looking inside IPv6 forms that carry an IPv4."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None and not is_public(str(inner)):
            return False
        if ip.is_site_local:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def look_up(host: str, port: int) -> list[str]:
    """The IP addresses of a host as the system knows them, best first."""
    return [str(answer[4][0]) for answer in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def resolve(host: str, port: int, *, allow_private: bool = False, look_up: LookUp = look_up) -> list[str]:
    """The addresses of ``host``, each once, best first, after all of them were found to be public.

    Args:
        host: name or literal address.
        port: port, for the resolver.
        allow_private: the user opened this host by name.
        look_up: the resolver.

    Raises:
        HostUnknown: it does not resolve, which may pass.
        ValueError: it leads into a private network.
    """
    try:
        addresses = list(dict.fromkeys(look_up(host, port)))
    except (OSError, UnicodeError) as error:
        raise HostUnknown(f"the host {host} is not known") from error
    if not addresses:
        raise HostUnknown(f"the host {host} is not known")
    if not allow_private and not all(is_public(address) for address in addresses):
        raise ValueError(f"the host {host} lies in a private or local network, which is not fetched from")
    return addresses
