"""A ring's life: founded, admitted to, rotated, revoked, recovered; and what each leaves in the ledger."""

import pytest

from comity.audit.models import Entry
from comity.core.errors import Invalid, NotAllowed
from comity.keys import actions, installation, jobs, queries
from comity.keys.actions.holders import LastHolder, NotWaiting
from comity.keys.actions.officers import AlreadySet
from comity.keys.actions.rings import AlreadyFounded
from comity.keys.engine import sealing
from comity.keys.engine.ring import Keyring, bundle_from
from comity.keys.engine.sealing import NotForThisKey
from comity.keys.engine.wrapping import WrongPassphrase
from comity.keys.making import NoPassphrase, NotUnlocked
from comity.keys.models import Holder, Key, OfficerKey, Ring
from comity.keys.rules import Reason
from comity.network import actions as network
from comity.network.models import Officer
from comity.network.rules import COMMAND, Post
from tests.keys.conftest import NOW, PASSPHRASE, actor, officer

OTHER = "a wholly different lantern song"


def opened(username: str, passphrase: str = PASSPHRASE) -> Keyring:
    """The ring as this officer can open it. Raises what unlocking raises."""
    secret = actions.open_own_key(actor=actor(username), passphrase=passphrase, now=NOW)
    row = Holder.objects.get(officer=officer(username))
    current = queries.current(officer(username).bureau_id)
    assert current is not None
    return Keyring.of(current, bundle_from(sealing.unseal(bytes(row.sealed), [secret])))


def entries(verb: str, outcome: str = "done") -> int:
    return Entry.objects.filter(verb=verb, outcome=outcome).count()


def test_a_bureau_founds_its_keys_and_admits_who_set_a_passphrase(cast: None) -> None:
    head, desk = actor("ke.head"), actor("ke.bureau")
    with pytest.raises(NoPassphrase):
        actions.found_bureau_keys(actor=head, now=NOW)
    actions.set_up_officer(actor=head, passphrase=PASSPHRASE, now=NOW)
    actions.set_up_officer(actor=desk, passphrase=OTHER, now=NOW)
    founded = actions.found_bureau_keys(actor=head, now=NOW)
    assert queries.current("KE") == founded.keyring.current
    assert not queries.standing(desk).is_holder
    actions.admit(actor=head, keyring=founded.keyring, officer_id=officer("ke.bureau").pk, now=NOW)
    sealed = sealing.seal(b"for Kenya", [founded.keyring.current.sealing])
    assert opened("ke.bureau", OTHER).unseal(sealed) == b"for Kenya"
    assert entries("keys.founded") == 1 and entries("keys.founded", "refused") == 1
    assert entries("holder.admitted") == 1 and entries("passphrase.set") == 2


def test_only_who_manages_keys_makes_them_and_only_once(kenya: Keyring) -> None:
    with pytest.raises(NotAllowed):
        actions.found_bureau_keys(actor=actor("ke.bureau"), now=NOW)
    with pytest.raises(NotAllowed):
        actions.rotate(actor=actor("ke.bureau"), keyring=kenya, now=NOW)
    with pytest.raises(AlreadyFounded):
        actions.found_bureau_keys(actor=actor("ke.head"), now=NOW)
    with pytest.raises(NotUnlocked):
        other = Keyring("FR", kenya.current, kenya.bundle.signing, kenya.bundle.sealing)
        actions.rotate(actor=actor("ke.head"), keyring=other, now=NOW)


def test_a_rotated_key_is_vouched_for_and_reads_what_was_before(kenya: Keyring) -> None:
    before = sealing.seal(b"old", [kenya.current.sealing])
    turned = actions.rotate(actor=actor("ke.head"), keyring=kenya, now=NOW)
    assert turned.keyring.current.is_chained and turned.keyring.current.generation == 2
    assert opened("ke.bureau").unseal(before) == b"old"
    assert [key.retired_at for key in queries.history("KE")] == [None, NOW]
    with pytest.raises(NotUnlocked):
        actions.rotate(actor=actor("ke.head"), keyring=kenya, now=NOW)


def test_a_dismissed_officer_reads_nothing_sealed_afterwards(kenya: Keyring) -> None:
    theirs = opened("ke.bureau")
    kept = bytes(Holder.objects.get(officer=officer("ke.bureau")).sealed)
    turned = actions.dismiss(actor=actor("ke.head"), keyring=kenya, officer_id=officer("ke.bureau").pk, now=NOW)
    after = sealing.seal(b"new", [turned.keyring.current.sealing])
    with pytest.raises(NotForThisKey):
        theirs.unseal(after)
    # Nor with everything they could have copied before: their row, and their passphrase.
    secret = actions.open_own_key(actor=actor("ke.bureau"), passphrase=PASSPHRASE, now=NOW)
    with pytest.raises(NotForThisKey):
        sealing.unseal(after, bundle_from(sealing.unseal(kept, [secret])).sealing)
    assert not Holder.objects.filter(officer=officer("ke.bureau")).exists()
    assert opened("ke.head").unseal(after) == b"new"


def test_somebody_who_looks_after_the_keys_is_always_left_to_unlock(kenya: Keyring) -> None:
    with pytest.raises(LastHolder):
        actions.dismiss(actor=actor("ke.head"), keyring=kenya, officer_id=officer("ke.head").pk, now=NOW)
    actions.set_up_officer(actor=actor("ke.dpo"), passphrase=OTHER, now=NOW)
    actions.admit(actor=actor("ke.head"), keyring=kenya, officer_id=officer("ke.dpo").pk, now=NOW)
    actions.dismiss(actor=actor("ke.head"), keyring=kenya, officer_id=officer("ke.head").pk, now=NOW)
    held = {row.officer.username for row in queries.holders(Ring.objects.get(bureau="KE"))}
    assert held == {"ke.bureau", "ke.dpo"}


def test_who_lost_the_post_is_no_holder_and_the_bureau_is_told_to_rotate(kenya: Keyring) -> None:
    assert jobs.lapse_step(NOW) == 0
    network.dismiss_officer(actor=COMMAND, officer_id=officer("ke.bureau").pk, now=NOW)
    assert jobs.lapse_step(NOW) == 1 and jobs.lapse_step(NOW) == 0
    ring = Ring.objects.get(bureau="KE")
    assert ring.rotation_due == "holder_left" and ring.holders.count() == 1
    actions.rotate(actor=actor("ke.head"), keyring=kenya, now=NOW)
    ring.refresh_from_db()
    assert ring.rotation_due == ""


def test_a_rotation_that_is_due_is_done_when_somebody_who_can_admits_another(kenya: Keyring) -> None:
    network.dismiss_officer(actor=COMMAND, officer_id=officer("ke.bureau").pk, now=NOW)
    jobs.lapse_step(NOW)
    actions.set_up_officer(actor=actor("ke.dpo"), passphrase=OTHER, now=NOW)
    actions.admit(actor=actor("ke.head"), keyring=kenya, officer_id=officer("ke.dpo").pk, now=NOW)
    after = sealing.seal(b"new", [opened("ke.dpo", OTHER).current.sealing])
    assert opened("ke.head").unseal(after) == b"new" and opened("ke.dpo", OTHER).current.generation == 2
    with pytest.raises(NotForThisKey):
        kenya.unseal(after)


def test_a_key_put_beside_an_officers_name_is_not_sealed_for(kenya: Keyring) -> None:
    """Whoever can write in the database puts a key of their own there and waits for the next rotation."""
    intruder = sealing.new_identity()
    OfficerKey.objects.filter(pk=officer("ke.bureau").pk).update(public=intruder.public)
    Holder.objects.filter(officer=officer("ke.bureau")).update(public=intruder.public)
    turned = actions.rotate(actor=actor("ke.head"), keyring=kenya, now=NOW)
    assert [row.officer_id for row in queries.holders(Ring.objects.get(bureau="KE"))] == [officer("ke.head").pk]
    sealed = bytes(Ring.objects.get(bureau="KE").recovery_sealed)
    with pytest.raises(NotForThisKey):
        sealing.unseal(sealed, [intruder.secret])
    assert turned.keyring.current.generation == 2


def test_a_recovery_key_put_in_its_place_is_not_sealed_for(kenya: Keyring) -> None:
    intruder = sealing.new_identity()
    Ring.objects.update(recovery_public=intruder.public)
    actions.rotate(actor=actor("ke.head"), keyring=kenya, now=NOW)
    with pytest.raises(NotForThisKey):
        sealing.unseal(bytes(Ring.objects.get(bureau="KE").recovery_sealed), [intruder.secret])


def test_secrets_that_are_not_the_keys_are_noticed(kenya: Keyring) -> None:
    other = Key.objects.get(ring__bureau="KE")
    other.signing = "ab" * 32
    other.save()
    with pytest.raises(sealing.Altered):
        opened("ke.head")


def test_a_changed_passphrase_opens_and_the_old_one_does_not(kenya: Keyring) -> None:
    sealed = sealing.seal(b"text", [kenya.current.sealing])
    with pytest.raises(WrongPassphrase):
        actions.change_passphrase(actor=actor("ke.bureau"), old=OTHER, new=OTHER, now=NOW)
    actions.change_passphrase(actor=actor("ke.bureau"), old=PASSPHRASE, new=OTHER, now=NOW)
    assert opened("ke.bureau", OTHER).unseal(sealed) == b"text"
    with pytest.raises(WrongPassphrase):
        opened("ke.bureau")
    actions.rotate(actor=actor("ke.head"), keyring=opened("ke.head"), now=NOW)
    assert opened("ke.bureau", OTHER).unseal(sealed) == b"text"
    assert entries("keys.unlocked", "refused") == 1


def test_a_lost_passphrase_is_replaced_and_the_officer_admitted_anew(kenya: Keyring) -> None:
    desk = actor("ke.bureau")
    with pytest.raises(AlreadySet):
        actions.set_up_officer(actor=desk, passphrase=OTHER, now=NOW)
    actions.set_up_officer(actor=desk, passphrase=OTHER, is_lost=True, now=NOW)
    assert not queries.standing(desk).is_holder
    actions.admit(actor=actor("ke.head"), keyring=kenya, officer_id=officer("ke.bureau").pk, now=NOW)
    assert opened("ke.bureau", OTHER).bureau == "KE"
    with pytest.raises(NotWaiting):
        actions.admit(actor=actor("ke.head"), keyring=kenya, officer_id=officer("ke.bureau").pk, now=NOW)
    with pytest.raises(NotWaiting):
        actions.admit(actor=actor("ke.head"), keyring=kenya, officer_id=officer("fr.bureau").pk, now=NOW)


def test_the_sheet_of_paper_opens_what_every_passphrase_lost(cast: None) -> None:
    head = actor("ke.head")
    actions.set_up_officer(actor=head, passphrase=PASSPHRASE, now=NOW)
    founded = actions.found_bureau_keys(actor=head, now=NOW)
    sealed = sealing.seal(b"before", [founded.keyring.current.sealing])
    actions.set_up_officer(actor=head, passphrase=OTHER, is_lost=True, now=NOW)
    with pytest.raises(Invalid):
        actions.recover(actor=head, code="QQQQQQ QQQQQQ", now=NOW)
    recovered = actions.recover(actor=head, code=founded.code.lower(), now=NOW)
    assert opened("ke.head", OTHER).unseal(sealed) == b"before"
    assert recovered.keyring.current.is_chained and recovered.code != founded.code
    with pytest.raises(Invalid):
        actions.recover(actor=head, code=founded.code, now=NOW)


def test_a_revoked_key_vouches_for_nothing_and_its_successor_is_to_be_compared(kenya: Keyring) -> None:
    sealed = sealing.seal(b"before", [kenya.current.sealing])
    made = actions.revoke(actor=actor("ke.head"), reason=Reason.STOLEN, keyring=kenya, now=NOW)
    assert made is not None and not made.keyring.current.is_chained
    assert opened("ke.head").unseal(sealed) == b"before"
    assert not queries.standing(actor("ke.bureau")).is_holder
    current = queries.current("KE")
    assert current is not None and queries.to_compare("FR", [current]) == {current.id}
    assert queries.to_compare("KE", [current]) == set()
    actions.compare(actor=actor("fr.bureau"), key_id=queries.row_of(current.id).pk, now=NOW)
    assert queries.to_compare("FR", [current]) == set() and queries.to_compare("JP", [current]) == {current.id}


def test_keys_nobody_can_open_any_more_are_replaced_without_what_was_before(kenya: Keyring) -> None:
    sealed = sealing.seal(b"before", [kenya.current.sealing])
    actions.set_up_officer(actor=actor("ke.head"), passphrase=OTHER, is_lost=True, now=NOW)
    actions.revoke(actor=actor("ke.head"), reason=Reason.LOST, now=NOW)
    with pytest.raises(NotForThisKey):
        opened("ke.head", OTHER).unseal(sealed)


def test_the_systems_own_keys_are_a_file_outside_the_database(cast: None, settings: object) -> None:
    ring = installation.automatic()
    assert ring.bureau == "GS" and ring.current.role == "automatic"
    assert installation.automatic().current.id == ring.current.id and Key.objects.count() == 1
    Key.objects.all().delete()
    assert installation.automatic().current.id == ring.current.id


def test_posts_that_read_no_messages_hold_no_ring(kenya: Keyring) -> None:
    actions.set_up_officer(actor=actor("ke.border"), passphrase=OTHER, now=NOW)
    assert Officer.objects.get(username="ke.border").posts == [Post.FRONTLINE]
    with pytest.raises(NotWaiting):
        actions.admit(actor=actor("ke.head"), keyring=kenya, officer_id=officer("ke.border").pk, now=NOW)
