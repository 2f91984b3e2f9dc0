"""Keys of others: taken as told the first time, then held fast. Another in its place is not used uncompared."""

import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from comity.client import Keyfile, KnownKeys, NotTrusted, told
from comity.client.keyfile import public
from comity.keys.engine.wrapping import Cost, WrongPassphrase

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
CHEAP = Cost(memory=64, passes=1, lanes=1)
PASSPHRASE = "nine made-up words in a row"


def _keyfile(folder: Path, bureau: str = "KE", generations: int = 1) -> Keyfile:
    made = Keyfile(folder / f"{bureau}.keys", CHEAP)
    made.begin(bureau, PASSPHRASE, NOW)
    for _ in range(generations - 1):
        made.renew(PASSPHRASE, NOW)
    return made


def test_a_keyfile_opens_with_its_passphrase_alone(tmp_path: Path) -> None:
    made = _keyfile(tmp_path)
    ring = made.open(PASSPHRASE)
    assert ring.bureau == "KE" and ring.current.generation == 1
    with pytest.raises(WrongPassphrase):
        made.open("another")
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600


def test_a_keyfile_is_never_written_over(tmp_path: Path) -> None:
    made = _keyfile(tmp_path)
    before = made.path.read_bytes()
    with pytest.raises(FileExistsError):
        made.begin("KE", PASSPHRASE, NOW)
    assert made.path.read_bytes() == before


def test_nothing_secret_lies_in_a_keyfile(tmp_path: Path) -> None:
    made = _keyfile(tmp_path, generations=3)
    bundle = made.open(PASSPHRASE).bundle
    text = made.path.read_text().lower()
    assert bundle.signing.hex() not in text and "age-secret-key" not in text and PASSPHRASE not in text
    assert all(secret.lower() not in text for secret in bundle.sealing)


def test_renewed_keys_open_what_the_old_ones_did(tmp_path: Path) -> None:
    made = _keyfile(tmp_path, generations=3)
    ring = made.open(PASSPHRASE)
    assert ring.current.generation == 3 and len(ring.bundle.sealing) == 3
    assert [public(one).generation for one in made.generations()] == [1, 2, 3]


def test_a_changed_keyfile_does_not_open(tmp_path: Path) -> None:
    made, other = _keyfile(tmp_path), _keyfile(tmp_path, "BR")
    said, strange = (json.loads(one.path.read_text()) for one in (made, other))
    made.path.write_text(json.dumps(said | {"keys": strange["keys"]}))
    with pytest.raises(Exception, match="do not belong"):
        made.open(PASSPHRASE)


def test_a_chain_is_taken_the_first_time_and_kept(tmp_path: Path) -> None:
    chain = _keyfile(tmp_path, generations=2).generations()
    known = KnownKeys(tmp_path / "known.json")
    assert [key.generation for key in known.accept("KE", "messages", chain)] == [1, 2]
    again = KnownKeys(tmp_path / "known.json")
    assert again.fingerprints() == {"KE messages": public(chain[-1]).fingerprint}
    assert again.accept("KE", "messages", chain)[-1].id == chain[-1].id


def test_two_programs_know_keys_together(tmp_path: Path) -> None:
    first, second = (KnownKeys(tmp_path / "known.json") for _ in range(2))
    first.accept("KE", "messages", _keyfile(tmp_path).generations())
    second.accept("BR", "messages", _keyfile(tmp_path, "BR").generations())
    assert set(KnownKeys(tmp_path / "known.json").fingerprints()) == {"KE messages", "BR messages"}
    with pytest.raises(NotTrusted):
        second.accept("KE", "messages", _other(tmp_path))


def test_a_new_key_that_the_known_one_signed_is_taken(tmp_path: Path) -> None:
    made, known = _keyfile(tmp_path), KnownKeys()
    known.accept("KE", "messages", made.generations())
    made.renew(PASSPHRASE, NOW)
    made.renew(PASSPHRASE, NOW)
    assert known.accept("KE", "messages", made.generations())[-1].generation == 3


def _other(folder: Path, bureau: str = "KE", generations: int = 1) -> list[told.Key]:
    (folder / "other").mkdir()
    return _keyfile(folder / "other", bureau, generations).generations()


def test_another_key_in_place_of_a_known_one_is_not_used(tmp_path: Path) -> None:
    known = KnownKeys()
    known.accept("KE", "messages", _keyfile(tmp_path).generations())
    with pytest.raises(NotTrusted) as found:
        known.accept("KE", "messages", other := _other(tmp_path))
    assert found.value.fingerprint == public(other[-1]).fingerprint
    assert known.accept("KE", "messages", Keyfile(tmp_path / "KE.keys").generations()), "what was known still is"


def test_a_new_key_that_the_known_one_did_not_sign_is_not_used_until_it_was_compared(tmp_path: Path) -> None:
    made, known = _keyfile(tmp_path), KnownKeys()
    known.accept("KE", "messages", made.generations())
    strange = _other(tmp_path, generations=2)[1]
    told_of = [*made.generations(), strange]
    with pytest.raises(NotTrusted):
        known.accept("KE", "messages", told_of)
    with pytest.raises(NotTrusted):
        known.compared("KE", "messages", told_of, public(made.generations()[0]).fingerprint)
    taken = known.compared("KE", "messages", told_of, public(strange).fingerprint)
    assert taken[-1].id == strange.id
    assert known.accept("KE", "messages", told_of)[-1].id == strange.id


def test_a_known_key_that_is_left_out_is_noticed(tmp_path: Path) -> None:
    chain, known = _keyfile(tmp_path, generations=2).generations(), KnownKeys()
    known.accept("KE", "messages", chain)
    for shorter in (chain[:1], []):
        with pytest.raises(NotTrusted):
            known.accept("KE", "messages", shorter)


@pytest.mark.parametrize("field", ["statement", "own_signature"])
def test_a_statement_that_its_key_did_not_sign_is_no_key(tmp_path: Path, field: str) -> None:
    [one] = _keyfile(tmp_path).generations()
    for place in (0, 20, 60):
        data = bytearray(getattr(one, field))
        data[place] ^= 1
        with pytest.raises(NotTrusted):
            KnownKeys().accept("KE", "messages", [msgspec.structs.replace(one, **{field: bytes(data)})])


def test_one_bureaus_key_is_not_anothers(tmp_path: Path) -> None:
    chain = _keyfile(tmp_path, "BR").generations()
    for bureau, role in (("KE", "messages"), ("BR", "automatic")):
        with pytest.raises(NotTrusted):
            KnownKeys().accept(bureau, role, chain)


def test_a_file_that_is_none_is_not_taken_for_empty(tmp_path: Path) -> None:
    path = tmp_path / "known.json"
    path.write_text('{"keys": {}}')
    with pytest.raises(ValueError, match="known keys"):
        KnownKeys(path)
