"""`comity user`: officers, as the operator of the installation sees to them. Every verb is in the ledger."""

import sys
from typing import Any

import click
import msgspec

from comity.core import clock, levels
from comity.core.errors import NotFound
from comity.core.languages import LANGUAGES
from comity.network import access
from comity.network import actions as network
from comity.network.appointments import Appointment
from comity.network.models import Officer
from comity.network.rules import COMMAND, Post

POSTS = [post.value for post in Post if post not in (Post.SYSTEM, Post.ASKING_SYSTEM)]
as_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group(
    epilog="""\b
Examples:
  comity user add fr.head --name "Solène Rouvière" --bureau FR --post bureau_head --clearance confidential
  comity user list --bureau FR
  comity user reset fr.head
"""
)
def user() -> None:
    """Officers: add, list, reset, dismiss. The first head of a bureau is appointed here; the rest by the bureau."""


@user.command()
@click.argument("username")
@click.option("--name", required=True, help="The officer's name.")
@click.option("--bureau", required=True, help='The code of the bureau: "FR", "CN-HK", "GS", "CCF" ...')
@click.option("--post", "posts", multiple=True, required=True, type=click.Choice(POSTS), help="May be given again.")
@click.option("--entity", default="", help="The name of the bureau's entity in which they serve.")
@click.option("--clearance", type=click.Choice([level.slug for level in levels.Level]), default="official_use_only")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="en")
@click.option("--password-stdin", is_flag=True, help="Read the officer's own password from standard input.")
@as_json_option
def add(username: str, bureau: str, password_stdin: bool, as_json: bool, **given: Any) -> None:
    """Appoint USERNAME. Prints an initial password, once; it ends after seven days and is replaced at first sign-in."""
    code = bureau.upper()
    appointment = Appointment(
        username=username,
        name=given["name"],
        posts=frozenset(Post(post) for post in given["posts"]),
        clearance=levels.from_slug(given["clearance"]),
        entity=access.entity_id_of(COMMAND, code, given["entity"]),
        language=given["language"],
    )
    password = sys.stdin.readline().rstrip("\n") if password_stdin else None
    made = network.appoint_officer(
        actor=COMMAND, bureau=code, appointment=appointment, password=password, now=clock.now()
    )
    _print_password(made, as_json, is_initial=password is None)


@user.command("list")
@click.option("--bureau", default="", help="Only of this bureau.")
@click.option("--all", "with_dismissed", is_flag=True, help="Dismissed ones too.")
@as_json_option
def list_officers(bureau: str, with_dismissed: bool, as_json: bool) -> None:
    """List officers by bureau; with --json one line each."""
    officers = access.officers_visible_to(COMMAND).order_by("bureau", "username")
    officers = officers.filter(bureau=bureau.upper()) if bureau else officers
    for officer in officers if with_dismissed else officers.filter(is_active=True):
        row = _row(officer)
        if as_json:
            click.echo(_json(row))
        else:
            state = "" if officer.is_active else "  dismissed"
            click.echo(f"{row['bureau']:<8} {row['username']:<24} {', '.join(row['posts'])}{state}")


@user.command()
@click.argument("username")
@as_json_option
def reset(username: str, as_json: bool) -> None:
    """Take away USERNAME's second factor and password, end every session, and print a new initial password."""
    made = network.reset_sign_in(actor=COMMAND, officer_id=_officer(username).pk, now=clock.now())
    _print_password(made, as_json, is_initial=True)


@user.command()
@click.argument("username")
@click.confirmation_option("--yes", prompt="The account and every session of it end at once. Go on?")
def dismiss(username: str) -> None:
    """End the account of USERNAME. What they did stays in the ledger."""
    network.dismiss_officer(actor=COMMAND, officer_id=_officer(username).pk, now=clock.now())
    click.echo(f"{username} is dismissed.")


def _officer(username: str) -> Officer:
    officer = access.officers_visible_to(COMMAND).filter(username=username).first()
    if officer is None:
        raise NotFound(f"There is no officer {username!r}. `comity user list --all` shows them.")
    return officer


def _print_password(made: network.Appointed, as_json: bool, is_initial: bool) -> None:
    row = _row(made.officer)
    if is_initial:
        row |= {"initial_password": made.password, "ends_at": made.officer.initial_password_ends_at}
    if as_json:
        click.echo(_json(row))
    elif is_initial:
        click.echo(f"{made.officer.username} may sign in with this initial password, shown once: {made.password}")
    else:
        click.echo(f"{made.officer.username} may sign in.")


def _row(officer: Officer) -> dict[str, Any]:
    return {
        "id": officer.pk,
        "username": officer.username,
        "name": officer.name,
        "bureau": officer.bureau_id,
        "entity": officer.entity.name if officer.entity else None,
        "posts": officer.posts,
        "clearance": levels.Level(officer.clearance).slug,
        "active": officer.is_active,
    }


def _json(row: dict[str, Any]) -> str:
    return msgspec.json.encode(row).decode()
