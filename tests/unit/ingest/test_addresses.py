"""Which addresses may be fetched from."""

import pytest

from stancepipe.ingest.addresses import HostUnknown, at_address, is_public, origin_of, resolve


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("fec0::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("::7f00:1", False),
        ("2001:db8::1", False),
        ("192.0.2.1", False),
        ("198.18.0.1", False),
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    ("url", "host", "port", "netloc"),
    [
        ("https://MFA.example/a", "mfa.example", 443, "mfa.example"),
        ("https://mfa.example:443/a", "mfa.example", 443, "mfa.example"),
        ("http://mfa.example:443/a", "mfa.example", 443, "mfa.example:443"),
        ("http://[2001:DB8::1]:81/", "2001:db8::1", 81, "[2001:db8::1]:81"),
        ("http://b\u00fccher.example/", "xn--bcher-kva.example", 80, "xn--bcher-kva.example"),
    ],
)
def test_where_requests_go(url: str, host: str, port: int, netloc: str) -> None:
    origin = origin_of(url)
    assert (origin.host, origin.port, origin.netloc) == (host, port, netloc)


def test_the_address_replaces_the_name_alone() -> None:
    origin = origin_of("https://mfa.example/a?b=c#d")
    assert at_address("https://mfa.example/a?b=c#d", origin, "2001:db8::1") == "https://[2001:db8::1]:443/a?b=c"
    assert at_address("https://mfa.example", origin, "192.0.2.1") == "https://192.0.2.1:443/"


def test_one_private_address_among_public_ones_is_refused() -> None:
    def found(host: str, port: int) -> list[str]:
        return ["93.184.216.34", "93.184.216.34", "10.0.0.1"]

    with pytest.raises(ValueError, match="private or local network"):
        resolve("mfa.example", 80, look_up=found)
    assert resolve("mfa.example", 80, allow_private=True, look_up=found) == ["93.184.216.34", "10.0.0.1"]


def test_a_host_without_address_is_unknown() -> None:
    with pytest.raises(HostUnknown, match=r"mfa\.example is not known"):
        resolve("mfa.example", 80, look_up=lambda host, port: [])
    with pytest.raises(HostUnknown):
        resolve("a" * 70 + ".example", 80)
