"""Travel documents: stolen, lost, revoked, invalid, and stolen blanks. No names; only the issuing country adds.

Who holds a document may be said when it is entered: it is compared with the blind registers (a passport "reported lost"
can strand whom its state persecutes), and then it is gone.
"""

from typing import Final

from comity.core.errors import Problem
from comity.core.languages import mark
from comity.records.engine import issuers, numbers
from comity.records.manifests import read
from comity.records.manifests.codes import COUNTRY, ISSUER
from comity.records.manifests.shape import LOST, STOLEN, Blanks, Field, Fields, Key, Kind, Manifest, Stated

TYPES: Final = {
    "passport": mark("Passport"),
    "diplomatic_passport": mark("Diplomatic passport"),
    "service_passport": mark("Service passport"),
    "emergency_document": mark("Emergency travel document"),
    "refugee_document": mark("Travel document for refugees"),
    "alien_document": mark("Travel document for foreigners"),
    "laissez_passer": mark("Laissez-passer"),
    "identity_card": mark("Identity card"),
    "residence_permit": mark("Residence permit"),
    "visa": mark("Visa"),
    "seafarer_document": mark("Seafarer's identity document"),
    "crew_certificate": mark("Crew member certificate"),
    "other": mark("Other travel document"),
}

# Document codes of the machine-readable zone (Doc 9303 parts 4-7) and their everyday names.
CODES: Final = {
    "P": "passport", "PP": "passport", "PASSPORT": "passport", "PD": "diplomatic_passport", "PO": "service_passport",
    "PS": "service_passport", "PE": "emergency_document", "PU": "emergency_document", "PR": "refugee_document",
    "PT": "alien_document", "PL": "laissez_passer", "PM": "other", "I": "identity_card", "ID": "identity_card",
    "A": "identity_card", "C": "identity_card", "IR": "residence_permit", "AR": "residence_permit", "V": "visa",
    "AC": "crew_certificate", "IS": "seafarer_document",
}  # fmt: skip

_HAS_NO_NAMES: Final = mark("This database holds facts of documents and no names.")
_NOT_YOURS: Final = mark("Only the issuing country may add its documents.")

_NOT_KEPT: Final = mark("Compared once, blindly, when the record is entered, and kept nowhere.")

_NOT_AN_ARREST: Final = mark("This is not an arrest request.")
_NEVER_ALONE: Final = mark("Do not detain anyone for this record alone.")
_KEEP: Final = mark("Keep the document as your own law allows, and tell the source's bureau where it is.")
_ESTABLISH: Final = mark("Establish who holds it: the holder may be its rightful owner.")
_FOUND_AGAIN: Final = mark("Establish who holds it: owners often find a lost document again and use it.")
_CONFIRM: Final = mark("Confirm with the source's bureau that the record is still valid.")


def _keys(fields: Fields) -> list[Key]:
    return [] if "number_last" in fields else [Key("document", numbers.normal(fields["number"]))]


def _blanks(fields: Fields) -> Blanks | None:
    if "number_last" not in fields:
        return None
    return Blanks(fields["issuer"], fields["type"], numbers.range_between(fields["number"], fields["number_last"]))


def _title(fields: Fields) -> str:
    last = f" - {fields['number_last']}" if "number_last" in fields else ""
    return f"{fields['issuer']} {fields['number']}{last}"


def _check(stated: Stated) -> list[Problem]:
    fields = stated.fields
    problems = []
    issuer = fields.get("issuer")
    if issuer is not None and not issuers.may_add(stated.source, issuer):
        speakers = sorted(issuers.bureaus_for(issuer))
        problems.append(
            Problem("issuer", _NOT_YOURS, f"Documents of {issuer} from {' or '.join(speakers) or 'nobody'}.")
        )
    if "number" in fields and not numbers.normal(fields["number"]):
        problems.append(Problem("number", mark("This holds no letter and no digit."), _NUMBER.accepted))
    if "number_last" in fields and "number" in fields:
        problems += _wrong_range(stated)
    if {"issued_on", "expires_on"} <= fields.keys() and fields["expires_on"] < fields["issued_on"]:
        problems.append(
            Problem("expires_on", mark("The document ends before it begins."), f"{fields['issued_on']} or later.")
        )
    return problems


def _wrong_range(stated: Stated) -> list[Problem]:
    if stated.kind != "stolen_blank":
        return [Problem("number_last", mark("Only stolen blanks come as a range."), "kind stolen_blank.")]
    try:
        numbers.range_between(stated.fields["number"], stated.fields["number_last"])
    except numbers.NotARange as error:
        return [Problem("number_last", str(error), mark("The last number of the range, such as AB0999 for AB0001."))]
    return []


_NUMBER: Final = read.Text(40)

MANIFEST: Final = Manifest(
    database="travel_documents",
    label=mark("Travel documents"),
    about=mark("Passports, identity cards and visas that are stolen, lost, revoked or invalid, and stolen blanks."),
    fields=(
        Field(name="number", label=mark("Document number"), reader=_NUMBER, required=True,
              hint=mark("As printed. Of a range of stolen blanks: its first number.")),
        Field(name="number_last", label=mark("Last number of the range"), reader=_NUMBER,
              hint=mark("Only for a range of stolen blanks.")),
        Field(name="issuer", label=mark("Issuing country"), reader=ISSUER, required=True),
        Field(name="type", label=mark("Document type"), reader=read.Choice(TYPES, CODES), required=True),
        Field(name="issued_on", label=mark("Date of issue"), reader=read.Day()),
        Field(name="expires_on", label=mark("Date of expiry"), reader=read.Day()),
        Field(name="reported_in", label=mark("Country where it was reported"), reader=COUNTRY),
        Field(name="information", label=mark("Further information"), reader=read.Text(500), shown=False,
              hint=mark("Facts of the document. Never a name.")),
        Field(name="holder_names", label=mark("Names of the holder"), reader=read.Many(read.Text(200), 5), shown=False,
              kept=False, hint=_NOT_KEPT),
        Field(name="holder_birth_date", label=mark("Date of birth of the holder"), reader=read.Day(), shown=False,
              kept=False, hint=_NOT_KEPT),
    ),
    kinds={
        "stolen": Kind(
            label=mark("Stolen"),
            means=mark("Reported stolen."),
            reported=STOLEN,
            next_steps=(_ESTABLISH, _KEEP, _CONFIRM),
            not_to_do=(_NOT_AN_ARREST, _NEVER_ALONE),
        ),
        "lost": Kind(
            label=mark("Lost"),
            means=mark("Reported lost."),
            reported=LOST,
            next_steps=(_FOUND_AGAIN, _KEEP, _CONFIRM),
            not_to_do=(_NOT_AN_ARREST, _NEVER_ALONE),
        ),
        "revoked": Kind(
            label=mark("Revoked"),
            means=mark("Revoked by the country that issued it: it is no longer good for travel."),
            next_steps=(
                mark("Tell the holder that the document is revoked, and by which country."),
                _KEEP,
                _CONFIRM,
            ),
            not_to_do=(
                _NOT_AN_ARREST,
                _NEVER_ALONE,
                mark("Do not treat it as a crime: states also revoke the documents of people who flee them."),
            ),
        ),
        "invalid": Kind(
            label=mark("Invalid"),
            means=mark("Declared invalid by the country that issued it."),
            next_steps=(_ESTABLISH, _KEEP, _CONFIRM),
            not_to_do=(_NOT_AN_ARREST, _NEVER_ALONE),
        ),
        "stolen_blank": Kind(
            label=mark("Stolen blank"),
            means=mark("Stolen before it was issued: nobody holds this document lawfully."),
            next_steps=(
                mark("Treat it as a forged document, and establish who holds it."),
                _KEEP,
                _CONFIRM,
            ),
            not_to_do=(_NOT_AN_ARREST, mark("Do not give it back.")),
        ),
    },
    keys=_keys,
    blanks=_blanks,
    title=_title,
    check=_check,
    refused_fields=dict.fromkeys(
        ("name", "names", "surname", "family_name", "given_name", "given_names", "first_name", "last_name", "holder",
         "birth_date", "date_of_birth", "sex", "nationality"),
        _HAS_NO_NAMES,
    ),
    retention_years=10,
    retention_source=mark("Decision of the General Assembly, November 2012: reviewed after 10 years."),
    shows_place_to_source_before_release=False,
)  # fmt: skip
