"""What `comity up` says when all is ready, and var/demo.json, which says the same to scripts."""

import os
from typing import Any
from urllib.parse import urlsplit

import msgspec
from rich.console import Console
from rich.table import Table

from comity.wiring import environment

WIDTH = 120  # columns of the table of sign-ins; a narrower terminal wraps it rather than cutting passwords


def addresses() -> dict[str, str]:
    """Where each face answers, as asked from this machine."""
    web = f"http://localhost:{environment.port()}"
    return {
        "web": f"{web}/",
        "checks": f"{web}/api/v1/checks",
        "check_service": f"http://localhost:{environment.checks_port()}/api/v1/checks",
        "openapi": f"{web}/api/v1/openapi.json",
    }


def write_demo(content: dict[str, Any]) -> None:
    """Writes var/demo.json: the addresses of this start, then the demo's sign-ins, tokens and things to try."""
    path = environment.var() / "demo.json"
    fresh = path.with_suffix(".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode({"addresses": addresses()} | content), indent=2) + b"\n")
    fresh.replace(path)


def read_demo() -> dict[str, Any]:
    """What var/demo.json holds beside the addresses; empty where no demo was built."""
    content = _read()
    content.pop("addresses", None)
    return content


def demo_ports() -> tuple[int, int]:
    """The ports of the pages and of the check service at the demo's last start."""
    told = _read().get("addresses", addresses())
    pages, checks = (urlsplit(told[name]).port for name in ("web", "check_service"))
    return pages or environment.port(), checks or environment.checks_port()


def _read() -> dict[str, Any]:
    try:
        content: dict[str, Any] = msgspec.json.decode((environment.var() / "demo.json").read_bytes())
    except FileNotFoundError:
        return {}
    return content


def show(demo: bool, seconds: float) -> None:
    """Prints the address and, in a demo, who may sign in."""
    console = Console(highlight=False, soft_wrap=True, width=WIDTH)
    content = read_demo() if demo else {}
    if demo:
        write_demo(content)
        console.print(_sign_ins(content))
        if document := content.get("stolen_document"):
            console.print("A stolen document's machine-readable zone to try:")
            console.print(*(f"  {line}" for line in document["mrz"]), sep="\n", markup=False)
        if passphrase := content.get("passphrase"):
            console.print(f"The passphrase that unlocks everybody's messages: {passphrase}", markup=False)
    console.print(f"\nComity is ready after {seconds:.1f} s: [bold]{addresses()['web']}[/bold]")
    console.print(
        f"Checks by API: POST {addresses()['checks']}   Logs: {environment.var() / 'log'}   Ctrl-C stops everything."
    )
    if demo:
        console.print("A day's traffic, in another window: [bold].venv/bin/comity simulate[/bold]")


def _sign_ins(content: dict[str, Any]) -> Table:
    table = Table(box=None, title="Demo sign-ins (made up; one click on the sign-in page)", title_justify="left")
    for heading in ("username", "password", "bureau", "posts", "name"):
        table.add_column(heading, no_wrap=True)
    for person in content.get("sign_ins", []):
        posts = ", ".join(post.replace("_", " ") for post in person["posts"])
        table.add_row(person["username"], person["password"], person["bureau"], posts, person["name"])
    table.caption = f"Secrets of the authenticator app, tokens and things to try: {environment.var() / 'demo.json'}"
    return table
