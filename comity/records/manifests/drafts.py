"""Reading a record as its source states it: every field at once, every problem named, nothing guessed."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, Final

from comity.core import levels
from comity.core.errors import Invalid, Problem
from comity.core.languages import mark
from comity.records.manifests.read import Reader
from comity.records.manifests.shape import ENVELOPE_NAMES, Draft, Manifest, Stated

MISSING: Final = mark("This is required.")
UNKNOWN: Final = mark("This database has no such field.")
IN_THE_FUTURE: Final = mark("This date is in the future.")
IN_THE_PAST: Final = mark("This date has passed.")
BEYOND_PERIOD: Final = mark("This is beyond the longest period for this database.")


class Form:
    """A manifest made ready for reading many rows."""

    def __init__(self, manifest: Manifest) -> None:
        fields = manifest.all_fields()
        self.manifest = manifest
        self.readers: dict[str, Reader] = {field.name: field.reader for field in fields}
        self.required = tuple(field.name for field in fields if field.required)
        self.names = tuple(self.readers)
        self.passing = frozenset(field.name for field in fields if not field.kept)

    def read(self, raw: Mapping[str, Any], *, source: str, today: date, latest: date) -> Draft:
        """The draft in `raw` (field name -> text or JSON value; empty values are absent).

        `latest` is the last review date that the retention period allows. Raises Invalid with every problem at once.
        """
        values, problems = self._values(raw)
        for name in self.required:
            if name not in values and not any(problem.field == name for problem in problems):
                problems.append(Problem(name, MISSING, self.readers[name].accepted))
        passing = {name: values.pop(name) for name in self.passing & values.keys()}
        own = {name: value for name, value in values.items() if name not in ENVELOPE_NAMES}
        level = levels.from_slug(values["level"]) if "level" in values else self.manifest.level
        occurred, review = _as_date(values.get("occurred_on")), _as_date(values.get("review_on"))
        problems += _wrong_dates(occurred, review, today, latest)
        purposes = tuple(values.get("purposes", ()))
        if "kind" in values:
            stated = Stated(source=source, today=today, kind=values["kind"], level=level, purposes=purposes, fields=own)
            problems += self.manifest.check(stated)
        if problems:
            raise Invalid(problems)
        return Draft(
            database=self.manifest.database,
            reference=values["reference"],
            kind=values["kind"],
            fields=own,
            level=level,
            purposes=purposes,
            conditions=tuple(values.get("conditions", ())),
            occurred_on=occurred,
            review_on=review,
            passing=passing,
        )

    def _values(self, raw: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
        values: dict[str, Any] = {}
        problems: list[Problem] = []
        for name, value in raw.items():
            if value is None or value == "":
                continue
            reader = self.readers.get(name)
            if reader is None:
                problems.append(self._refusal_of(name))
                continue
            try:
                found = reader(value)
            except ValueError as error:
                problems.append(Problem(name, str(error), reader.accepted))
                continue
            if found not in ("", []):
                values[name] = found
        return values, problems

    def _refusal_of(self, name: str) -> Problem:
        reason = self.manifest.refused_fields.get(name.casefold())
        shown = name[:60] if name.strip() and name.isprintable() else repr(name)[:60]
        return Problem(shown, reason or UNKNOWN, ", ".join(self.names))


def _as_date(text: str | None) -> date | None:
    return None if text is None else _parsed(text)


_parsed = lru_cache(maxsize=16384)(date.fromisoformat)


def _wrong_dates(occurred: date | None, review: date | None, today: date, latest: date) -> list[Problem]:
    problems = []
    if occurred is not None and occurred > today:
        problems.append(Problem("occurred_on", IN_THE_FUTURE, f"{today} or earlier."))
    if review is not None and review <= today:
        problems.append(Problem("review_on", IN_THE_PAST, f"A date up to {latest}."))
    if review is not None and review > latest:
        problems.append(Problem("review_on", BEYOND_PERIOD, f"A date up to {latest}."))
    return problems
