"""To whom a colour is open beside those its manifest names: members of a pilot, partners by agreement."""

from datetime import date, datetime
from uuid import UUID

from comity.audit import actions as audit
from comity.core.errors import Invalid, NotFound, Problem
from comity.core.languages import mark
from comity.network.models import Bureau
from comity.network.rules import Actor, Right, require_right
from comity.notices import access, manifests, rules
from comity.notices.models import Opening


@audit.verb("notice_opening.made")
def open_colour(
    *, actor: Actor, bureau: str, colour: str, basis: str, now: datetime, ends_on: date | None = None
) -> Opening:
    """Opens a colour to a bureau from today on. `basis` is the resolution or agreement. Raises Invalid."""
    require_right(actor, Right.DIRECT)
    manifest = manifests.get(colour)
    row = Bureau.objects.filter(pk=bureau).first()
    problems = rules.problems_with_text("basis", basis, 300, shortest=3)
    if row is None or access.requester_of(row) not in manifest.by_agreement:
        problems.append(Problem("bureau", mark("This colour cannot be opened to this bureau."), manifest.basis))
    if ends_on is not None and ends_on <= now.date():
        problems.append(Problem("ends_on", mark("This day has passed."), f"{now.date()} or later, or none."))
    if row is not None and access.openings(colour, now.date()).filter(bureau=row).exists():
        problems.append(Problem("bureau", mark("It is open to this bureau already."), mark("Another bureau.")))
    if problems or row is None:
        raise Invalid(problems)
    audit.about(details={"bureau": bureau, "colour": colour})
    return Opening.objects.create(
        bureau=row, colour=colour, basis=basis.strip(), starts_on=now.date(), ends_on=ends_on, set_by=actor.id
    )


@audit.verb("notice_opening.ended", subject="opening_id")
def close_colour(*, actor: Actor, opening_id: UUID | str, now: datetime) -> Opening:
    """From today on the bureau may not ask for it; what it has in circulation stays."""
    require_right(actor, Right.DIRECT)
    try:
        opening = Opening.objects.select_for_update().get(pk=UUID(str(opening_id)))
    except (ValueError, Opening.DoesNotExist):
        raise NotFound from None
    if opening.ends_on is not None and opening.ends_on <= now.date():
        raise rules.NotNow
    opening.ends_on = now.date()
    opening.save(update_fields=["ends_on"])
    audit.about(subject=opening, details={"bureau": opening.bureau_id, "colour": opening.colour})
    return opening
