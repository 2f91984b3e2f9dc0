"""Ports for the real installations that tests start."""

import socket


def two_free_ports() -> int:
    """A port that is free together with the next one: the web's and the check service's."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
