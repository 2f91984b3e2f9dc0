"""`comity token`: keys of national systems, as the operator of the installation sees to them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import click
import msgspec

from comity.core import clock, levels
from comity.core.databases import DATABASES
from comity.core.purposes import PURPOSES
from comity.network import access
from comity.network import actions as network
from comity.network.appointments import Reach, TokenTerms
from comity.network.models import Token
from comity.network.rules import COMMAND

LEVELS = [level.slug for level in levels.Level if level <= levels.HIGHEST_FOR_SYSTEMS]
as_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group(
    epilog="""\b
Examples:
  comity token issue "Passenger control" --bureau KE --database travel_documents --purpose border_control
  comity token list --bureau KE
  comity token revoke 019a0c5e-7d1b-7000-8000-000000000000
"""
)
def token() -> None:
    """Keys of national systems: issue, list, revoke."""


@token.command()
@click.argument("name")
@click.option("--bureau", required=True, help="The code of the bureau it belongs to.")
@click.option("--entity", default="", help="The name of the bureau's entity it belongs to.")
@click.option("--database", "databases", multiple=True, required=True, type=click.Choice(list(DATABASES)))
@click.option("--purpose", "purposes", multiple=True, required=True, type=click.Choice(list(PURPOSES)))
@click.option("--clearance", type=click.Choice(LEVELS), default="official_use_only", show_default=True)
@click.option("--may-write", is_flag=True, help="It may also record the bureau's data.")
@click.option("--rate", type=click.IntRange(min=0), default=0, help="Checks a second at most; 0 for no limit.")
@click.option("--days", type=click.IntRange(1, 365), default=365, show_default=True, help="How long it is good.")
@as_json_option
def issue(name: str, bureau: str, as_json: bool, **given: Any) -> None:
    """Issue a token for the system NAME and print it, once: it is stored nowhere."""
    now = clock.now()
    terms = TokenTerms(
        name=name,
        reach=Reach(
            databases=frozenset(given["databases"]),
            purposes=frozenset(given["purposes"]),
            clearance=levels.from_slug(given["clearance"]),
        ),
        expires_at=now + timedelta(days=given["days"]),
        entity=access.entity_id_of(COMMAND, bureau.upper(), given["entity"]),
        may_write=given["may_write"],
        rate=given["rate"],
    )
    issued = network.issue_token(actor=COMMAND, bureau=bureau.upper(), terms=terms, now=now)
    click.echo(_json({**_row(issued.token), "token": issued.text}) if as_json else issued.text)


@token.command("list")
@click.option("--bureau", default="", help="Only of this bureau.")
@click.option("--all", "with_ended", is_flag=True, help="Revoked and expired ones too.")
@as_json_option
def list_tokens(bureau: str, with_ended: bool, as_json: bool) -> None:
    """List tokens by bureau (never their text); with --json one line each."""
    now = clock.now()
    tokens = access.tokens_visible_to(COMMAND).order_by("bureau", "name")
    tokens = tokens.filter(bureau=bureau.upper()) if bureau else tokens
    for row in tokens if with_ended else tokens.filter(revoked_at=None, expires_at__gt=now):
        ends = "revoked" if row.revoked_at else f"until {row.expires_at:%Y-%m-%d}"
        plain = f"{row.bureau_id:<8} {row.pk} {row.name:<32} {ends}"
        click.echo(_json(_row(row)) if as_json else plain)


@token.command()
@click.argument("token_id", type=click.UUID)
def revoke(token_id: UUID) -> None:
    """Revoke the token with this id (see `comity token list`): its next check is refused."""
    network.revoke_token(actor=COMMAND, token_id=token_id, now=clock.now())
    click.echo("Revoked.")


def _row(row: Token) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.name,
        "bureau": row.bureau_id,
        "entity": row.entity.name if row.entity else None,
        "databases": row.databases,
        "purposes": row.purposes,
        "clearance": levels.Level(row.clearance).slug,
        "may_write": row.may_write,
        "rate": row.rate,
        "issued_at": row.issued_at,
        "expires_at": row.expires_at,
        "revoked_at": row.revoked_at,
    }


def _json(row: dict[str, Any]) -> str:
    return msgspec.json.encode(row).decode()
