"""The consolidated list of the United Nations: read whole, loaded twice, and whoever leaves it is withdrawn."""

import io
import re
from importlib import resources
from typing import Any

import pytest

from comity.core.errors import NotAllowed
from comity.records import actions, queries
from comity.records.load import Finding, Summary
from comity.records.loaders.lines import Unusable
from comity.records.loaders.un_list import UnList
from comity.records.models import Record
from tests.records.conftest import NOW, actor

LIST = (resources.files("comity.testing") / "un_list.xml").read_bytes()


def load(content: bytes = LIST) -> tuple[Summary, list[Finding]]:
    findings: list[Finding] = []
    done = actions.load_un_list(actor=actor("UNSC"), file=io.BytesIO(content), report=findings.append, now=NOW)
    return done, findings


def values(reference: str) -> dict[str, Any]:
    return next(dict(row.values) for row in UnList(io.BytesIO(LIST)) if row.values["reference"] == reference)


def test_names_dates_and_documents_are_read() -> None:
    second = values("EXi.002")
    assert second["name"] == "KHALID IBN MITHAL AL-TAJRIBI"
    assert second["original_name"] == "خالد بن مثال التجريبي"
    assert second["birth_dates"] == ["1968~"]
    assert second["nationalities"] == ["YEM", "SAU"]
    assert {"name": "AL-MUJARRIB", "quality": "low"} in second["aliases"]
    assert [(paper["type"], paper["issuer"], paper["number"]) for paper in second["documents"]] == [
        ("passport", "YEM", "00998877"),
        ("national_number", "SAU", "1010101010"),
    ]
    assert values("EXi.005")["birth_dates"] == ["1963/1968"]
    assert values("EXi.004")["documents"][0]["number"] == "FX123456"
    assert values("EXi.008")["documents"][1]["number"] == "D000002"


def test_what_has_no_code_is_kept_as_written() -> None:
    seventh = values("EXi.007")
    assert seventh["nationalities"] == []
    assert "former Example Union" in seventh["information"]
    assert "in the 1970s" in seventh["information"]


@pytest.mark.usefixtures("network")
class TestLoading:
    def test_everybody_is_loaded_and_organisations_are_counted(self) -> None:
        done, findings = load()
        assert not findings
        assert (done.added, done.not_loaded) == (8, {"organisations": 1})
        record = Record.objects.get(reference="EXi.003")
        assert (record.source_id, record.database, record.kind) == ("UNSC", "persons", "un_sanctioned")
        assert ("document", "710203040") in next(iter(queries.entries_for([record.pk]))).keys

    def test_the_same_list_again_changes_nothing(self) -> None:
        load()
        done, _findings = load()
        assert (done.added, done.updated, done.unchanged, done.withdrawn) == (0, 0, 8, 0)

    def test_who_has_left_the_list_is_withdrawn_and_who_comes_back_is_active(self) -> None:
        load()
        shorter = re.sub(
            rb"    <INDIVIDUAL>\n(?:(?!</INDIVIDUAL>).)*EXi.004.*?</INDIVIDUAL>\n", b"", LIST, flags=re.DOTALL
        )
        shorter = shorter if shorter.count(b"<INDIVIDUAL>") == 7 else pytest.fail("the list was not shortened by one")
        done, _findings = load(shorter)
        assert done.withdrawn == 1
        assert Record.objects.get(reference="EXi.004").status == "withdrawn"
        done, _findings = load()
        assert done.updated == 1
        assert Record.objects.get(reference="EXi.004").status == "active"

    @pytest.mark.parametrize(
        "content",
        [
            LIST[: len(LIST) // 2],
            b"<html/>",
            b"<CONSOLIDATED_LIST/>",
            b'<!DOCTYPE x [<!ENTITY a "aaaa">]><CONSOLIDATED_LIST>&a;</CONSOLIDATED_LIST>',
            b"\x00\x01\x02",
        ],
    )
    def test_half_a_list_or_none_withdraws_nobody(self, content: bytes) -> None:
        load()
        with pytest.raises(Unusable):
            load(content)
        assert Record.objects.filter(status="active").count() == 8

    def test_only_the_security_council_loads_it(self) -> None:
        with pytest.raises(NotAllowed):
            actions.load_un_list(actor=actor("FR"), file=io.BytesIO(LIST), report=lambda _: None, now=NOW)
