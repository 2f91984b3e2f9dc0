"""A stage on which a made-up namesake crosses a border: France has recorded somebody of whom only the year is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from comity.checks import actions as checks
from comity.checks.engine.mrz.writing import Document, write
from comity.checks.models import Hit
from comity.judgements.models import Judgement
from comity.judgements.rules import Grounds
from comity.records import actions as records
from comity.records.models import Record
from comity.testing.fixtures import stage
from comity.testing.loading import desk
from comity.testing.stage import Stage

__all__ = ["stage"]

NAME = "Quentin Hidenor"
BORN = "1981-03-04"
NUMBER = "K77312045"
ISSUER = "KEN"
RECORDED: Mapping[str, Any] = {"kind": "suspect", "name": NAME, "birth_dates": ["1981"], "reference": "FR-NAMESAKE"}
ASKED: Mapping[str, Any] = {
    "purpose": "border_control",
    "document": {"number": NUMBER, "issuer": ISSUER},
    "person": {"name": NAME, "birth_date": BORN},
}
TOKEN = "Passenger control, Tana airport"
GROUNDS = Grounds(
    compared=("fingerprints", "face"), text="Prints of both index fingers differ from those sent by France."
)


@dataclass
class Crossing:
    """The namesake at Kenya's airport, and France's record."""

    stage: Stage
    record: Record

    def ask(self, asked: Mapping[str, Any] = ASKED, token: str = TOKEN) -> dict[str, Any]:
        """One check by a system of Kenya (or of whoever holds the token); the answer of the database of persons."""
        answer = self.stage.ask_api(self.stage.tokens[token], dict(asked))
        self.stage.ingest()
        return answer

    def persons(self, asked: Mapping[str, Any] = ASKED, token: str = TOKEN) -> dict[str, Any]:
        return next(one for one in self.ask(asked, token)["answers"] if one["database"] == "persons")

    def possible(self, asked: Mapping[str, Any] = ASKED) -> UUID:
        """The id of a check that found the record possible."""
        answer = self.ask(asked)
        assert Hit.objects.get(check_made=answer["check"], record=self.record.pk).outcome == "possible", answer
        return UUID(answer["check"])

    def judge(self, check: UUID | None = None, *, username: str = "ke.bureau", grounds: Grounds = GROUNDS) -> Judgement:
        """Kenya's bureau says that it is somebody else; the index has it afterwards."""
        judgement = checks.judge(
            actor=self.stage.actor(username),
            check_id=check or self.possible(),
            record_id=self.record.pk,
            grounds=grounds,
            now=self.stage.now,
        )
        self.stage.follow()
        return judgement

    def state_anew(self, **values: Any) -> None:
        """France changes its record."""
        stated = {**RECORDED, **values}
        records.update(actor=desk("FR"), record_id=self.record.pk, values=stated, now=self.stage.now)
        self.stage.follow()


@pytest.fixture
def crossing(stage: Stage) -> Crossing:
    record = records.add(actor=desk("FR"), database="persons", values=RECORDED, now=stage.now)
    stage.follow()
    return Crossing(stage, record)


def zone(today: date, days: int = 3000, number: str = NUMBER) -> list[str]:
    """The namesake's passport, good for so many days."""
    return write(
        Document(
            issuer=ISSUER,
            document_number=number,
            nationality=ISSUER,
            birth_date=BORN,
            sex="M",
            expiry_date=(today + timedelta(days=days)).isoformat(),
            primary_identifier="Hidenor",
            secondary_identifier="Quentin",
        )
    )
