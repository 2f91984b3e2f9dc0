"""The demo's letters: everybody has keys, the threads stand as told, and who is no party to one cannot open it."""

import stat

import pytest

from comity.desk import gathering
from comity.desk.models import Incident, Shift
from comity.keys import queries
from comity.keys.engine.sealing import NotForThisKey
from comity.messages.engine import envelope as envelopes
from comity.messages.engine import verifying
from comity.messages.models import Delivery, Disclosure, Message
from comity.network.models import Bureau
from comity.testing import correspondence, keys, watch
from comity.testing.correspondence.told import THREADS
from comity.testing.stage import Stage


@pytest.fixture
def told(stage: Stage) -> Stage:
    correspondence.send(keys.found(stage.now), stage.now)
    return stage


def test_everybody_has_keys_and_those_of_others_are_in_one_file_for_us_alone(told: Stage, settings) -> None:
    bureaus = set(Bureau.objects.values_list("pk", flat=True))
    assert set(queries.current_of(bureaus)) == bureaus
    kept = settings.INSTALLATION_KEYS / "demo" / "keys.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert set(dict(keys.rings())) == bureaus - set(keys.HOSTED)


def test_the_threads_stand_as_they_were_told(told: Stage) -> None:
    assert Message.objects.filter(is_automatic=False).count() == sum(map(len, THREADS))
    said = [envelopes.decode(bytes(one.envelope)) for one in Message.objects.filter(is_automatic=False)]
    assert {one.language for one in said} >= {"en", "fr", "es", "ar"}
    assert Delivery.objects.get(bureau="TO").state == "waits"
    assert Disclosure.objects.get().by_id == "KE"
    flash = Delivery.objects.get(bureau="GS", message__priority="flash")
    assert flash.read_at is None
    overdue = Delivery.objects.filter(folder="needs_answer", due_at__lt=told.now)
    assert {one.bureau_id for one in overdue} == {"JP"}


def test_only_the_parties_open_a_message(told: Stage) -> None:
    message = Message.objects.get(sender="MA", deliveries__bureau="FR", priority="urgent")
    envelope, sealed = envelopes.decode(bytes(message.envelope)), bytes(message.sealed)
    for bureau in ("MA", "FR"):
        opened = verifying.read(sealed, keys.opened(bureau, told.now), envelope)
        assert opened.attachments[0].name.endswith(".jpg")
    for bureau in ("KE", "GS", "CCF"):
        with pytest.raises(NotForThisKey):
            verifying.read(sealed, keys.opened(bureau, told.now), envelope)


def test_telling_twice_changes_nothing(told: Stage) -> None:
    before = Message.objects.count()
    correspondence.send(keys.found(told.now), told.now)
    assert Message.objects.count() == before


def test_the_desk_begins_with_a_shift_that_offers_its_notes(told: Stage) -> None:
    watch.begin(told.now)
    watch.begin(told.now)
    shift = Shift.objects.get()
    assert shift.state == "offered"
    assert shift.offered_to == told.actor("gs.duty").id
    assert {one.kind for one in Incident.objects.get().entries.all()} == {"message", "log", "task"}
    assert [one.bureau for one in gathering.silent_bureaus(told.now)] == [watch.SILENT]
