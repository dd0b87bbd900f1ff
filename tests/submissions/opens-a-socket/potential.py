"""Calls home: an address that RFC 5737 keeps free of machines."""

import socket


def load(device):
    socket.create_connection(("192.0.2.1", 53), timeout=5)
