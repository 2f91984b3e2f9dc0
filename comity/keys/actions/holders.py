"""Who holds a ring: admitted by its signature, dismissed by a new generation."""

from datetime import datetime
from uuid import UUID

from comity.audit import actions as audit
from comity.core.errors import Conflict, NotFound
from comity.keys import making, queries, rules
from comity.keys.actions.rings import Founded, turn
from comity.keys.engine.ring import Keyring
from comity.keys.models import Holder, OfficerKey, Ring
from comity.keys.rules import Due
from comity.network.rules import Actor


class NotWaiting(Conflict):
    """This officer set no passphrase, may not hold these keys, or holds them already."""


class LastHolder(Conflict):
    """Somebody who looks after the keys must be able to unlock them: admit another one first."""


@audit.verb("holder.admitted", subject="officer_id")
def admit(*, actor: Actor, keyring: Keyring, officer_id: UUID, now: datetime) -> Holder:
    """Seals the ring for an officer of the bureau who set a passphrase: they read what was and what comes.

    Where a rotation is due it is done as well: somebody who can is there.
    """
    making.require_manager(actor)
    ring = making.held_ring(actor, keyring)
    if officer_id not in {one.pk for one in queries.waiting(ring)}:
        raise NotWaiting
    holder = making.hand_to(keyring, ring, OfficerKey.objects.get(pk=officer_id), actor.id, now)
    if ring.rotation_due:
        turn(ring, keyring, actor.id, now)
        holder.refresh_from_db()
    audit.about(subject=officer_id, details={"bureau": ring.bureau_id, "role": ring.role})
    return holder


@audit.verb("holder.dismissed", subject="officer_id")
def dismiss(*, actor: Actor, keyring: Keyring, officer_id: UUID, now: datetime) -> Founded:
    """Takes the ring from an officer and turns to a new generation, which is not sealed for them."""
    making.require_manager(actor)
    ring = making.held_ring(actor, keyring)
    gone, _rows = Holder.objects.filter(ring=ring, officer=officer_id).delete()
    if not gone:
        raise NotFound
    if not any(rules.may_manage(row.officer.posts) for row in queries.holders(ring)):
        raise LastHolder
    founded = turn(ring, keyring, actor.id, now)
    audit.about(subject=officer_id, details={"bureau": ring.bureau_id, "role": ring.role})
    return founded


@audit.verb("holder.lapsed")
def lapse(*, actor: Actor, ring_id: UUID, now: datetime) -> Ring:
    """Takes the ring from officers who may hold it no longer, and says that it should be rotated: the machine holds
    no key, so it cannot do that itself."""
    ring = Ring.objects.select_for_update().get(pk=ring_id)
    gone = [row for row in queries.lapsed(now) if row.ring_id == ring.pk]
    making.forget(gone)
    if not ring.rotation_due:
        ring.rotation_due, ring.rotation_due_at = Due.HOLDER_LEFT.value, now
        ring.save(update_fields=["rotation_due", "rotation_due_at"])
    audit.about(
        subject=ring, details={"bureau": ring.bureau_id, "officers": sorted(str(row.officer_id) for row in gone)}
    )
    return ring
