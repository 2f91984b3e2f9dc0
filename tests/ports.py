"""Ports for the real installations that tests start."""

import random
import socket

# Below those that the system gives to outgoing connections: nobody takes one between the choice and the start.
FIRST, LAST = 20_000, 31_000


def two_free_ports() -> int:
    """A port that is free together with the next one: the web's and the check service's."""
    while True:
        port = random.SystemRandom().randrange(FIRST, LAST, 2)
        with socket.socket() as first, socket.socket() as second:
            try:
                first.bind(("127.0.0.1", port))
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
