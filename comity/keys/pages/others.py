"""Keys of other bureaus: their generations, their fingerprints, and saying that one was compared."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from comity.core import clock
from comity.keys import access, actions, queries, rules
from comity.keys.rules import Reason
from comity.network.access import actor_of, get_bureau
from comity.network.models import Bureau
from comity.network.rules import Right
from comity.sign_in.step_up import require_step_up


@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """Every bureau with its current key, those to be compared first."""
    actor = actor_of(request)
    access.require_may_read(actor)
    keys = queries.everyone()
    compare = queries.to_compare(actor.bureau, keys.values())
    language = get_language() or "en"
    bureaus = Bureau.objects.filter(pk__in=keys).exclude(pk=actor.bureau)
    rows = [(keys[one.pk].id in compare, one.names.get(language) or one.name, keys[one.pk]) for one in bureaus]
    context = {
        "title": _("Keys of others"),
        "lead": _("Each key signs the one after it. One that none vouches for is compared by telephone."),
        "rows": sorted(rows, key=lambda row: (not row[0], row[1])),
        "back": reverse("keys:bureau") if actor.may(Right.MANAGE_KEYS) else "",
    }
    return render(request, "keys/others.html", context)


@require_safe
def one(request: HttpRequest, code: str) -> HttpResponse:
    """One bureau's generations, and its fingerprint large enough to be read aloud."""
    actor = actor_of(request)
    access.require_may_read(actor)
    bureau = get_bureau(code)
    keys = queries.history(code)
    current = queries.current(code)
    ring = queries.ring_of(code)
    context = {
        "title": bureau.names.get(get_language() or "en") or bureau.name,
        "bureau": bureau,
        "keys": keys,
        "current": current,
        "reasons": {str(key): rules.REASON_LABELS[Reason(reason)] for key, reason in queries.reasons(ring)},
        "to_compare": bool(current and queries.to_compare(actor.bureau, [current])),
        "comparison": queries.comparison_of(actor.bureau, current.id) if current else None,
        "may_compare": actor.may(Right.SEND_MESSAGES) and code != actor.bureau,
        "back": reverse("keys:others"),
    }
    return render(request, "keys/other.html", context)


@require_POST
@require_step_up
def compare(request: HttpRequest, key_id: UUID) -> HttpResponse:
    row = actions.compare(actor=actor_of(request), key_id=key_id, now=clock.now())
    messages.success(request, _("Noted: your bureau compared this key."))
    return redirect("keys:other", row.key.ring.bureau_id)
