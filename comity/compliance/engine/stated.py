"""A request as the rules see it, from what its form says: {group: {field: value}}, as the manifests of notices read it.

Pure, and the same for a notice, a diffusion and a renewal: a rule must not care by which door a case comes.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from msgspec import Struct

from comity.compliance.engine.request import Assurance, Charge, Person, Renewal, Request, Subject, Trial, Warrant
from comity.notices.manifests import reading
from comity.notices.manifests.shape import Content, Manifest
from comity.notices.manifests.values import LIFE
from comity.records.engine import issuers

# Groups that have their own place in a request; what other groups say is for the words and for the rules of a colour.
_OWN: Final = frozenset({"person", "description", "charges", "warrant", "extradition", "background", "contact"})
_NO_FUNCTION: Final = "none"


class Frame(Struct, frozen=True, kw_only=True):
    """What stands around the content: by whom, when, through which channel."""

    subject: Subject
    id: str
    received_at: datetime
    requester: str
    requester_kind: str = ""
    country: str = ""
    officer: str = ""
    reference: str = ""
    recipients: tuple[str, ...] = ()
    is_urgent: bool = False
    batch: str = ""
    photographs: int = 0
    attachments: frozenset[str] = frozenset()
    assurances: tuple[Assurance, ...] = ()
    problems: tuple[tuple[str, str], ...] = ()
    renewal: Renewal | None = None


def request_of(manifest: Manifest, content: Content, frame: Frame) -> Request:
    """The whole request."""
    case, background, care = (_group(content, name) for name in ("case", "background", "care"))
    known = (background.get("extradition_history", ""), background.get("civil_case", ""))
    return Request(
        subject=frame.subject,
        id=frame.id,
        reference=frame.reference or case.get("reference", ""),
        colour=manifest.colour,
        seeks=manifest.seeks,
        purpose=manifest.purposes[0] if manifest.purposes else "",
        requester=frame.requester,
        requester_kind=frame.requester_kind,
        country=frame.country,
        officer=frame.officer,
        recipients=frame.recipients,
        is_urgent=frame.is_urgent,
        received_at=frame.received_at,
        batch=frame.batch,
        person=person_of(manifest, content, frame),
        about=manifest.subject,
        summary=case.get("facts", ""),
        charges=tuple(_charges(content)),
        warrant=_warrant(content, frame),
        assurances=frame.assurances,
        trial=_trial(content),
        texts=tuple(_texts(manifest, content)),
        extradition_excluded=tuple(_group(content, "extradition").get("not_asked_of", ())),
        international_element=case.get("international", ""),
        known_history="\n".join(text for text in known if text),
        asylum=background.get("asylum", "") or care.get("asylum", ""),
        judged_elsewhere=background.get("judged_elsewhere", ""),
        complainant="private" if background.get("private_party") or background.get("civil_case") else "",
        extra=dict(_extra(manifest, content, frame)),
        problems=frame.problems,
        renewal=frame.renewal,
        asks_exception=case.get("importance", ""),
        what_is_new=background.get("new_since", ""),
    )


def person_of(manifest: Manifest, content: Content, frame: Frame) -> Person | None:
    """Who is named or shown; None where the request is about a thing, a method or nobody."""
    said = _group(content, "person")
    if not said and manifest.subject not in ("person", "listed"):
        return None
    background = _group(content, "background")
    aliases = tuple(alias["name"] if isinstance(alias, Mapping) else str(alias) for alias in said.get("aliases", ()))
    description = _group(content, "description")
    further = (said.get("father"), said.get("mother"), aliases, description.get("marks"))
    return Person(
        family_name=said.get("family_name", ""),
        forenames=said.get("given_names", ""),
        original_name=said.get("original_name", ""),
        aliases=aliases,
        sex=said.get("sex", ""),
        births=tuple(said.get("birth_dates", ())),
        nationalities=tuple(two for code in said.get("nationalities", ()) if (two := issuers.alpha2(code))),
        likely_in=tuple(said.get("likely_in", ())),
        documents=tuple(
            f"{one.get('issuer', '')} {one.get('number', '')}".strip() for one in said.get("documents", ())
        ),
        status=_status(content),
        functions=tuple(one for one in background.get("functions", ()) if one != _NO_FUNCTION),
        occupation=said.get("occupation", ""),
        position=background.get("position", ""),
        has_description=bool(description),
        has_fingerprints=bool(said.get("has_fingerprints")) or "fingerprints" in frame.attachments,
        has_dna=bool(said.get("has_dna")),
        photographs=frame.photographs,
        identifiers=sum(1 for one in further if one),
        is_identified=bool(said.get("family_name") or said.get("original_name") or said.get("given_names")),
        special_reason=said.get("special_reason", ""),
    )


def _group(content: Content, name: str) -> Mapping[str, Any]:
    said = content.get(name)
    return said if isinstance(said, Mapping) else {}


def _status(content: Content) -> str:
    """The person's status (art. 44), in whichever group the colour asks for it."""
    for said in content.values():
        if isinstance(said, Mapping) and isinstance(said.get("status"), str):
            return str(said["status"])
    return ""


def _charges(content: Content) -> Iterator[Charge]:
    case, background = _group(content, "case"), _group(content, "background")
    limitation = _day(case.get("limitation_on"))
    charges = content.get("charges") or ()
    if not charges and case.get("code"):
        yield Charge(code=case["code"], facts=case.get("facts", ""), limitation_on=limitation, is_whole=False)
    for said in charges:
        maximum, sentence, remaining = (said.get(name) for name in ("maximum", "sentence", "remaining"))
        yield Charge(
            offence=said.get("offence", ""),
            code=said.get("code", ""),
            law=said.get("law", ""),
            facts=said.get("facts", "") or (case.get("facts", "") if len(charges) == 1 else ""),
            places=(said["place"],) if said.get("place") else (),
            facts_from=said.get("began_on", ""),
            facts_until=said.get("ended_on", ""),
            role=said.get("role", ""),
            maximum_months=_months(maximum),
            sentence_months=_months(sentence),
            remaining_months=_months(remaining),
            is_life=LIFE in (maximum, sentence, remaining),
            is_death=bool(background.get("death_penalty")),
            limitation_on=limitation,
            serious_link=said.get("serious_link", ""),
            damage=_amount(case.get("damage", "")) if len(charges) == 1 else None,
        )


def _months(term: Any) -> int | None:
    return term if isinstance(term, int) and not isinstance(term, bool) else None


def _amount(text: str) -> int | None:
    """A sum of money, where the text is one and nothing else is in it to mistake for it; in whatever currency."""
    digits = "".join(letter for letter in text if letter.isdigit())
    words = [word for word in text.split() if any(letter.isdigit() for letter in word)]
    return int(digits) if digits.isascii() and digits and len(words) <= 1 and len(digits) <= 12 else None


def _warrant(content: Content, frame: Frame) -> Warrant | None:
    said = _group(content, "warrant")
    if not said:
        return None
    return Warrant(
        authority=said.get("authority", ""),
        place=said.get("place", ""),
        number=said.get("number", ""),
        issued_on=_day(said.get("issued_on")),
        expires_on=_day(said.get("expires_on")),
        is_judicial=said.get("is_judicial"),
        appeal_route=said.get("appeal", ""),
        has_copy="warrant" in frame.attachments,
    )


def _trial(content: Content) -> Trial:
    said = _group(content, "warrant")
    return Trial(in_absentia=said.get("in_absentia"), retrial=said.get("retrial", ""))


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _texts(manifest: Manifest, content: Content) -> Iterator[str]:
    """Every free text but those of the charges, which stand there."""
    for path, text in reading.texts_of(manifest, content).items():
        if not path.startswith("charges["):
            yield text


def _extra(manifest: Manifest, content: Content, frame: Frame) -> Iterator[tuple[str, str]]:
    """What the groups of one colour alone say, by "group.field"; and which papers are attached, "attached.warrant"."""
    for group in manifest.groups:
        said = content.get(group.name)
        if group.name not in _OWN and isinstance(said, Mapping):
            yield from ((f"{group.name}.{name}", str(value)) for name, value in said.items())
    yield from ((f"attached.{kind}", "yes") for kind in sorted(frame.attachments))
