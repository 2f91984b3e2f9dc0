"""What a reader of a published notice is told: what is asked, what to do, what not to do. By what it seeks, never by
its colour. And the words for the steps of its history."""

from typing import Any, Final

from comity.core.languages import mark
from comity.notices.manifests.shape import Content, Manifest
from comity.notices.models import Notice

# In the order in which they are told.
_TO_DO: Final = (
    ("arrest", mark("Establish identity before any measure: photograph, fingerprints, documents.")),
    ("arrest", mark("Contact the bureau that asks before any measure, where your law lets you.")),
    ("arrest", mark("Where your law allows: arrest provisionally, restrict movement, or watch.")),
    ("arrest", mark("Report at once that the person was found. The papers for extradition have a time limit.")),
    ("locate", mark("Tell the bureau that asks where, as far as your law allows.")),
    ("identify", mark("Compare with your records, and report who or what it may be.")),
    ("inform", mark("Send what you know to the bureau that asks. Answer only what is asked.")),
    ("warn", mark("Bring it to those in your country who must know.")),
    ("property", mark("Report the property you know of. Any seizure is asked for between the countries.")),
)
_NOT_TO_DO: Final = mark("A notice is not an arrest warrant: your own law decides.")
_NO_MEASURE: Final = mark("No arrest and no restriction of movement is asked for.")
_PRESUMED: Final = mark("Do not treat the person as guilty: nobody has been convicted.")
_BY_STATUS: Final = {
    "charged": _PRESUMED,
    "suspect": _PRESUMED,
    "person_of_interest": mark("The person is accused of nothing. Do not treat them as a suspect."),
    "witness": mark("The person is accused of nothing. Do not treat them as a suspect."),
    "victim": mark("The person is a victim. Do not question them as a suspect."),
    "missing": mark("Do not tell anybody where an adult was found without their consent."),
    "possible_threat": mark("A warning is no proof. Do not act on it alone."),
}
_ONLY_POLICE: Final = mark("Do not publish it, and do not pass it on beyond what its conditions allow.")

EVENTS: Final = {
    "draft": mark("Begun"),
    "change": mark("Changed"),
    "add_photograph": mark("Photograph added"),
    "remove_photograph": mark("Photograph taken away"),
    "add_attachment": mark("Document added"),
    "remove_attachment": mark("Document taken away"),
    "submit": mark("Handed in"),
    "take_for_review": mark("In review"),
    "return_incomplete": mark("Returned as incomplete"),
    "refuse": mark("Refused"),
    "publish": mark("Published"),
    "amend": mark("A change was asked for"),
    "accept_change": mark("The change was accepted"),
    "refuse_change": mark("The change was refused"),
    "suspend": mark("Suspended"),
    "resume": mark("Resumed"),
    "renew": mark("A renewal was asked for"),
    "accept_renewal": mark("Renewed"),
    "refuse_renewal": mark("The renewal was refused"),
    "end_publicity": mark("The consent to a public extract was taken back"),
    "withdraw": mark("Withdrawn"),
    "block": mark("Blocked"),
    "unblock": mark("The block was lifted"),
    "cancel": mark("Cancelled"),
    "keep": mark("Looked at again, and kept"),
    "add_addendum": mark("An addendum was added"),
    "report_located": mark("Reported as found"),
    "report_extradition_refused": mark("Extradition was reported as refused"),
    "report_information": mark("Information was sent"),
    "send_papers": mark("Papers sent"),
    "ask_for_need": mark("The need was asked about"),
    "expire": mark("Ended on its day"),
    "lapse": mark("Its suspension ended"),
}


def status_of(manifest: Manifest, content: Content) -> str:
    """The slug of the person's status; "" where no person is meant."""
    case = content.get("case")
    said = case.get("status", "") if isinstance(case, dict) else ""
    if said in manifest.statuses:
        return str(said)
    return next(iter(manifest.statuses)) if len(manifest.statuses) == 1 and content.get("person") else ""


def to_do(manifest: Manifest) -> list[str]:
    return [says for seek, says in _TO_DO if seek in manifest.seeks]


def not_to_do(manifest: Manifest, content: Content, *, is_public: bool) -> list[str]:
    """What a reader must not do, the gravest first."""
    said = [_NOT_TO_DO] if manifest.is_coercive else [_NO_MEASURE]
    said += [_BY_STATUS[one] for one in (status_of(manifest, content),) if one in _BY_STATUS]
    return said if is_public else [*said, _ONLY_POLICE]


def history(notice: Notice, events: Any) -> list[dict[str, Any]]:
    """The steps, the latest first; changes of a draft one after another by one person are one line."""
    lines: list[dict[str, Any]] = []
    for one in events:
        last = lines[-1] if lines else None
        if last and one.verb == "change" == last["verb"] and one.by == last["by"]:
            continue
        lines.append({"verb": one.verb, "by": one.by, "bureau": one.bureau, "at": one.at, "reason": one.reason,
                      "version": one.version})  # fmt: skip
    return lines
