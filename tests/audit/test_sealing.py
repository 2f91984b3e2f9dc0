"""Seals, their anchored copies, and proofs."""

import json
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DataError, connection, transaction
from msgspec.structs import replace

from comity.audit import actions as audit
from comity.audit import anchor, keys, queries, rules, sealing
from comity.audit.engine import merkle
from comity.audit.models import Entry, Node, Seal
from comity.core.errors import NotFound
from tests.audit.conftest import NOW, event


def write(*numbers: int) -> None:
    with transaction.atomic():
        audit.write_many([event(number) for number in numbers])


def test_numbers_have_no_gap_and_entries_keep_their_order(db: None) -> None:
    write(5, 6)
    write()
    write(7)
    assert list(Entry.objects.order_by("seq").values_list("seq", "subject")) == [
        (1, "pebble-5"),
        (2, "pebble-6"),
        (3, "pebble-7"),
    ]


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_leave_no_gap() -> None:
    def work(number: int) -> None:
        for step in range(10):
            write(number * 100 + step)
        connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(Entry.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 61))


@pytest.mark.django_db(transaction=True)
def test_bulk_needs_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        audit.write_many([event(1)])


def test_what_the_database_refuses_in_bulk_is_known_as_its_refusal(db: None) -> None:
    """Whoever asked tells a database that went away from a fault of ours by the kind of the error alone."""
    with pytest.raises(DataError), transaction.atomic():
        audit.write_many([event(1, bureau="F" * 400)])


def test_a_seal_signs_the_root_of_everything_and_is_anchored(db: None, ledger_folder: Path) -> None:
    write(*range(700))
    seal = sealing.seal_ledger(NOW)
    assert seal is not None
    leaves = [bytes(leaf) for leaf in Entry.objects.order_by("seq").values_list("leaf", flat=True)]
    root = merkle.root(700, lambda level, index: merkle.fold(leaves[index << level : (index + 1) << level]))
    assert (seal.size, bytes(seal.root)) == (700, root)
    public = keys.public_keys()[seal.key]
    assert keys.is_signed(public, bytes(seal.signature), rules.seal_bytes(700, root, NOW, seal.key))
    assert not keys.is_signed(public, bytes(seal.signature), rules.seal_bytes(701, root, NOW, seal.key))
    (line,) = (ledger_folder / "seals" / "2026-05-03.jsonl").read_text().splitlines()
    assert json.loads(line)["root"] == root.hex()
    assert sealing.seal_ledger(NOW) is None, "nothing new: no seal"
    assert list(Node.objects.order_by("index").values_list("level", "index")) == [(1, 0), (1, 1)]


def test_secrets_are_readable_by_their_owner_only(db: None, ledger_folder: Path) -> None:
    write(1)
    sealing.seal_ledger(NOW)
    for name in ("ledger_entries", "ledger_seals"):
        assert (ledger_folder / "keys" / name).stat().st_mode & 0o777 == 0o600


def test_sealing_in_steps_gives_the_roots_of_sealing_at_once(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    write(*range(600))
    monkeypatch.setattr(sealing, "AT_MOST", 250)
    sizes = []
    while seal := sealing.seal_ledger(NOW):
        sizes.append(seal.size)
        assert bytes(seal.root) == merkle.root(seal.size, queries.tree.Reader())
    assert sizes == [250, 500, 600]


def test_a_seal_that_a_crash_kept_from_its_file_is_anchored_by_the_next(db: None, ledger_folder: Path) -> None:
    for number in range(3):
        write(number)
        sealing.seal_ledger(NOW + timedelta(seconds=number))
    path = ledger_folder / "seals" / "2026-05-03.jsonl"
    whole = path.read_bytes()
    lines = whole.splitlines(keepends=True)
    path.write_bytes(lines[0] + lines[1][:40])  # the power went while the second was written
    assert anchor.head() == 1
    assert sealing.seal_ledger(NOW) is None
    assert path.read_bytes() == whole


def test_the_order_of_lines_survives_a_clock_that_steps_back(db: None, ledger_folder: Path) -> None:
    for number, day in enumerate((1, -1, 1)):
        write(number)
        sealing.seal_ledger(NOW + timedelta(days=day))
    assert [getattr(line, "size", None) for line in anchor.read(99)] == [1, 2, 3]
    assert [path.name for path in (ledger_folder / "seals").iterdir()] == ["2026-05-04.jsonl"]


def test_no_seal_is_signed_over_entries_that_are_no_longer_those_sealed(db: None) -> None:
    write(*range(300))
    sealing.seal_ledger(NOW)
    write(300)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER ALL")
        cursor.execute("UPDATE audit_entry SET leaf = %s WHERE seq = 290", [b"\x00" * 32])
    with pytest.raises(sealing.LedgerBroken):
        sealing.seal_ledger(NOW)
    assert Seal.objects.count() == 1


def test_every_entry_has_its_proof(db: None) -> None:
    write(*range(300))
    sealing.seal_ledger(NOW)
    for seq in (1, 2, 255, 256, 257, 299, 300):
        proof = queries.inclusion(seq)
        assert queries.is_proved(proof)
        assert json.loads(proof.data)[0] == seq
    assert not queries.is_proved(replace(proof, data=proof.data.replace("pebble", "gravel")))
    assert not queries.is_proved(replace(proof, seq=299))
    assert not queries.is_proved(replace(proof, signature="00" * 64))
    assert not queries.is_proved(replace(proof, key="0" * 16))


def test_an_entry_without_a_seal_has_no_proof_yet(db: None) -> None:
    write(1)
    with pytest.raises(queries.NotYetSealed):
        queries.inclusion(1)
    with pytest.raises(NotFound):
        queries.inclusion(2)


def test_two_seals_are_proved_to_be_one_ledger(db: None) -> None:
    write(*range(300))
    sealing.seal_ledger(NOW)
    write(*range(300, 900))
    sealing.seal_ledger(NOW)
    proof = queries.consistency(300, 900)
    path = [bytes.fromhex(step) for step in proof.path]
    old, new = bytes.fromhex(proof.old_root), bytes.fromhex(proof.new_root)
    assert merkle.is_consistent(300, 900, old, new, path)
    with pytest.raises(NotFound):
        queries.consistency(300, 901)


def test_proofs_read_a_handful_of_tiles_at_any_size(db: None, django_assert_max_num_queries: object) -> None:
    write(*range(3000))
    sealing.seal_ledger(NOW)
    with django_assert_max_num_queries(7):  # type: ignore[operator]
        queries.inclusion(1234)
