"""Which words wear which badge: outcomes, levels, states and kinds, each with a tone and an icon. Pure.

A tone is a name the style sheets know; it never carries the meaning alone: the word and the icon say it too.
"""

from typing import Any, Final, NamedTuple


def _(sentence: str) -> str:
    """Marks a sentence for translation; the tags translate it when they show it."""
    return sentence


class Word(NamedTuple):
    """What a slug is called on a page, and how it looks."""

    label: str
    tone: str = "plain"
    icon: str = ""


OUTCOMES: Final = {
    "hit": Word(_("Hit"), "hit", "hit"),
    "possible": Word(_("Possible"), "possible", "possible"),
    "no_hit": Word(_("No hit"), "quiet", "no-hit"),
    "not_checked": Word(_("Not checked"), "unchecked", "unchecked"),
}

LEVELS: Final = {
    "official_use_only": Word(_("For official use only"), "plain", "level-1"),
    "restricted": Word(_("Restricted"), "level", "level-2"),
    "confidential": Word(_("Confidential"), "level-high", "level-3"),
}

STATES: Final = {
    "active": Word(_("Active"), "good", "tick"),
    "connected": Word(_("Connected"), "good", "tick"),
    "disconnected": Word(_("Disconnected"), "warn", "unlinked"),
    "withdrawn": Word(_("Withdrawn"), "quiet", "withdraw"),
    "blocked": Word(_("Blocked"), "warn", "barrier"),
    "expired": Word(_("Expired"), "quiet", "clock"),
    "held": Word(_("Held for review"), "warn", "clock"),
    "ordered": Word(_("In force, not yet endorsed"), "warn", "clock"),
    "endorsed": Word(_("In force, endorsed"), "good", "tick"),
    "end_proposed": Word(_("In force, its end proposed"), "warn", "clock"),
    "lapsed": Word(_("Lapsed"), "quiet", "clock"),
    "in_force": Word(_("In force"), "good", "tick"),
    "revoked": Word(_("Revoked"), "quiet", "withdraw"),
    "ended": Word(_("Ended"), "quiet", "withdraw"),
    "dismissed": Word(_("Dismissed"), "quiet", "leave"),
    "open": Word(_("Open"), "warn", "clock"),
    "running": Word(_("Running"), "good", "tick"),
    "paused": Word(_("Paused"), "warn", "barrier"),
    "confirmed": Word(_("Confirmed"), "good", "tick"),
    "not_same_person": Word(_("Not the same"), "quiet", "differs"),
    "data_outdated": Word(_("Data outdated"), "quiet", "history"),
    "action_taken": Word(_("Action taken"), "good", "tick"),
    "no_legal_basis": Word(_("No legal basis"), "warn", "barrier"),
    "done": Word(_("Done"), "good", "tick"),
    "refused": Word(_("Refused"), "warn", "barrier"),
    "failed": Word(_("Failed"), "warn", "stop"),
    "draft": Word(_("Draft"), "plain", "edit"),
    "submitted": Word(_("Submitted"), "plain", "send"),
    "returned": Word(_("Returned as incomplete"), "warn", "edit"),
    "in_review": Word(_("In review"), "plain", "review"),
    "published": Word(_("Published"), "good", "tick"),
    "suspended": Word(_("Suspended"), "warn", "clock"),
    "cancelled": Word(_("Cancelled"), "quiet", "withdraw"),
}

# The kind of a record decides the face of its hit: a thing, somebody wanted and somebody missing must not look alike.
KINDS: Final = {
    "stolen": Word(_("Stolen"), "thing", "stolen"),
    "lost": Word(_("Lost"), "thing", "lost"),
    "revoked": Word(_("Revoked"), "thing", "withdraw"),
    "invalid": Word(_("Invalid"), "thing", "withdraw"),
    "stolen_blank": Word(_("Stolen blank"), "thing", "stolen"),
    "misappropriated": Word(_("Misappropriated"), "thing", "stolen"),
    "stolen_plate": Word(_("Stolen plate"), "thing", "stolen"),
    "wanted_for_case": Word(_("Wanted for a case"), "thing", "eye"),
    "trafficked": Word(_("Trafficked"), "thing", "stolen"),
    "used_in_crime": Word(_("Used in a crime"), "thing", "eye"),
    "unlawfully_exported": Word(_("Unlawfully exported"), "thing", "stolen"),
    "missing": Word(_("Missing"), "missing", "missing"),
    "wanted": Word(_("Wanted"), "wanted", "wanted"),
    # Longer than the manifest's label: a face must say that the person is sought, not only their status.
    "convicted": Word(_("Convicted, and sought"), "wanted", "wanted"),
    "charged": Word(_("Charged, and sought"), "wanted", "wanted"),
    "suspect": Word(_("Suspect"), "interest", "person"),
    "person_of_interest": Word(_("Person of interest"), "interest", "person"),
    "witness": Word(_("Witness"), "interest", "person"),
    "victim": Word(_("Victim"), "missing", "missing"),
    "unidentified_person": Word(_("Unidentified person"), "missing", "missing"),
    "unidentified_body": Word(_("Unidentified body"), "interest", "person"),
    "deceased": Word(_("Deceased"), "interest", "person"),
    "possible_threat": Word(_("Possible threat"), "threat", "caution"),
    "un_sanctioned": Word(_("Under sanctions of the United Nations"), "threat", "sanction"),
}

DATABASES: Final = {
    "travel_documents": Word(_("Travel documents"), icon="document"),
    "vehicles": Word(_("Vehicles"), icon="vehicle"),
    "firearms": Word(_("Firearms"), icon="firearm"),
    "vessels": Word(_("Vessels"), icon="vessel"),
    "works_of_art": Word(_("Works of art"), icon="art"),
    "persons": Word(_("Persons"), icon="person"),
}

PURPOSES: Final = {
    "border_control": Word(_("Border control")),
    "security_check": Word(_("Security check")),
    "wanted_person": Word(_("Search for a wanted person")),
    "locate": Word(_("Locate a person or an object")),
    "criminal_investigation": Word(_("Criminal investigation")),
    "warning": Word(_("Warning")),
    "identification": Word(_("Identification")),
    "forensic_analysis": Word(_("Forensic analysis")),
    "crime_analysis": Word(_("Analysis of threats and trends")),
}


class Colour(NamedTuple):
    """What a notice of a colour is called, and the letter it wears."""

    label: str
    letter: str


NOTICES: Final = {
    "red": Colour(_("Red notice"), "R"),
    "blue": Colour(_("Blue notice"), "B"),
    "green": Colour(_("Green notice"), "G"),
    "yellow": Colour(_("Yellow notice"), "Y"),
    "black": Colour(_("Black notice"), "K"),
    "purple": Colour(_("Purple notice"), "P"),
    "orange": Colour(_("Orange notice"), "O"),
    "silver": Colour(_("Silver notice"), "S"),
    "art": Colour(_("Stolen work of art notice"), "A"),
    "un": Colour(_("United Nations special notice"), "UN"),
}

# Where a review stands, what the rulebook found, and what people decided.
REVIEWS: Final = {
    "waiting": Word(_("Waiting"), "warn", "clock"),
    "second_needed": Word(_("A second reviewer is needed"), "warn", "officer"),
    "director_needed": Word(_("The director is needed"), "warn", "officer"),
    "assigned": Word(_("In hand"), "good", "review"),
    "in_review": Word(_("In review"), "good", "review"),
    "asked": Word(_("Question open"), "warn", "mail"),
    "decided": Word(_("Decided"), "quiet", "tick"),
    "closed": Word(_("Closed: it was withdrawn"), "quiet", "withdraw"),
}
FINDINGS: Final = {
    "block": Word(_("Barred"), "warn", "barrier"),
    "return": Word(_("Incomplete"), "warn", "edit"),
    "hold": Word(_("To be judged"), "warn", "eye"),
    "warn": Word(_("To be noted"), "plain", "info"),
    "pass": Word(_("Nothing found"), "quiet", "tick"),
}
VERDICTS: Final = {
    "accept": Word(_("No reason against it"), "good", "tick"),
    "return": Word(_("Returned as incomplete"), "warn", "edit"),
    "refuse": Word(_("Not compliant"), "warn", "barrier"),
    "addendum": Word(_("Kept, with an addendum"), "warn", "info"),
    "block": Word(_("Blocked for the time being"), "warn", "barrier"),
}

DIFFUSIONS: Final = {
    "red": _("Red diffusion"),
    "blue": _("Blue diffusion"),
    "green": _("Green diffusion"),
    "yellow": _("Yellow diffusion"),
    "black": _("Black diffusion"),
    "purple": _("Purple diffusion"),
    "orange": _("Orange diffusion"),
    "silver": _("Silver diffusion"),
    "art": _("Stolen work of art diffusion"),
    "un": _("United Nations special diffusion"),
}
UNREVIEWED: Final = _("Not yet reviewed")

DIFFUSION_STATES: Final = {
    "draft": Word(_("Draft"), "quiet", "record"),
    "submitted": Word(_("Being screened"), "plain", "clock"),
    "returned": Word(_("Returned as incomplete"), "warn", "history"),
    "held": Word(_("Held for review"), "warn", "clock"),
    "delivered": Word(_("Delivered"), "good", "tick"),
    "refused": Word(_("Refused"), "warn", "barrier"),
    "recalled": Word(_("Recalled: do not use"), "warn", "barrier"),
    "withdrawn": Word(_("Withdrawn: do not use"), "warn", "withdraw"),
    "expired": Word(_("Expired"), "quiet", "clock"),
}


def of_mark(colour: str, kind: str) -> str:
    """What rests on a record is called: a notice, or a diffusion."""
    return NOTICES[colour].label if kind == "notice" else DIFFUSIONS[colour]


TABLES: Final = {
    "outcome": OUTCOMES,
    "level": LEVELS,
    "state": STATES,
    "kind": KINDS,
    "database": DATABASES,
    "purpose": PURPOSES,
    "review": REVIEWS,
    "finding": FINDINGS,
    "verdict": VERDICTS,
    "diffusion": DIFFUSION_STATES,
}


# What an officer must read first. A gap comes before what is clear, so that nobody reads clear and stops.
URGENCY: Final = ("hit", "possible", "not_checked", "no_hit")

# Which hit gives the whole answer its face when several databases hit.
GRAVITY: Final = ("threat", "wanted", "missing", "thing", "interest")


def of_match(kind: str, database: str) -> Word:
    """The face of one match: only a person can be wanted or missed; everything else is a thing."""
    known = word("kind", kind)
    if database == "persons":
        return known if known.icon else known._replace(tone="interest", icon="person")
    return known._replace(tone="thing", icon=known.icon if known.tone == "thing" else "lost")


def slug(value: Any) -> str:
    """The slug of a thing that has one, the value of an enum, or the text itself."""
    return str(getattr(value, "slug", None) or getattr(value, "value", None) or value)


def word(table: str, name: str) -> Word:
    """The word for a slug of a table; an unknown slug is shown as it reads ("stolen_plate" -> "Stolen plate")."""
    known = TABLES[table].get(name)
    return known or Word(name.replace("_", " ").capitalize())
