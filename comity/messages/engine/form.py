"""What an envelope and a receipt must say: everything wrong with one at once, each with its field. Pure.

The client asks the same questions before it sends, so that a fault is found where it was made.
"""

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from comity.core.errors import Problem
from comity.core.languages import mark
from comity.messages.engine.envelope import Envelope
from comity.messages.rules import (
    CITABLE,
    CLOCK_AHEAD,
    COERCIVE,
    CONDITIONS,
    DIGEST,
    GROUNDS,
    LANGUAGES,
    LARGEST_CONTENT,
    LARGEST_FILE,
    LARGEST_SEALED_FILE,
    LEVELS,
    LONGEST_DUE,
    LONGEST_OFFICER,
    MOST_CITED,
    MOST_FILES,
    MOST_RECIPIENTS,
    OLDEST,
    ORDER_OF_RECEIPTS,
    Asks,
    Kind,
    Priority,
    Said,
    is_id,
    is_person,
    is_system_itself,
    moment,
    needs_citation,
    owes_answer,
)
from comity.network.rules import Actor


class Bounds(Struct, frozen=True, kw_only=True):
    """What an envelope is held against beside its own words: who sends it, and when."""

    actor: Actor
    received_at: datetime


def problems_of(envelope: Envelope, bounds: Bounds) -> list[Problem]:
    """Everything wrong with an envelope that needs no look at the world: the order of the fields, all at once."""
    return [
        *_of_ids(envelope),
        *_of_parties(envelope, bounds.actor),
        *_of_words(envelope, bounds.actor),
        *_of_citations(envelope),
        *_of_times(envelope, bounds.received_at),
        *_of_sizes(envelope),
    ]


def _of_ids(envelope: Envelope) -> Iterator[Problem]:
    accepted = mark("A UUID of version 7, in lower case.")
    named = {"id": envelope.id, "thread": envelope.thread, "answers": envelope.answers, "forwards": envelope.forwards}
    named |= {"consent": envelope.consent, "follows": envelope.follows}
    for field, value in named.items():
        if value is not None and not is_id(value, version=7 if field == "id" else None):
            yield Problem(field, mark("This is not an id."), accepted)
    seen: set[str] = set()
    for place, file in enumerate(envelope.attachments):
        if not is_id(file.id) or file.id in seen:
            yield Problem(f"attachments[{place}].id", mark("This is not an id, or it is there twice."), accepted)
        seen.add(file.id)


def _of_parties(envelope: Envelope, actor: Actor) -> Iterator[Problem]:
    if envelope.sender != actor.bureau:
        yield Problem("sender", mark("A bureau sends in its own name only."), actor.bureau)
    if not envelope.to:
        yield Problem("to", mark("Somebody must receive it."), mark("The code of at least one bureau."))
    if len(envelope.recipients) > MOST_RECIPIENTS:
        yield Problem("to", mark("There are too many recipients."), f"{MOST_RECIPIENTS}")
    seen = {envelope.sender}
    for field, codes in (("to", envelope.to), ("cc", envelope.cc)):
        for place, code in enumerate(codes):
            if code in seen:
                yield Problem(
                    f"{field}[{place}]",
                    mark("This bureau is there already, or is the sender."),
                    mark("Each bureau once, and not your own."),
                )
            seen.add(code)
    if is_person(actor) and envelope.officer != actor.name:
        yield Problem("officer", mark("An officer writes under their own name."), actor.name)
    if len(envelope.officer) > LONGEST_OFFICER:
        yield Problem("officer", mark("This is too long."), f"{LONGEST_OFFICER}")
    if envelope.automatic != is_system_itself(actor):
        accepted = "true" if is_system_itself(actor) else "false"
        yield Problem("automatic", mark("The system itself sends automatic messages, and no others."), accepted)


def _of_words(envelope: Envelope, actor: Actor) -> Iterator[Problem]:
    tables: dict[str, tuple[str, ...]] = {"priority": tuple(Priority), "kind": tuple(Kind), "asks": tuple(Asks)}
    tables["level"] = tuple(LEVELS)
    for field, table in tables.items():
        if getattr(envelope, field) not in table:
            yield Problem(field, mark("There is no such choice."), ", ".join(filter(None, table)))
    if envelope.level in LEVELS and LEVELS[envelope.level] > actor.clearance:
        yield Problem("level", mark("This is above your own clearance."), actor.clearance.slug)
    if envelope.language not in LANGUAGES:
        accepted = mark("A code of two letters (ISO 639-1), such as en, fr, es, ar.")
        yield Problem("language", mark("There is no such language."), accepted)
    for place, code in enumerate(envelope.conditions):
        if code not in CONDITIONS or code in envelope.conditions[:place]:
            yield Problem(f"conditions[{place}]", mark("There is no such condition, or it is there twice."),
                          ", ".join(CONDITIONS))  # fmt: skip


def _of_citations(envelope: Envelope) -> Iterator[Problem]:
    if len(envelope.cites) > MOST_CITED:
        yield Problem("cites", mark("There are too many."), f"{MOST_CITED}")
    for place, cited in enumerate(envelope.cites):
        kind, _, key = cited.partition(":")
        if kind not in CITABLE or not is_id(key):
            accepted = ", ".join(f"{one}:<id>" for one in CITABLE)
            yield Problem(f"cites[{place}]", mark("This cites nothing."), accepted)
    grounds = {cited.partition(":")[0] for cited in envelope.cites} & GROUNDS
    if needs_citation(envelope) and not grounds:
        yield Problem(
            "cites",
            mark("Who asks to arrest or locate a person must cite the notice or diffusion it rests on."),
            "notice:<id>, diffusion:<id>",
        )
    if envelope.asks in COERCIVE and not envelope.names_person:
        yield Problem("names_person", mark("To arrest or locate is to arrest or locate a person."), "true")


def _of_times(envelope: Envelope, now: datetime) -> Iterator[Problem]:
    sent_at, accepted = moment(envelope.sent_at), mark("A time in UTC, such as 2026-11-22T16:00:00.000Z.")
    if sent_at is None:
        yield Problem("sent_at", mark("This is not a time."), accepted)
    elif not now - OLDEST <= sent_at <= now + CLOCK_AHEAD:
        yield Problem("sent_at", mark("This is too old, or in the future."), accepted)
    if envelope.due_at is None:
        return
    due = moment(envelope.due_at)
    if due is None:
        yield Problem("due_at", mark("This is not a time."), accepted)
    # The system's own clock, a hit's, ran from the hit on, and may have run out before anybody could be told.
    elif due > now + LONGEST_DUE or (due <= now and not envelope.automatic):
        yield Problem("due_at", mark("An answer is due in the future, within a year."), accepted)
    elif not owes_answer(envelope):
        yield Problem("due_at", mark("Nothing is asked for, so no answer is due."), "null")


def _of_sizes(envelope: Envelope) -> Iterator[Problem]:
    if not 0 < envelope.size <= LARGEST_CONTENT:
        yield Problem("size", mark("The content is empty or too large."), f"1 - {LARGEST_CONTENT}")
    if not DIGEST.fullmatch(envelope.commitment):
        yield Problem("commitment", mark("This is not a digest."), mark("64 letters and digits in hex."))
    if len(envelope.attachments) > MOST_FILES:
        yield Problem("attachments", mark("There are too many files."), f"{MOST_FILES}")
    for place, file in enumerate(envelope.attachments):
        if not 0 < file.size <= LARGEST_SEALED_FILE:
            yield Problem(f"attachments[{place}].size", mark("The file is empty or too large."), f"{LARGEST_FILE}")


def problems_of_keys(envelope: Envelope, keys: "Keys") -> list[Problem]:
    """What is wrong with the keys it was sealed for: each of `sealed_for` by its place, and those that are missing."""
    wanted = {keys.current[code]: code for code in envelope.recipients if code in keys.current}
    wanted[envelope.sender_key] = envelope.sender
    wrong = [
        Problem(
            f"sealed_for[{place}]",
            mark("This is not a key of now of any recipient."),
            keys.successor(key) or mark("The recipients' keys of now."),
        )
        for place, key in enumerate(envelope.sealed_for)
        if key not in wanted or key in envelope.sealed_for[:place]
    ]
    missing = [
        Problem("sealed_for", mark("It is not sealed for the current key of a recipient."), f"{code}: {key}")
        for key, code in wanted.items()
        if key not in envelope.sealed_for
    ]
    return wrong + missing


class Keys(Struct, frozen=True):
    """The current keys of the bureaus that a message names: bureau -> key id, and whose an older key was."""

    current: dict[str, str]
    owners: dict[str, str] = {}

    def successor(self, key: str) -> str:
        """The current key of the bureau that an older one belonged to; "" when nobody knows it."""
        return self.current.get(self.owners.get(key, ""), "")


def problems_of_receipt(said: str, at: str, times: "Times", now: datetime) -> list[Problem]:
    """What is wrong with a receipt's kind and time. `times`: what is known of the delivery already."""
    if said not in tuple(Said):
        return [Problem("kind", mark("There is no such receipt."), ", ".join(Said))]
    moment_at = moment(at)
    if moment_at is None:
        return [Problem("at", mark("This is not a time."), mark("A time in UTC, such as 2026-11-22T16:00:00.000Z."))]
    if not times.listed_at - CLOCK_AHEAD <= moment_at <= now + CLOCK_AHEAD:
        return [
            Problem(
                "at",
                mark("This is before the message arrived, or in the future."),
                mark("A time between its arrival and now."),
            )
        ]
    place = ORDER_OF_RECEIPTS.index(Said(said))
    earlier = [times.said[one] for one in ORDER_OF_RECEIPTS[:place] if one in times.said]
    later = [times.said[one] for one in ORDER_OF_RECEIPTS[place + 1 :] if one in times.said]
    if any(moment_at < one for one in earlier) or any(moment_at > one for one in later):
        return [
            Problem(
                "at",
                mark("Nobody reads before it was delivered, nor answers before it was read."),
                mark("A time after that of the receipt before."),
            )
        ]
    return []


class Times(Struct, frozen=True):
    """What is known of one delivery: when it was listed, and what was said of it when."""

    listed_at: datetime
    said: dict[Said, datetime] = {}
