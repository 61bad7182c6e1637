"""Which network addresses are public: what people type in must not lead into the station's own network."""

import ipaddress

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""Addresses that a gateway turns into the IPv4 address in their last 32 bits (RFC 6052)."""

_COMPATIBLE = ipaddress.ip_network("::/96")
"""IPv4 addresses written as IPv6 ones, long given up (RFC 4291, 2.5.5.1)."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_public(number: str) -> bool:
    """Whether an IP address belongs to the public internet, whatever it is wrapped in.

    Raises ValueError for a text that is no address.
    """
    address = _unwrapped(ipaddress.ip_address(number.partition("%")[0]))
    return address.is_global and not address.is_multicast


def _unwrapped(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for; other addresses as they are."""
    if not isinstance(address, ipaddress.IPv6Address):
        return address
    if address in _NAT64 or address in _COMPATIBLE:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    tunnelled = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or tunnelled or address
