"""Waiting for another process: never without end, and never in silence."""

import fcntl
import time
from typing import IO

import click

SECONDS_IN_SILENCE = 3.0


class Patience:
    """How long something may take; says a sentence once, to whoever sits before a screen on which nothing happens."""

    def __init__(self, sentence: str, seconds: float) -> None:
        self._sentence = sentence
        self._seconds = seconds
        self._begun = time.monotonic()

    def is_over(self) -> bool:
        waited = time.monotonic() - self._begun
        if self._sentence and waited > SECONDS_IN_SILENCE:
            click.echo(self._sentence, err=True)
            self._sentence = ""
        return waited > self._seconds


def try_lock(file: IO[str]) -> bool:
    """Whether the file's lock is ours now, until it is closed. The kernel drops it however we end."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
