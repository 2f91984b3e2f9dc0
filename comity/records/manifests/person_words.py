"""The words of the database of persons: the status list of article 44 with what an officer is told, and warnings."""

from typing import Final

from comity.core.languages import mark
from comity.records.manifests.shape import MISSING, Kind

SEXES: Final = {"male": mark("Male"), "female": mark("Female"), "other": mark("Other or not stated")}

WARNINGS: Final = {
    "armed": mark("May be armed"),
    "violent": mark("May be violent"),
    "dangerous": mark("May be dangerous"),
    "escape_risk": mark("May try to escape"),
    "suicide_risk": mark("May harm themselves"),
    "needs_medical_care": mark("Needs medical care"),
    "contagious": mark("May carry an infection"),
    "uses_false_documents": mark("Uses false documents"),
}

MINOR: Final = mark("This person is a minor: the best interests of the child come first.")
MINOR_CONDITION: Final = mark("Your own law on the age of criminal responsibility and the care of children applies.")
VICTIM_CONDITION: Final = mark("No coercive measure may be taken against a victim or a witness.")

_IDENTITY: Final = mark("Establish identity: a name alone is never enough.")
_CONTACT: Final = mark("Contact the source's bureau before any measure, and check that the record is still valid.")
_CONDITIONS: Final = mark("Read the conditions of use.")
_INFORM: Final = mark("Tell the source's bureau what was done.")
_OWN_LAW: Final = mark("Your own law decides whether you may arrest: this record does not oblige you.")
_NOT_AN_ARREST: Final = mark("This is not an arrest request.")
_NO_ALERT: Final = mark("Do not ask about the case or show this record to the person.")
_KINDLY: Final = mark("Speak to the person alone, and ask whether they are safe.")
_ADULT: Final = mark("Do not tell the family where an adult is without that adult's consent.")

_WANTED: Final = (_IDENTITY, _CONDITIONS, _CONTACT, _INFORM)

KINDS: Final = {
    "convicted": Kind(
        label=mark("Convicted"),
        means=mark("Convicted, and sought by the source."),
        next_steps=_WANTED,
        not_to_do=(_OWN_LAW, mark("Do not arrest on the name alone.")),
    ),
    "charged": Kind(
        label=mark("Charged"),
        means=mark("Charged with an offence, and sought by the source."),
        next_steps=_WANTED,
        not_to_do=(_OWN_LAW, mark("Do not arrest on the name alone.")),
    ),
    "suspect": Kind(
        label=mark("Suspect"),
        means=mark("A suspect: the source asks where the person is."),
        next_steps=_WANTED,
        not_to_do=(_NOT_AN_ARREST, _NO_ALERT),
    ),
    "person_of_interest": Kind(
        label=mark("Person of interest"),
        means=mark("May know of an offence: the source asks for information."),
        next_steps=_WANTED,
        not_to_do=(_NOT_AN_ARREST, _NO_ALERT),
    ),
    "witness": Kind(
        label=mark("Witness"),
        means=mark("A witness whom the source wishes to reach."),
        next_steps=_WANTED,
        not_to_do=(_NOT_AN_ARREST, mark("Do not treat a witness as a suspect.")),
    ),
    "victim": Kind(
        label=mark("Victim"),
        means=mark("A victim of an offence."),
        next_steps=(_KINDLY, _IDENTITY, _CONTACT, _INFORM),
        not_to_do=(
            _NOT_AN_ARREST,
            mark("Do not treat a victim as a suspect."),
            mark("Do not let companions speak for them."),
        ),
    ),
    "missing": Kind(
        label=mark("Missing"),
        means=mark("Reported missing."),
        reported=MISSING,
        next_steps=(
            _KINDLY,
            _IDENTITY,
            mark("Keep a child safe and with you."),
            _CONTACT,
            _INFORM,
        ),
        not_to_do=(_NOT_AN_ARREST, _ADULT),
    ),
    "unidentified_person": Kind(
        label=mark("Unidentified person"),
        means=mark("A person who cannot say who they are."),
        next_steps=(_KINDLY, _CONTACT, _INFORM),
        not_to_do=(_NOT_AN_ARREST,),
    ),
    "unidentified_body": Kind(
        label=mark("Unidentified body"),
        means=mark("A body whose identity is sought."),
        next_steps=(_CONTACT, _INFORM),
        not_to_do=(mark("Do not tell the family before identity is confirmed."),),
    ),
    "deceased": Kind(
        label=mark("Deceased"),
        means=mark("Recorded as deceased: somebody may be using this identity."),
        next_steps=(
            _IDENTITY,
            _CONTACT,
            _INFORM,
        ),
        not_to_do=(_NOT_AN_ARREST,),
    ),
    "possible_threat": Kind(
        label=mark("Possible threat"),
        means=mark("May commit an offence: the source warns."),
        next_steps=(_IDENTITY, _CONDITIONS, _CONTACT, _INFORM),
        not_to_do=(_NOT_AN_ARREST, _NO_ALERT),
    ),
    "un_sanctioned": Kind(
        label=mark("Under sanctions of the United Nations"),
        means=mark("Listed by a committee of the United Nations Security Council."),
        next_steps=(
            _IDENTITY,
            mark("Read which measures apply (freeze of assets, travel ban, arms embargo), and apply your own law."),
            _CONTACT,
            _INFORM,
        ),
        not_to_do=(_NOT_AN_ARREST, mark("Do not treat a person with a similar name as the one listed.")),
    ),
}
