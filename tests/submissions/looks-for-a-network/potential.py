"""Every way to another machine. Names end in .invalid, addresses are of RFC 5737 and RFC 3849,
which belong to nobody, or its own loopback."""

import socket

from attempts import Tries

TEST_NET = ("192.0.2.1", "198.51.100.1", "203.0.113.1")
AF_ALG, AF_RDS, AF_TIPC, AF_VSOCK, AF_XDP = 38, 21, 30, 40, 44


def another_interface():
    return [name for _, name in socket.if_nameindex()] != ["lo"]


def routes():
    with open("/proc/net/route") as table:
        return len(table.read().splitlines()) > 1


def routes_of_ipv6():
    with open("/proc/net/ipv6_route") as table:
        return any(line.split()[-1] != "lo" for line in table)


def neighbours():
    with open("/proc/net/arp") as table:
        return len(table.read().splitlines()) > 1


def tcp(address):
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as peer:
        peer.settimeout(1)
        peer.connect((address, 443))


def udp(address):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
        peer.sendto(b"hello", (address, 53))


def broadcast():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        peer.sendto(b"hello", ("255.255.255.255", 9))


def kind(family, kind=socket.SOCK_RAW, protocol=0):
    socket.socket(family, kind, protocol).close()


def new_interface():
    """RTM_NEWLINK: a pair of virtual cables."""
    import struct

    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as kernel:
        name = struct.pack("HH", 8, 3) + b"mal0"
        body = struct.pack("BxHiII", 0, 0, 0, 0, 0) + name
        kernel.send(struct.pack("IHHII", 16 + len(body), 16, 0x605, 1, 0) + body)
        error = struct.unpack_from("i", kernel.recv(4096), 16)[0]
        if error:
            raise OSError(-error, f"errno {-error}")


def neighbour_on_loopback(port):
    """Services of the host listen on its loopback; this one is another."""
    with socket.socket() as peer:
        peer.settimeout(1)
        peer.connect(("127.0.0.1", port))


def load(device):
    return Tries(
        another_interface=another_interface,
        routes=routes,
        routes_of_ipv6=routes_of_ipv6,
        neighbours=neighbours,
        **{f"tcp {address}": lambda a=address: tcp(a) for address in (*TEST_NET, "2001:db8::1")},
        **{f"udp {address}": lambda a=address: udp(a) for address in TEST_NET},
        broadcast=broadcast,
        name=lambda: socket.getaddrinfo("labels.invalid", 80),
        raw=lambda: kind(socket.AF_INET, protocol=socket.IPPROTO_ICMP),
        packet=lambda: kind(socket.AF_PACKET),
        vsock=lambda: kind(AF_VSOCK, socket.SOCK_STREAM),
        kernel_crypto=lambda: kind(AF_ALG, socket.SOCK_SEQPACKET),
        rds=lambda: kind(AF_RDS, socket.SOCK_SEQPACKET),
        tipc=lambda: kind(AF_TIPC, socket.SOCK_SEQPACKET),
        xdp=lambda: kind(AF_XDP),
        bluetooth=lambda: kind(31, socket.SOCK_RAW, 1),
        new_interface=new_interface,
        ssh_on_loopback=lambda: neighbour_on_loopback(22),
        redis_on_loopback=lambda: neighbour_on_loopback(6379),
    )
