"""The case behind a notice: facts, charges one by one, the warrant, extradition, and what the requester knows beside.

Articles 83 to 86 of the Rules on the Processing of Data. What is asked here is presence and agreement with itself;
whether it is enough is for the review.
"""

from collections.abc import Iterator
from typing import Any, Final

from comity.core.errors import Problem
from comity.core.languages import mark
from comity.notices.engine.offences import FAMILIES, ROLES
from comity.notices.manifests import person
from comity.notices.manifests.reading import MISSING
from comity.notices.manifests.shape import Content, Entry, Group, Stated
from comity.notices.manifests.values import PartialDay, Prose, Term, YesNo, as_months
from comity.records.manifests import read
from comity.records.manifests.codes import COUNTRY
from comity.records.manifests.shape import Field

# What the requester declares of a person whose position may make the case one of article 3.
FUNCTIONS: Final = {
    "none": mark("None known"),
    "politician": mark("Politician, in office or opposition"),
    "official": mark("Public official"),
    "former_official": mark("Former public official or politician"),
    "judge": mark("Judge or prosecutor"),
    "lawyer": mark("Lawyer"),
    "journalist": mark("Journalist"),
    "activist": mark("Activist or defender of human rights"),
    "military": mark("Member of armed forces"),
    "religious_leader": mark("Religious leader"),
    "business": mark("Owner or manager of a large business"),
    "international": mark("Official of an international organisation or court"),
}
ASYLUM: Final = {
    "not_known": mark("Not known"),
    "none": mark("No application known"),
    "applied": mark("An application is known"),
    "granted": mark("Protection was granted"),
    "refused": mark("An application was refused"),
}
JUDGED: Final = {
    "not_known": mark("Not known"),
    "none": mark("No judgment on these facts elsewhere"),
    "acquitted": mark("Acquitted elsewhere"),
    "convicted": mark("Convicted elsewhere"),
    "pardoned": mark("Pardoned or under an amnesty"),
}

REFERENCE: Final = Field(
    name="reference",
    label=mark("Your case reference"),
    reader=read.Text(60),
    required=True,
    shown=False,
    hint=mark("Your own number for the case. It is not shown to other members."),
)
FACTS: Final = Field(name="facts", label=mark("Summary of facts"), reader=Prose(8000, 40), required=True,
                     hint=mark("What this person did, when, where, how and in which role."))  # fmt: skip

CASE: Final = Group(
    name="case",
    label=mark("The case"),
    fields=(
        REFERENCE,
        Field(name="status", label=mark("Status of the person"), reader=read.Choice({
            "charged": mark("Sought for prosecution: presumed innocent"),
            "convicted": mark("Convicted: sought to serve a sentence"),
        }), required=True),
        FACTS,
        Field(name="countries", label=mark("Countries concerned"), reader=read.Many(COUNTRY, 30)),
        Field(name="international", label=mark("International element"), reader=Prose(1500), required=True,
              hint=mark("Why members in other countries can help: where the person may be, links, travel.")),
        Field(name="damage", label=mark("Harm or damage done"), reader=read.Text(300)),
        Field(name="importance", label=mark("Particular importance"), reader=Prose(2000), shown=False,
              hint=mark("Why it matters all the same where the penalty is below the threshold (article 83(1)(b)).")),
        Field(name="limitation_on", label=mark("Prosecution or sentence lapses on"), reader=read.Day(),
              hint=mark("The day after which your law allows neither. None where it never lapses.")),
    ),
)  # fmt: skip

CHARGES: Final = Group(
    name="charges",
    label=mark("Charges"),
    most=20,
    hint=mark("One by one: each is examined by itself."),
    fields=(
        Field(name="offence", label=mark("Offence"), reader=Prose(300), required=True,
              hint=mark("As your law names it.")),
        Field(name="code", label=mark("Family of offences"), reader=read.Choice(FAMILIES), required=True),
        Field(name="law", label=mark("Law"), reader=read.Text(300), required=True,
              hint=mark("The exact provision: code, article, paragraph.")),
        Field(name="maximum", label=mark("Maximum penalty"), reader=Term(),
              hint=mark("In months, or life. Required where the person is sought for prosecution.")),
        Field(name="sentence", label=mark("Sentence imposed"), reader=Term(),
              hint=mark("In months, or life. Required where the person is convicted.")),
        Field(name="remaining", label=mark("Sentence remaining"), reader=Term(), hint=mark("In months, or life.")),
        Field(name="facts", label=mark("Facts of this charge"), reader=Prose(4000, 20), required=True),
        Field(name="began_on", label=mark("Date of the facts"), reader=PartialDay(), required=True,
              hint=mark("As far as known. The first day, if they lasted.")),
        Field(name="ended_on", label=mark("Last day of the facts"), reader=PartialDay()),
        Field(name="place", label=mark("Place of the facts"), reader=read.Text(200), required=True),
        Field(name="role", label=mark("Role of the person"), reader=read.Choice(ROLES), required=True),
    ),
)  # fmt: skip

WARRANT: Final = Group(
    name="warrant",
    label=mark("Arrest warrant or judicial decision"),
    fields=(
        Field(name="kind", label=mark("Kind"), reader=read.Choice({
            "warrant": mark("Arrest warrant"),
            "judgment": mark("Judgment that can be enforced"),
            "decision": mark("Decision with the same effect"),
        }), required=True),
        Field(name="authority", label=mark("Issuing authority"), reader=read.Text(200), required=True),
        Field(name="is_judicial", label=mark("Issued by a judicial authority"), reader=YesNo(), required=True),
        Field(name="appeal", label=mark("Appeal before a judicial authority"), reader=read.Text(400),
              hint=mark("Required where the authority is not judicial: the law and the court.")),
        Field(name="number", label=mark("Number"), reader=read.Text(80), required=True),
        Field(name="place", label=mark("Place of issue"), reader=read.Text(120), required=True),
        Field(name="issued_on", label=mark("Date of issue"), reader=read.Day(), required=True),
        Field(name="expires_on", label=mark("Valid until"), reader=read.Day(), hint=mark("None where it has no end.")),
        Field(name="in_absentia", label=mark("Judged in the person's absence"), reader=YesNo(),
              hint=mark("Required where the person is convicted.")),
        Field(name="retrial", label=mark("Notice to the person, and right to a new trial"), reader=read.Text(400),
              hint=mark("Required where the person was judged in absence.")),
    ),
)  # fmt: skip

EXTRADITION: Final = Group(
    name="extradition",
    label=mark("Extradition"),
    fields=(
        Field(name="everywhere", label=mark("It will be asked of every country"), reader=YesNo(), required=True),
        Field(name="asked_of", label=mark("Countries of which it will be asked"), reader=read.Many(COUNTRY, 200)),
        Field(name="not_asked_of", label=mark("Countries of which it will not be asked"),
              reader=read.Many(COUNTRY, 200)),
        Field(name="authority", label=mark("Authority consulted on extradition"), reader=read.Text(200), required=True),
        Field(name="consulted_on", label=mark("Date of the consultation"), reader=read.Day(), required=True),
        Field(name="consulted_by", label=mark("Who consulted it"), reader=read.Text(120), required=True),
        Field(name="papers_within", label=mark("Days needed to send the papers"), reader=read.Number(1, 90)),
    ),
)  # fmt: skip

BACKGROUND: Final = Group(
    name="background",
    label=mark("What you know beside the case"),
    hint=mark("For the review only. It is never shown to other members."),
    for_review=True,
    fields=(
        Field(name="functions", label=mark("Position of the person"), reader=read.Many(read.Choice(FUNCTIONS), 11),
              required=True, hint=mark("Every position held now or before that may matter.")),
        Field(name="position", label=mark("More about the position"), reader=Prose(1000)),
        Field(name="asylum", label=mark("Asylum"), reader=read.Choice(ASYLUM), required=True),
        Field(name="extradition_history", label=mark("Extradition asked or refused before"), reader=Prose(1000)),
        Field(name="judged_elsewhere", label=mark("Judgment on these facts elsewhere"), reader=read.Choice(JUDGED),
              required=True),
        Field(name="private_party", label=mark("A private creditor or partner complained"), reader=YesNo()),
        Field(name="civil_case", label=mark("Civil case on the same facts"), reader=read.Text(300)),
        Field(name="death_penalty", label=mark("The death penalty is possible"), reader=YesNo()),
        Field(name="new_since", label=mark("What is new since an earlier request"), reader=Prose(2000),
              hint=mark("Where this was asked before and refused, withdrawn or cancelled.")),
    ),
)  # fmt: skip

CONTACT: Final = Group(
    name="contact",
    label=mark("Contact at your bureau"),
    fields=(
        Field(name="name", label=mark("Name or desk"), reader=read.Text(120), required=True),
        Field(name="telephone", label=mark("Telephone"), reader=read.Text(40)),
        Field(name="email", label=mark("Electronic mail"), reader=read.Text(120)),
        Field(name="hours", label=mark("When it can be reached"), reader=read.Text(120)),
    ),
)  # fmt: skip


def problems_with_case(stated: Stated) -> list[Problem]:
    """What in facts, charges, warrant and extradition is missing or contradicts the rest."""
    parts = (_charges, _warrant, _extradition, _dates_of_facts, _position)
    return [problem for part in parts for problem in part(stated)]


def _charges(stated: Stated) -> Iterator[Problem]:
    status = stated.one("case").get("status")
    for place, charge in enumerate(stated.several("charges")):
        path = f"charges[{place}]"
        if status == "charged" and "maximum" not in charge:
            yield Problem(f"{path}.maximum", MISSING, Term().accepted)
        if status == "charged" and ("sentence" in charge or "remaining" in charge):
            wrong = "sentence" if "sentence" in charge else "remaining"
            yield Problem(f"{path}.{wrong}", mark("Who is sought for prosecution has no sentence to serve."), _STATUS)
        if _is_above(charge, "sentence", "maximum"):
            yield Problem(f"{path}.sentence", mark("This is longer than the maximum penalty."), _SHORTER)
        if _is_above(charge, "remaining", "sentence"):
            yield Problem(f"{path}.remaining", mark("More remains than was imposed."), _SHORTER)
    if status == "convicted" and stated.several("charges"):
        for name in ("sentence", "remaining"):
            if not any(name in charge for charge in stated.several("charges")):
                yield Problem(f"charges[0].{name}", MISSING, Term().accepted)


_STATUS: Final = mark("Nothing here, or the status convicted.")
_SHORTER: Final = mark("A term no longer than the other.")


def _is_above(entry: Entry, name: str, bound: str) -> bool:
    return name in entry and bound in entry and as_months(entry[name]) > as_months(entry[bound])


def _warrant(stated: Stated) -> Iterator[Problem]:
    warrant, today = stated.one("warrant"), stated.today.isoformat()
    issued, expires = warrant.get("issued_on", ""), warrant.get("expires_on", "")
    if issued > today:
        yield Problem("warrant.issued_on", mark("This date is later than the request."), f"{today} or earlier.")
    if expires and expires < today:
        yield Problem("warrant.expires_on", mark("The warrant is not valid any more."), f"{today} or later.")
    elif expires and issued and expires < issued:
        yield Problem("warrant.expires_on", mark("This is before the date of issue."), f"{issued} or later.")
    if warrant.get("is_judicial") is False and "appeal" not in warrant:
        yield Problem("warrant.appeal", _NO_APPEAL, mark("The law and the court that hears the appeal."))
    begun = [charge["began_on"] for charge in stated.several("charges") if "began_on" in charge]
    if issued and begun and all(day > issued[: len(day)] for day in begun):
        yield Problem("warrant.issued_on", mark("The warrant is older than every fact charged."), min(begun))
    if stated.one("case").get("status") == "convicted" and "in_absentia" not in warrant:
        yield Problem("warrant.in_absentia", MISSING, YesNo().accepted)
    if warrant.get("in_absentia") and "retrial" not in warrant:
        yield Problem("warrant.retrial", MISSING, mark("How the person was told, and which right to a new trial."))


_NO_APPEAL: Final = mark("The authority is not judicial, so an appeal before one must be open (article 84).")


def _extradition(stated: Stated) -> Iterator[Problem]:
    asked = stated.one("extradition")
    excluded = set(asked.get("not_asked_of", ()))
    if asked.get("everywhere") is False and not asked.get("asked_of"):
        yield Problem("extradition.asked_of", mark("It is asked of no country."), mark("Every country, or some named."))
    if both := sorted(excluded & set(asked.get("asked_of", ()))):
        yield Problem("extradition.not_asked_of", mark("These stand on both lists."), ", ".join(both))
    if asked.get("consulted_on", "") > stated.today.isoformat():
        yield Problem("extradition.consulted_on", mark("This date is in the future."), f"{stated.today} or earlier.")


def _dates_of_facts(stated: Stated) -> Iterator[Problem]:
    who, today = stated.one("person"), stated.today.isoformat()
    for place, charge in enumerate(stated.several("charges")):
        path, began = f"charges[{place}].began_on", charge.get("began_on", "")
        ended = charge.get("ended_on", "")
        for name, day in (("began_on", began), ("ended_on", ended)):
            if day and day > today[: len(day)]:
                yield Problem(f"charges[{place}].{name}", mark("This date is in the future."), f"{today} or earlier.")
        known = min(len(began), len(ended))
        if ended and began and ended[:known] < began[:known]:
            yield Problem(f"charges[{place}].ended_on", mark("This is before the facts began."), f"{began} or later.")
        if began and person.is_unborn_on(who, ended or began):
            yield Problem(path, mark("The person was not born then."), mark("A date after the person's birth."))
        elif began and person.is_minor_on(who, began) and "special_reason" not in who:
            yield Problem("person.special_reason", _MINOR, mark("How article 41 is met, in a few sentences."))


_MINOR: Final = mark("The person was a minor at the time of the facts: this needs a reason of its own.")


def _position(stated: Stated) -> Iterator[Problem]:
    functions = stated.one("background").get("functions", ())
    if "none" in functions and len(functions) > 1:
        yield Problem(
            "background.functions", mark("None, and some: one of them is wrong."), mark("None, or those held.")
        )
    elif functions and "none" not in functions and "position" not in stated.one("background"):
        yield Problem("background.position", MISSING, mark("Which position, where, since when."))


def basis_of(content: Content) -> str:
    """The decision a notice rests on, in one line."""
    warrant = content.get("warrant", {})
    parts = (warrant.get("authority", ""), warrant.get("number", ""), warrant.get("issued_on", ""))
    return ", ".join(part for part in parts if part)[:300]


def offences_of(content: Content) -> str:
    """What is charged, in one line."""
    return "; ".join(charge["offence"] for charge in content.get("charges", ()) if "offence" in charge)[:300]


def recorded(content: Content) -> dict[str, Any] | None:
    """What the database of persons holds of a wanted person."""
    status = content.get("case", {}).get("status", "charged")
    return person.recorded(content, status, basis=basis_of(content), offence=offences_of(content))
