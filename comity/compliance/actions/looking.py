"""Looks at reviews and decisions: each leaves an entry, so that look-ups outside one's own cases show (A-24)."""

from datetime import datetime
from uuid import UUID

from comity.audit import actions as audit
from comity.compliance import access
from comity.compliance.models import Review
from comity.network.rules import Actor


@audit.verb("review.read", subject="review_id")
def read(*, actor: Actor, review_id: UUID, now: datetime) -> Review:
    """One review with its content, or its decision, for who may read it. Raises NotFound, NotYourReview."""
    review = access.get_for_reading(actor, review_id)
    audit.about(details={"matter": review.matter, "state": review.state, "in_hand": review.holder == actor.id})
    return review
