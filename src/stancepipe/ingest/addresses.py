"""Which network addresses may be fetched from: public ones only, whatever name or redirect leads there."""

import ipaddress
import socket
from typing import Final

_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")


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


def resolve(host: str, port: int, *, allow_private: bool = False) -> str:
    """One address of ``host``, after all of its addresses were found to be public.

    Args:
        host: name or literal address.
        port: port, for the resolver.
        allow_private: the user opened this host by name.

    Raises:
        ValueError: it does not resolve, or leads into a private network.
    """
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ValueError(f"the host {host} is not known") from error
    addresses = [str(answer[4][0]) for answer in answers]
    if not addresses:
        raise ValueError(f"the host {host} is not known")
    if not allow_private and not all(is_public(address) for address in addresses):
        raise ValueError(f"the host {host} lies in a private or local network, which is not fetched from")
    return addresses[0]
