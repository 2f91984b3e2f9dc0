"""Writes docs/notices.md from the manifests: `python -m comity.notices.manifests.describe > docs/notices.md`."""

import sys
from collections.abc import Iterator

from comity.notices import manifests, rules
from comity.notices.engine.offences import FAMILIES
from comity.notices.manifests.reading import is_text
from comity.notices.manifests.shape import (
    ATTACHMENTS,
    REQUESTER_LABELS,
    SEEKS,
    Group,
    Manifest,
    Requester,
)
from comity.notices.rules import STATE_LABELS, Step
from comity.records.manifests.shape import Field

_HEAD = """# Notices, colour by colour and field by field

Written from the manifests (`comity/notices/manifests/`) by `python -m comity.notices.manifests.describe`; a test keeps
it true. A request is `content`: {part: {field: value}}, and a list of such for a part of which there may be several. A
wrong or missing field is named by its path: `charges[0].law`. A draft may be incomplete; what cannot be read is refused
at once.

A notice is a request or a warning, not a warrant: every member decides on its effect under its own law. Other members
see it in one state alone, published. What stands under a part *for the review* they never see, nor fields not shown.
"""
_PUBLIC = {
    "never": "Never public.",
    "with_consent": "Public extract with the requester's consent (article 61), taken back at once.",
    "always": "Always public.",
}


def document() -> str:
    """The whole document, in Markdown."""
    told: dict[str, Group] = {}
    colours = ["\n".join(_colour(manifest, told)) for manifest in manifests.all()]
    parts = [_HEAD, *_life(), *_who(), *colours, *_lists()]
    return "\n".join(parts) + "\n"


def _life() -> Iterator[str]:
    yield "## From draft to end\n"
    yield "| Step | Who | From | To | Reason |"
    yield "|---|---|---|---|---|"
    yield from (_step(step) for step in rules.STEPS.values())
    yield ""
    for sentence in (
        f"Suspended for {rules.LONGEST_SUSPENSION.days} days at most (art. 81(1)); then it is withdrawn.",
        f"Asked about the need {rules.NEED_REVIEW_BEFORE.days} days before its end (art. 50).",
        "A renewal needs a reason that differs from the last, and a review.",
        f"Unexamined, it ends {rules.RENEWAL_GRACE.days} days after its day.",
        f"{rules.RENEWALS_WITHOUT_NEWS} renewals without any news: the need is looked at.",
        f"Found: {rules.DAYS_FOR_PAPERS} days for the papers, unless the finding country sets another limit, up to"
        f" {rules.LONGEST_FOR_PAPERS} (art. 87). Silence is looked at.",
    ):
        yield f"- {sentence}"
    yield ""


def _step(step: Step) -> str:
    begins = ", ".join(STATE_LABELS[state].lower() for state in STATE_LABELS if state in step.from_)
    to = STATE_LABELS[step.to].lower() if step.to else "as it was"
    return f"| `{step.verb}` | {step.by} | {begins} | {to} | {_yes(step.needs_reason)} |"


def _who() -> Iterator[str]:
    yield "## Who may ask\n"
    yield "| Requester | " + " | ".join(manifest.colour for manifest in manifests.all()) + " |"
    yield "|---" * (len(manifests.all()) + 1) + "|"
    for requester, label in REQUESTER_LABELS.items():
        yield f"| {label} | " + " | ".join(_may(manifest, requester) for manifest in manifests.all()) + " |"
    yield "\n*open*: where an opening names the bureau: a pilot's members, or an agreement.\n"


def _may(manifest: Manifest, requester: Requester) -> str:
    if requester in manifest.asks:
        return "yes"
    return "open" if requester in manifest.by_agreement else ""


def _colour(manifest: Manifest, told: dict[str, Group]) -> Iterator[str]:
    yield f"## {manifest.label} (`{manifest.colour}`)\n"
    yield f"{manifest.purpose} {manifest.basis}\n"
    yield f"- Seeks: {'; '.join(label for seek, label in SEEKS.items() if seek in manifest.seeks)}."
    lasts = f"{manifest.validity_years} years" if manifest.validity_years else "as long as its ground lasts"
    yield f"- Lasts {lasts}. Reviewers: {manifest.reviewers}. {_PUBLIC[manifest.may_be_public]}"
    yield f"- Free texts must stand in: {', '.join(manifest.languages_needed)}. The others follow."
    if manifest.quota:
        yield f"- At most {manifest.quota} in circulation, shared equally among those it is open to."
    if manifest.statuses:
        yield f"- Status of the person: {'; '.join(manifest.statuses.values())}."
    if manifest.database:
        yield f"- While it is published, checks of `{manifest.database}` meet its subject."
    for assurance in manifest.assurances:
        yield f"- Assurance {assurance.number}, signed by a named officer: {assurance.says}"
    if manifest.public:
        yield f"- The public extract: {', '.join(f'`{path}`' for path in manifest.public)}, and photographs."
    for group in manifest.groups:
        yield from _group(group, told)
        told.setdefault(group.name, group)
    yield ""


def _group(group: Group, told: dict[str, Group]) -> Iterator[str]:
    several = f", up to {group.most}" if group.is_list else ""
    review = ", for the review" if group.for_review else ""
    needed = "" if group.required else ", where there is something to say"
    yield f"\n### {group.label} (`{group.name}`{several}{review}{needed})\n"
    if group.name in told and told[group.name].fields == group.fields:
        yield "The same fields as above."
        return
    yield "| Field | Meaning | Required | Shown | Text | Accepted |"
    yield "|---|---|---|---|---|---|"
    yield from (_field(field, is_shown=field.shown and not group.for_review) for field in group.fields)


def _field(field: Field, *, is_shown: bool) -> str:
    accepted = field.reader.accepted.replace("|", "\\|")
    meaning = f"{field.label}. {field.hint}".strip().removesuffix(".") + "."
    flags = " | ".join(_yes(flag) for flag in (field.required, is_shown, is_text(field)))
    return f"| `{field.name}` | {meaning} | {flags} | {accepted} |"


def _lists() -> Iterator[str]:
    for title, codes in (
        ("Families of offences", FAMILIES),
        ("Documents", ATTACHMENTS),
        ("Grounds on which extradition is refused", rules.GROUNDS),
    ):
        yield f"## {title}\n"
        yield "| Code | Meaning |"
        yield "|---|---|"
        yield from (f"| `{code}` | {label} |" for code, label in codes.items())
        yield ""


def _yes(value: bool) -> str:
    return "yes" if value else ""


if __name__ == "__main__":
    sys.stdout.write(document())
