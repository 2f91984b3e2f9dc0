"""What was asked for, for the eye of a reviewer: every part of the request in the words of its manifest."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from comity.compliance.models import Review
from comity.compliance.rules import Matter
from comity.diffusions.models import Diffusion
from comity.notices import manifests
from comity.notices.manifests import words as notice_words
from comity.notices.manifests.shape import Manifest
from comity.notices.models import Notice
from comity.records import manifests as record_manifests
from comity.records.manifests import words
from comity.records.models import Record

Facts = list[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Section:
    """One group of fields; for a list (charges) one section each."""

    label: str
    facts: Facts
    before: Facts = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Asked:
    """The whole request. `address` is where the thing itself is read; `photographs` are addresses of pictures."""

    sections: tuple[Section, ...]
    address: str = ""
    photographs: tuple[tuple[str, str], ...] = ()
    papers: tuple[tuple[str, str], ...] = ()


def of_review(review: Review) -> Asked:
    """What a review is about; nothing where it went away."""
    if review.matter == Matter.TRAVEL_DOCUMENT:
        return _document(Record.objects.filter(pk=review.subject).first())
    if review.matter in (Matter.DIFFUSION, Matter.DELIVERED):
        return _diffusion(Diffusion.objects.filter(pk=review.subject).first())
    return _notice(Notice.objects.filter(pk=review.subject).first(), is_change=review.matter == Matter.CHANGE)


def _notice(row: Notice | None, *, is_change: bool) -> Asked:
    if row is None:
        return Asked(())
    manifest = manifests.get(row.colour)
    asked = row.pending["content"] if is_change and row.pending else row.content
    sections = list(_sections(manifest, asked))
    if is_change and row.pending:
        standing = {one.label: one.facts for one in _sections(manifest, row.content)}
        sections = [Section(one.label, one.facts, _changed(one.facts, standing.get(one.label, []))) for one in sections]
    signed: Facts = [(f"{one.number}. {one.officer_name}", one.signed_at.date()) for one in row.assurances.all()]
    if signed:
        sections.append(Section(_("Assurances signed (RPD art. 84)"), signed))
    if row.renewal_reason:
        sections.append(Section(_("Why it is to be kept"), [(_("Reason"), row.renewal_reason)]))
    sections += [_report(one) for one in row.reports.all()]
    pictures = [(_address("notices:photograph", row.pk, one.pk), one.caption) for one in row.photographs.all()]
    papers = [(_address("notices:attachment", row.pk, one.pk), one.title) for one in row.attachments.all()]
    return Asked(tuple(sections), _address("notices:notice", row.pk), tuple(pictures), tuple(papers))


def _diffusion(row: Diffusion | None) -> Asked:
    if row is None:
        return Asked(())
    recipients = _("All members") if row.to_all else row.recipients
    way: Facts = [(_("Recipients"), recipients), (_("Conditions of use"), [_(one) for one in row.conditions])]
    sections = [Section(_("On its way"), way), *_sections(manifests.get(row.colour), row.content)]
    signed: Facts = [(f"{one.number}. {one.signed_name}", one.signed_at.date()) for one in row.assurances.all()]
    if signed:
        sections.append(Section(_("Assurances signed (RPD art. 84)"), signed))
    pictures = [(_address("diffusions:photograph", row.pk, one.pk), one.caption) for one in row.photographs.all()]
    papers = [(_address("diffusions:attachment", row.pk, one.pk), one.title) for one in row.attachments.all()]
    return Asked(tuple(sections), _address("diffusions:one", row.pk), tuple(pictures), tuple(papers))


def _document(row: Record | None) -> Asked:
    if row is None:
        return Asked(())
    manifest = record_manifests.get(row.database)
    facts = words.facts(manifest, row.fields, _, everything=True)
    kind = manifest.kinds.get(row.kind)
    entry: Facts = [(_("Kind"), _(kind.label) if kind else row.kind), (_("National reference"), row.reference), *facts]
    return Asked((Section(_("Travel document"), entry),), _address("records:record", row.pk))


def _sections(manifest: Manifest, content: Mapping[str, Any]) -> Iterator[Section]:
    """The parts of a request. One that a newer manifest cannot word is shown as it was kept."""
    try:
        parts = notice_words.facts(manifest, content, _)
    except (ValueError, TypeError, KeyError, AttributeError):
        parts = [(name, [(name, str(said))]) for name, said in content.items()]
    return (Section(label, facts) for label, facts in parts)


def _changed(now: Facts, before: Facts) -> Facts:
    known = dict(before)
    return [(label, known.get(label, "")) for label, value in now if known.get(label) != value]


def _report(one: Any) -> Section:
    facts: Facts = [(_("Bureau"), one.bureau_id), (_("Place"), one.place), (_("Text"), one.text)]
    facts = [(label, value) for label, value in facts if value]
    if one.due_at:
        facts.append((_("Papers wanted until"), one.due_at.date()))
    return Section(f"{_('Reported')} · {_(one.get_kind_display())}", facts)


def titles(reviews: Iterable[Review]) -> dict[UUID, str]:
    """Whom or what each is about, in a few words, by subject; for who may read it."""
    subjects = {one.subject for one in reviews}
    found = dict(Notice.objects.filter(pk__in=subjects).values_list("pk", "title"))
    found |= dict(Diffusion.objects.filter(pk__in=subjects).values_list("pk", "number"))
    for row in Record.objects.filter(pk__in=subjects):
        found[row.pk] = record_manifests.get(row.database).title(row.fields)
    return found


def _address(name: str, *ids: Any) -> str:
    try:
        return reverse(name, args=ids)
    except NoReverseMatch:
        return ""
