"""`comity check`: ask the databases about one thing, or about every passenger of a list. In this process, from the
local index; every check is in the journal before it is printed."""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

import click
import msgspec

from comity.checks import asgi
from comity.checks.engine import answer, explaining
from comity.checks.engine.answer import Answer, Match
from comity.checks.engine.asking import Checker
from comity.checks.engine.explaining import Reason
from comity.checks.engine.journal import NotWritten
from comity.checks.engine.question import Question
from comity.core import clock
from comity.core.purposes import PURPOSES
from comity.look.words import UNREVIEWED, of_mark
from comity.network.rules import Actor
from comity.records import manifests
from comity.records.manifests import words
from comity.wiring import greeting
from comity.wiring.cli.names import of_hundred

NO_HIT, HIT, USAGE, NOT_CHECKED = 0, 1, 2, 3
EXIT = {"no_hit": NO_HIT, "hit": HIT, "possible": HIT, "not_checked": NOT_CHECKED}

EPILOG = """\b
Examples:
  comity check --mrz 'P<FRADELACOUR<<ELODIE<<<<<<<<<<<<<<<<<<<<<<<' '14DF289037FRA8805212F3108147<<<<<<<<<<<<<<02' \\
      --purpose border_control --json
  comity check --number 14DF28903 --issuer FRA
  comity check --name 'Takumi Kurosawano' --born 1979-02-11 --purpose wanted_person
  comity check --name 黒沢野拓海 --sex M --nationality JPN
  comity check --file passengers.csv --out outcomes.csv

\b
Exit codes: 0 no hit, 1 hit or possible, 2 wrong usage or refused, 3 not checked.
"""


# A line of a zone may begin with anything, a hyphen too.
@click.command(epilog=EPILOG, context_settings={"ignore_unknown_options": True})
@click.option(
    "--mrz", is_flag=True, help="LINES are a machine-readable zone. Quote them: the shell takes < as its own."
)
@click.argument("lines", nargs=-1, metavar="[LINE LINE [LINE]]")
@click.option("--number", help="A document number.")
@click.option("--issuer", help="The issuing state of the document: FRA, D, ...")
@click.option("--name", "--person", "name", help="A whole name, in any script.")
@click.option("--also", multiple=True, help="Another name of the same person; can be given more than once.")
@click.option("--born", help="Date of birth: 1985, 1985-04 or 1985-04-12. Without it the search takes longer.")
@click.option("--sex", type=click.Choice(["M", "F", "X"]), help="Sex of the person.")
@click.option("--nationality", help="Nationality of the person: FRA, FR, D, ...")
@click.option("--birthplace", help="Place of birth of the person.")
@click.option("--plate", help="A number plate.")
@click.option("--country", help="The country of the plate: FR, D, ...")
@click.option("--vin", help="A vehicle identification number.")
@click.option("--serial", help="A firearm's serial number.")
@click.option("--make", help="The firearm's make.")
@click.option("--file", "list_file", type=click.File("rb"), help="A passenger list: CSV or UN/EDIFACT PAXLST.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Where the list's outcomes go: CSV or .jsonl."
)
@click.option("--purpose", type=click.Choice(list(PURPOSES)), default="border_control", show_default=True)
@click.option("--place", default="", help="Where the check is made.")
@click.option("--token", envvar="COMITY_TOKEN", help="Who asks: a system's token (or COMITY_TOKEN).")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as the API gives it.")
@click.pass_context
def check(context: click.Context, /, **options: Any) -> None:
    """Ask every database that applies about one document, person, vehicle or firearm, or about a passenger list.

    The answer is the same as on the page and by the API.
    """
    if unknown := [line for line in options["lines"] if line.startswith("--")]:
        raise click.UsageError(f"No such option: {unknown[0]}")
    subject = _subject(options)
    if bool(subject) == bool(options["list_file"]):
        raise click.UsageError("Ask about one thing, or give --file and --out.")
    checker = asgi.app.checker
    now = clock.now()
    actor = _asker(checker, options["token"], now)
    why = {"purpose": options["purpose"], "place": options["place"]}
    try:
        if options["list_file"]:
            sys.exit(_check_list(checker, actor, options["list_file"], options["out"], why))
        question = msgspec.convert(subject | why, Question)
        said = checker.ask(question, actor, "command", now)
    except NotWritten as error:
        click.echo(f"Not checked: the journal cannot be written ({error}).", err=True)
        sys.exit(NOT_CHECKED)
    click.echo(answer.encode(said).decode() if options["as_json"] else _readable(said))
    sys.exit(EXIT[said.outcome])


_PERSON = {
    "name": "name",
    "names": "also",
    "birth_date": "born",
    "sex": "sex",
    "nationality": "nationality",
    "place_of_birth": "birthplace",
}


def _subject(options: dict[str, Any]) -> dict[str, Any]:
    """What is asked about, in the shape of the API."""
    subject: dict[str, Any] = {}
    if options["mrz"]:
        subject["mrz"] = list(options["lines"])
    elif options["lines"]:
        raise click.UsageError("Lines without --mrz.")
    for name, parts in (
        ("document", {"number": "number", "issuer": "issuer"}),
        ("person", _PERSON),
        ("vehicle", {"vin": "vin", "plate": "plate", "country": "country"}),
        ("firearm", {"serial": "serial", "make": "make"}),
    ):
        given = {field: options[option] for field, option in parts.items() if options[option]}
        given |= {"names": list(given["names"])} if "names" in given else {}
        if given:
            subject[name] = given
    for name, needs, option in (
        ("document", "number", "--number"),
        ("person", "name", "--name"),
        ("firearm", "serial", "--serial"),
    ):
        if name in subject and needs not in subject[name]:
            raise click.UsageError(f"{option} is missing.")
    return subject


def _asker(checker: Checker, token: str | None, now: datetime) -> Actor:
    """Who holds the token; in a demo, without one, the first system of its cast."""
    given = token
    if given is None:
        tokens = greeting.read_demo().get("tokens") or []
        if not tokens:
            raise click.UsageError("Who asks? Give --token, or set COMITY_TOKEN.")
        given = tokens[0]["token"]
        click.echo(f"Asking as the demo's system {tokens[0]['name']!r} ({tokens[0]['bureau']}).", err=True)
    key = checker.index.access.key(given.encode())
    if key is None or key.expires_at <= now:
        raise click.UsageError("Nobody holds this token, or not any more; or the index has not been built yet.")
    return key.actor


def _check_list(checker: Checker, actor: Actor, source: BinaryIO, out: Path | None, why: dict[str, str]) -> int:
    from comity.checks.engine.passengers.checking import Asking, Terms
    from comity.wiring.cli import passenger_list

    if out is None:
        raise click.UsageError("Where do the outcomes go? Give --out.")
    terms = Terms(purpose=why["purpose"], place=why["place"])
    counts = passenger_list.check(Asking(checker, actor, terms, "command"), source, out)
    click.echo(
        ", ".join(f"{count} {outcome.replace('_', ' ')}" for outcome, count in counts.items()) or "no lines", err=True
    )
    return EXIT[answer.worst(outcome for outcome, count in counts.items() if count)] if counts else NO_HIT


def _readable(said: Answer) -> str:
    lines = [said.outcome.replace("_", " ").upper()]
    for one in said.answers:
        reason = f" ({one.why})" if one.why is not msgspec.UNSET else ""
        lines.append(f"  {one.database.replace('_', ' ')}: {one.outcome.replace('_', ' ')}{reason}")
        for match in one.matches:
            lines += _match(one.database, match, date.fromisoformat(said.at[:10]))
        for aside in one.set_aside or []:
            lines.append(f"    {aside.sentence} Decided on {aside.decided_on}, until {aside.until}.")
    return "\n".join([*lines, f"Check {said.check}, {said.at}"])


def _match(database: str, match: Match, on: date) -> list[str]:
    """A record found: what it is, what differs and agrees, what to do, and the sum of the points."""
    told = manifests.told(database, match.kind)
    facts = words.facts(manifests.get(database), match.facts, on=on)
    is_named = match.differs is not msgspec.UNSET
    lines = [f"    {told.label}, record {match.record}"]
    for one in match.notices or ():
        unread = f" ({UNREVIEWED.lower()})" if one.kind == "unreviewed" else ""
        lines.append(f"    {of_mark(one.colour, one.kind)} {one.number}{unread}")
    lines.append(f"    {words.statement(told, match.source_name, match.reported_on, _day)}")
    for heading, sentences in (
        (f"Possible by name, found as {match.found_as}" if match.found_as else "Possible by name", _likeness(match)),
        ("What differs", match.differs or []),
        ("What agrees", match.agrees or []),
        ("What to do", match.next_steps),
        ("What not to do", match.not_to_do),
        ("Conditions of use", match.conditions),
        ("Source", [part for part in (match.source_name, match.contact) if part]),
        ("What matched", [] if is_named and match.parts else match.reasons),
        ("How the likeness came about", _sum(match)),
        ("Details", [f"{label}: {_text(value)}" for label, value in facts]),
    ):
        lines += [f"    {heading}:", *(f"      - {sentence}" for sentence in sentences)] if sentences else []
    return lines


def _likeness(match: Match) -> list[str]:
    if match.probability is msgspec.UNSET:
        return []
    return [
        f"Likeness {_shown(match)[0]} of 100; of 100 pairs with such a likeness, "
        f"{of_hundred(match.probability)} were one person.",
        "Names are not unique. Among travellers it is far fewer, for hardly any of them is sought.",
    ]


def _sum(match: Match) -> list[str]:
    if not match.parts:
        return []
    likeness, parts = _shown(match)
    return [
        *(f"{part.points * 100:+.1f}  {part.sentence}" for part in parts),
        f"{likeness:+.1f}  Sum, and the likeness.",
    ]


def _shown(match: Match) -> tuple[int, list[Reason]]:
    return explaining.shown(match.score, match.parts or [])


def _day(value: date) -> str:
    return f"{value.day} {value:%B %Y}"


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(_text(one) for one in value)
    return _day(value) if isinstance(value, date) else str(value)
