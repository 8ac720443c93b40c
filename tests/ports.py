"""A port that stays free while nobody listens on it: a server that was killed comes back on its own."""

import random
import socket

PORTS = range(12_000, 32_000)  # below those that the system gives to outgoing calls and to whoever asks for any
TRIES = 100


def quiet_port() -> int:
    """Nobody listens on it now, and by chance alone nobody will."""
    for port in random.SystemRandom().sample(PORTS, TRIES):
        with socket.socket() as trial:
            try:
                trial.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError("no free port")
