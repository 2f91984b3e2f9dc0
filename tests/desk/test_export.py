"""An exported incident holds what its exporter may see and proofs that an outsider can check; the ledger has who."""

import io
import json
import zipfile
from hashlib import sha256

import pytest

from comity.audit import jobs as audit
from comity.audit import queries as ledger
from comity.audit.models import Entry
from comity.audit.queries import Inclusion
from comity.core.errors import NotAllowed, NotFound
from comity.desk import actions
from tests.desk.conftest import NOW, Desk
from tests.desk.test_gathering import held
from tests.desk.test_incidents import opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def keys(settings, tmp_path):
    settings.LEDGER_KEYS, settings.LEDGER_ANCHOR = tmp_path / "keys", tmp_path / "seals"


def files(body: bytes) -> tuple[dict, str]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.namelist() == ["incident.json", "incident.html"]
        return json.loads(archive.read("incident.json")), archive.read("incident.html").decode()


def test_both_files_say_the_same_and_the_ledger_has_the_digest(desk: Desk) -> None:
    pk = opened(desk.melina, title="<b>Ferry</b> & crew")
    actions.log(actor=desk.melina, incident_id=pk, text="العبّارة تنجرف", now=NOW)
    made = actions.export(actor=desk.tariq, incident_id=pk, now=NOW)
    said, page = files(made.body)
    assert said["format"] == "comity/incident/1"
    assert (said["incident"]["title"], said["exported_by"]) == ("<b>Ferry</b> & crew", "Tariq")
    assert "<b>" not in page
    assert "العبّارة" in page
    assert "http" not in page.replace("http-equiv", "")  # self-contained: nothing is fetched from anywhere
    entry = Entry.objects.get(verb="incident.exported")
    assert sha256(made.body).hexdigest() in entry.body
    assert made.name.endswith(".zip")


def test_what_the_exporter_may_not_open_is_in_neither_file(desk: Desk) -> None:
    pk, diffusion = opened(desk.melina), held(level=3)
    actions.link(actor=desk.melina, incident_id=pk, kind="diffusion", of=diffusion.pk, text="See this.", now=NOW)
    low = desk.officer("low", next(iter(desk.melina.posts)), "KE", clearance=2)
    said, page = files(actions.export(actor=low, incident_id=pk, now=NOW).body)
    assert said["incident"]["hidden"] == 1
    for text in (json.dumps(said["incident"]), page):
        assert diffusion.number not in text
        assert str(diffusion.pk) not in text
        assert "See this." not in text


def test_its_proofs_can_be_checked_from_the_file_alone(desk: Desk, keys: None) -> None:
    import msgspec

    pk = opened(desk.melina)
    audit.seal_step(NOW)
    actions.log(actor=desk.melina, incident_id=pk, text="Not sealed yet.", now=NOW)
    said, _page = files(actions.export(actor=desk.melina, incident_id=pk, now=NOW).body)
    first, second = said["ledger"]
    assert (first["verb"], second["verb"], second["proof"]) == ("incident.opened", "incident.logged", None)
    proof = msgspec.convert(first["proof"], Inclusion, strict=False)
    assert ledger.is_proved(proof)
    assert not ledger.is_proved(msgspec.structs.replace(proof, data=proof.data.replace("opened", "closed")))


def test_only_who_may_read_it_may_carry_it_out(desk: Desk) -> None:
    pk = opened(desk.melina, level=3)
    low = desk.officer("low", next(iter(desk.melina.posts)), "KE", clearance=2)
    with pytest.raises(NotFound):
        actions.export(actor=low, incident_id=pk, now=NOW)
    with pytest.raises(NotAllowed):
        actions.export(actor=desk.stranger, incident_id=pk, now=NOW)
    assert not Entry.objects.filter(verb="incident.exported", outcome="done").exists()
