"""Refusals: sentences one could say aloud. A face (page, API, command) turns them into its own form."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one field: which field, what is wrong, what is accepted."""

    field: str
    problem: str
    accepted: str = ""

    def __str__(self) -> str:
        sentence = f"{self.field}: {self.problem}" if self.field else self.problem
        return f"{sentence} Accepted: {self.accepted}" if self.accepted else sentence


class Refused(Exception):
    """The request was refused. `headers` go with the answer over HTTP."""

    status = 400
    headers: Mapping[str, str] = {}

    def __init__(self, message: str = "") -> None:
        super().__init__(message or (type(self).__doc__ or "").strip().splitlines()[0])

    @property
    def message(self) -> str:
        return str(self.args[0])

    @property
    def code(self) -> str:
        """The refusal's name as a slug, for problem types and ledger entries: NotFound -> not_found."""
        name = type(self).__name__
        return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


class NotFound(Refused):
    """There is no such thing, or you may not see it."""

    status = 404


class NotAllowed(Refused):
    """Your post does not allow this."""

    status = 403


class Conflict(Refused):
    """This has already been decided or changed by someone else."""

    status = 409


class Invalid(Refused):
    """Some fields need another look."""

    status = 422

    def __init__(self, problems: "list[Problem] | Problem", message: str = "") -> None:
        self.problems: list[Problem] = [problems] if isinstance(problems, Problem) else list(problems)
        super().__init__(message or " ".join(str(problem) for problem in self.problems))
