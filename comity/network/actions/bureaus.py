"""A bureau's own link to the network. Only the bureau opens and closes it: there is no verb to suspend a member."""

from datetime import datetime

from comity.audit import actions as audit
from comity.core import changes
from comity.core.databases import DATABASES
from comity.core.errors import Conflict, Invalid, Problem
from comity.core.languages import mark
from comity.network import access
from comity.network.models import Bureau
from comity.network.rules import Actor, Right, require_right


class AlreadySo(Conflict):
    """This is already so."""


@audit.verb("bureau.disconnected", subject="bureau")
def disconnect(*, actor: Actor, bureau: str, now: datetime) -> Bureau:
    """Closes the link: its people and systems can ask nothing until it reconnects; its data stays and counts."""
    return _set_connected(actor, bureau, False, now)


@audit.verb("bureau.reconnected", subject="bureau")
def reconnect(*, actor: Actor, bureau: str, now: datetime) -> Bureau:
    """Opens the link again, as it was."""
    return _set_connected(actor, bureau, True, now)


@audit.verb("bureau.contact_changed", subject="bureau")
def change_contact(
    *, actor: Actor, bureau: str, contact: str, hits_not_wanted: frozenset[str], now: datetime
) -> Bureau:
    """How the bureau's desk is reached (shown with every hit), and the databases whose hits it does not want told."""
    own = access.get_bureau_to_run(actor, bureau, Right.CONNECT_BUREAU)
    if not 0 < len(contact.strip()) <= 200:
        raise Invalid(Problem("contact", mark("A way to reach the desk is needed."), mark("1 to 200 characters.")))
    if wrong := hits_not_wanted - DATABASES.keys():
        raise Invalid(Problem("hits_not_wanted", ", ".join(sorted(wrong)), ", ".join(sorted(DATABASES))))
    own.contact, own.hits_not_wanted = contact.strip(), sorted(hits_not_wanted)
    own.save(update_fields=["contact", "hits_not_wanted"])
    audit.about(details={"hits_not_wanted": own.hits_not_wanted})
    changes.note("access", [None], now=now)
    return own


def _set_connected(actor: Actor, code: str, connected: bool, now: datetime) -> Bureau:
    # Not even the operator's command: whoever closes another's link has suspended a member.
    require_right(actor, Right.CONNECT_BUREAU)
    own = access.get_bureau_to_run(actor, code, Right.CONNECT_BUREAU)
    if not Bureau.objects.filter(pk=own.pk, connected=not connected).update(connected=connected):
        raise AlreadySo
    own.connected = connected
    changes.note("access", [None], now=now)
    return own
