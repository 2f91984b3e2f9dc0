"""The list of the United Nations becomes special notices: kept up to date, closed when it names somebody no more."""

import io
import re
from importlib import resources
from typing import Any

import pytest

from comity.core.errors import NotAllowed
from comity.notices import actions as notices
from comity.notices import queries
from comity.notices.actions.listing import Imported
from comity.notices.models import Notice, Series
from comity.notices.rules import State
from comity.records.load import Finding
from comity.records.loaders.lines import Unusable
from comity.records.models import Mark, Record, RecordVersion
from comity.testing.loading import desk
from comity.testing.stage import Stage

LIST = (resources.files("comity.testing") / "un_list.xml").read_bytes()
PERSONS, ENTITIES = 8, 1
REFERENCE = "EXi.002"


def load(stage: Stage, content: bytes = LIST, bureau: str = "UNSC") -> tuple[Imported, list[Finding]]:
    findings: list[Finding] = []
    done = notices.import_un_list(actor=desk(bureau), file=io.BytesIO(content), report=findings.append, now=stage.now)
    return done, findings


def without(reference: str) -> bytes:
    tag = "INDIVIDUAL" if reference[2] == "i" else "ENTITY"
    text = LIST.decode()
    [entry] = [one for one in re.findall(rf"<{tag}>.*?</{tag}>", text, re.DOTALL) if f">{reference}<" in one]
    return text.replace(entry, "").encode()


def everything() -> list[Any]:
    tables = (Notice, Record, RecordVersion, Mark, Series)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def found_at_the_border(stage: Stage) -> dict[str, Any] | None:
    stage.follow()
    question = {"purpose": "border_control", "person": {"name": "Khalid ibn Mithal al-Tajribi"}}
    said = stage.ask_api(stage.tokens["Passenger control, Tana airport"], question)
    [persons] = [one for one in said["answers"] if one["database"] == "persons"]
    own = Record.objects.get(reference=REFERENCE)
    return next((match for match in persons["matches"] if match["record"] == str(own.pk)), None)


def test_every_person_and_every_entity_has_a_notice_that_all_members_see(stage: Stage) -> None:
    done, findings = load(stage)
    assert not findings
    assert (done.published, done.changed, done.closed) == (PERSONS + ENTITIES, 0, 0)
    assert done.records.added == PERSONS
    seen = queries.published(stage.actor("ke.border"), colour="un")
    assert {one.reference for one in seen} >= {REFERENCE}
    [entity] = [one for one in seen if one.content["listing"]["kind"] == "entity"]
    assert entity.content["entity"]["name"] and entity.record is None


def test_a_check_names_the_special_notice(stage: Stage) -> None:
    load(stage)
    match = found_at_the_border(stage)
    number = Notice.objects.get(reference=REFERENCE).number
    assert match is not None and match["notices"] == [{"colour": "un", "number": number}]


def test_the_same_list_again_changes_nothing(stage: Stage) -> None:
    load(stage)
    before = everything()
    done, _ = load(stage)
    assert (done.published, done.changed, done.closed, done.unchanged) == (0, 0, 0, PERSONS + ENTITIES)
    assert everything() == before


def test_what_the_list_says_anew_the_notice_says_anew(stage: Stage) -> None:
    load(stage)
    before = Notice.objects.get(reference=REFERENCE)
    done, _ = load(stage, LIST.replace(b"ABU NAMUDHAJ", b"ABU MITHAL"))
    after = Notice.objects.get(reference=REFERENCE)
    assert (done.changed, done.unchanged) == (1, PERSONS + ENTITIES - 1)
    assert (after.version, after.number) == (before.version + 1, before.number)
    assert {"name": "ABU MITHAL", "quality": "good"} in after.content["person"]["aliases"]
    assert next(one.content for one in after.events.all()) == {"content": before.content}
    assert {"name": "ABU MITHAL", "quality": "good"} in Record.objects.get(reference=REFERENCE).fields["aliases"]


@pytest.mark.parametrize("reference", [REFERENCE, "EXe.001"])
def test_who_is_no_longer_listed_is_closed_and_the_others_stay(stage: Stage, reference: str) -> None:
    load(stage)
    done, _ = load(stage, without(reference))
    gone = Notice.objects.get(reference=reference)
    assert (done.closed, gone.state) == (1, State.WITHDRAWN)
    assert not Mark.objects.filter(record=gone.record, ended_at=None).exists()
    assert queries.public_extract(gone) is None
    assert Notice.objects.filter(colour="un", state=State.PUBLISHED).count() == PERSONS + ENTITIES - 1
    if gone.record:
        assert found_at_the_border(stage) is None


def test_who_is_listed_again_gets_a_new_notice(stage: Stage) -> None:
    load(stage)
    load(stage, without(REFERENCE))
    done, _ = load(stage)
    assert done.published == 1
    old = Notice.objects.get(reference=REFERENCE, state=State.WITHDRAWN)
    new = Notice.objects.get(reference=REFERENCE, state=State.PUBLISHED)
    assert old.number != new.number
    match = found_at_the_border(stage)
    assert match is not None and match["notices"] == [{"colour": "un", "number": new.number}]


@pytest.mark.parametrize("share", [0.2, 0.6, 0.98])
def test_a_broken_file_changes_nothing_and_says_where_it_broke(stage: Stage, share: float) -> None:
    load(stage)
    before = everything()
    with pytest.raises(Unusable, match=r"line \d+, column \d+"):
        load(stage, LIST[: int(len(LIST) * share)])
    assert everything() == before


def test_other_xml_is_refused(stage: Stage) -> None:
    with pytest.raises(Unusable, match="not the consolidated list"):
        load(stage, b"<OTHER/>")


def test_an_entry_that_cannot_be_read_spoils_no_other(stage: Stage) -> None:
    done, findings = load(stage, LIST.replace(b">EXi.003<", b">no reference<"))
    assert done.published == PERSONS + ENTITIES - 1
    assert {one.problem.field for one in findings} == {"listing.un_reference"}


def test_nobody_else_imports_it(stage: Stage) -> None:
    with pytest.raises(NotAllowed):
        load(stage, bureau="FR")
