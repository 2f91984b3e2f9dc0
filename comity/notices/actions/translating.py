"""The translators' queue: a free text is taken, put into a language, and stands beside the notice once it is done."""

from datetime import datetime, timedelta
from typing import Final

from comity.audit import actions as audit
from comity.core.errors import Invalid, NotFound, Problem
from comity.core.languages import LANGUAGES, mark
from comity.network.rules import Actor
from comity.notices import access, rules
from comity.notices.models import Notice, Text

# Taken and then left: after this, a colleague may take it.
TAKEN_FOR: Final = timedelta(hours=8)
_LONGEST: Final = 12_000


class Taken(rules.NotNow):
    """A colleague is translating this text."""


@audit.verb("notice.text_taken", subject="text_id")
def take_text(*, actor: Actor, text_id: int, now: datetime) -> Text:
    """Takes a text, so that nobody else begins it. Raises Taken, NotFound."""
    text = _get(actor, text_id)
    _require_free(text, actor, now)
    text.taken_by, text.taken_at = actor.id, now
    text.save(update_fields=["taken_by", "taken_at"])
    audit.about(details={"notice": text.notice_id, "language": text.language})
    return text


@audit.verb("notice.text_saved", subject="text_id")
def save_text(*, actor: Actor, text_id: int, text: str, now: datetime, of: str | None = None) -> Text:
    """Keeps a translation that is not ready yet. `of` is the original the caller has read: raises Changed when it is
    no longer what the notice says."""
    return _write(actor, text_id, text, of, now, Text.State.DRAFT)


@audit.verb("notice.text_approved", subject="text_id")
def approve_text(*, actor: Actor, text_id: int, text: str, now: datetime, of: str | None = None) -> Text:
    """The translation is ready: readers of its language see it, and the notice stands in that language once all of its
    texts are."""
    row = _write(actor, text_id, text, of, now, Text.State.DONE)
    notice = row.notice
    if notice.state in rules.CIRCULATED:
        standing = languages_of(notice)
        Notice.objects.filter(pk=notice.pk).update(languages=standing)
    return row


def _write(actor: Actor, text_id: int, said: str, of: str | None, now: datetime, state: Text.State) -> Text:
    text = _get(actor, text_id)
    _require_free(text, actor, now)
    if of is not None and of != text.of:
        raise rules.Changed
    if problems := rules.problems_with_text("text", said, _LONGEST, shortest=1):
        raise Invalid(problems)
    if state == Text.State.DONE and len(said.strip()) * 12 < len(text.of):
        raise Invalid(Problem("text", mark("This is much shorter than what it translates."), mark("The whole text.")))
    text.text, text.state = said.strip(), state
    text.taken_by, text.taken_at, text.translated_by = actor.id, now, actor.id
    text.done_at = now if state == Text.State.DONE else None
    text.save()
    audit.about(subject=text, details={"notice": text.notice_id, "language": text.language})
    return text


def _get(actor: Actor, text_id: int) -> Text:
    text = access.texts_for(actor).select_related("notice").select_for_update(of=("self",)).filter(pk=text_id).first()
    if text is None:
        raise NotFound
    return text


def _require_free(text: Text, actor: Actor, now: datetime) -> None:
    taken = text.taken_by and text.taken_by != actor.id and text.state != Text.State.DONE
    if taken and text.taken_at is not None and now - text.taken_at < TAKEN_FOR:
        raise Taken


def languages_of(notice: Notice) -> list[str]:
    """The languages in which every free text of the notice stands, its own first among equals."""
    waiting = set(notice.texts.exclude(state=Text.State.DONE).values_list("language", flat=True))
    return [language for language in LANGUAGES if language == notice.language or language not in waiting]
