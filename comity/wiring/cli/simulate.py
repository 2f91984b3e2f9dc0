"""`comity simulate`: replays a realistic day on a running demo."""

import http.client
import ipaddress
import signal
import socket
import sys
import threading
from contextlib import suppress
from random import Random
from types import FrameType
from typing import TYPE_CHECKING, Any, Final

import click

from comity.core import clock
from comity.wiring import greeting

if TYPE_CHECKING:
    from comity.testing.simulation.running import Run

FASTEST: Final = 600_000
EPILOG: Final = """\b
Examples:
  comity simulate                          the published load of the world: 9,000 checks and 30 messages a minute
  comity simulate --rate 600 --minutes 3
  comity simulate --day --minutes 24       a whole day in 24 minutes: the morning goes round the world
"""


@click.command(epilog=EPILOG)
@click.option("--rate", type=click.FloatRange(0, FASTEST), default=9000.0, show_default=True, help="Checks a minute.")
@click.option("--messages", type=click.FloatRange(0, 6000), default=30.0, show_default=True, help="Messages a minute.")
@click.option("--minutes", type=click.FloatRange(0.05, 1440), default=10.0, show_default=True, help="How long.")
@click.option("--day", is_flag=True, help="Press 24 hours into the minutes; rates are then those of the day's average.")
@click.option("--one-hit-in", type=click.IntRange(1), default=10_000, show_default=True, help="Checks for each hit.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed makes the same day.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where the demo answers.")
@click.option("--not-loopback", is_flag=True, help="Send even where the host is not this machine.")
def simulate(rate: float, messages: float, host: str, *, not_loopback: bool, **asked: Any) -> None:
    """Replay a realistic day on a running demo: checks by everybody's systems, sealed messages, hits and answers.

    Who is awake asks: by size and local time of 196 members. One check in ten thousand is about something recorded.
    It says every few seconds what it sends, and stops by itself or on Ctrl-C. For demos alone, with `comity up --demo`
    running on the same folder. Exit codes: 0 done or stopped, 1 done with errors, 2 there is no demo to send to.
    """
    _require_loopback(host, not_loopback)
    _require_running(host)
    run = _prepared(host, {"checks": rate, "messages": messages}, asked)
    _stop_on_signals(run.stop)
    click.echo(f"Sending {rate:,.0f} checks and {messages:,.0f} messages a minute to {host}. Ctrl-C stops it.")
    run.play()
    click.echo(run.summary())
    sys.exit(1 if run.errors() else 0)


def _prepared(host: str, rates: dict[str, float], asked: dict[str, Any]) -> "Run":
    from comity.testing import cast, keys
    from comity.testing.simulation import day, recorded, tokens
    from comity.testing.simulation.asking import Asker
    from comity.testing.simulation.hits import Answers
    from comity.testing.simulation.links import Links
    from comity.testing.simulation.people import FromPeople
    from comity.testing.simulation.post import Office, Post
    from comity.testing.simulation.running import Run

    now = clock.now()
    click.echo("Preparing the systems of 196 bureaus ...")
    issued = tokens.for_all(now)
    plan = day.Plan(
        checks=rates["checks"],
        messages=rates["messages"],
        seconds=60 * asked["minutes"],
        begins_at=now,
        seed=asked["seed"],
        one_hit_in=asked["one_hit_in"],
    )
    links, random = Links(), Random(asked["seed"])
    pages, checks = greeting.demo_ports()
    office = Office(f"http://{host}:{pages}", dict(keys.rings()), issued, (*cast.BUREAUS, "GS"))
    post = Post(office, links.silent, now.year)
    return Run(
        plan=day.pressed(plan) if asked["day"] else plan,
        recorded=recorded.sample(),
        asker=Asker(host, checks, issued),
        answers=Answers(frozenset(tokens.ids_by_bureau(now).values()), now, random),
        links=links,
        post=post,
        from_people=FromPeople(post, random),
        say=click.echo,
        clock=clock.now,
    )


def _require_loopback(host: str, is_allowed: bool) -> None:
    """Load is for one's own machine. Raises UsageError for a host that is another, unless that was said outright."""
    if is_allowed:
        return
    try:
        addresses = {one[4][0] for one in socket.getaddrinfo(host, None)}
    except OSError as fault:
        raise click.UsageError(f"{host} is not known: {fault.strerror}.") from None
    if not all(ipaddress.ip_address(str(address)).is_loopback for address in addresses):
        raise click.UsageError(f"{host} is not this machine. Say --not-loopback if you mean it.")


def _require_running(host: str) -> None:
    """Raises UsageError unless a demo was built here and answers."""
    if not greeting.read_demo():
        raise click.UsageError("There is no demo here. Start one: comity up --demo")
    for port in greeting.demo_ports():
        connection = http.client.HTTPConnection(host, port, timeout=5)
        with suppress(OSError):
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                continue
        raise click.UsageError(f"Nothing answers at {host}:{port}. Start the demo first: comity up --demo")


def _stop_on_signals(stop: threading.Event) -> None:
    def asked(number: int, frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, asked)
