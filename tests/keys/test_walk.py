"""Whatever order holders come and go in: who holds the ring opens everything, who was removed opens nothing later."""

from random import Random
from uuid import UUID

import pytest

from comity.keys import actions, queries
from comity.keys.engine import sealing
from comity.keys.engine.ring import Bundle, Keyring, bundle_from
from comity.keys.engine.sealing import NotForThisKey
from comity.keys.models import Holder, Key, Ring
from comity.keys.rules import Reason
from tests.keys.conftest import NOW, PASSPHRASE, actor, officer

PEOPLE = ("ke.head", "ke.bureau", "ke.dpo")
STEPS = 40


class Bureau:
    """Kenya, what was sealed for it, and what each officer could have copied while they held the ring."""

    def __init__(self) -> None:
        self.ids: dict[str, UUID] = {name: officer(name).pk for name in PEOPLE}
        self.secrets = {
            name: actions.open_own_key(actor=actor(name), passphrase=PASSPHRASE, now=NOW) for name in PEOPLE
        }
        self.letters: list[tuple[int, bytes]] = []
        self.copied: dict[str, Bundle] = {}

    def opened(self, name: str) -> Keyring | None:
        row = Holder.objects.filter(officer=self.ids[name], ring__bureau="KE").first()
        current = queries.current("KE")
        assert current is not None
        if row is None:
            return None
        return Keyring.of(current, bundle_from(sealing.unseal(bytes(row.sealed), [self.secrets[name]])))

    def held(self) -> dict[str, Keyring]:
        return {name: ring for name in PEOPLE if (ring := self.opened(name)) is not None}

    def write(self) -> None:
        current = queries.current("KE")
        assert current is not None
        self.letters.append((current.generation, sealing.seal(b"letter", [current.sealing])))

    def check(self) -> None:
        held = self.held()
        assert held
        for name, ring in held.items():
            assert all(ring.unseal(sealed) == b"letter" for _generation, sealed in self.letters), name
            self.copied[name] = ring.bundle
        latest = max((generation for generation, _sealed in self.letters), default=0)
        for name in set(self.copied) - set(held):
            for generation, sealed in self.letters:
                if generation == latest and generation == _current():
                    with pytest.raises(NotForThisKey):
                        sealing.unseal(sealed, self.copied[name].sealing)


def _current() -> int:
    current = queries.current("KE")
    assert current is not None
    return current.generation


def _step(bureau: Bureau, random: Random) -> None:
    held = bureau.held()
    managers = [name for name in held if name != "ke.bureau"]
    if not managers:
        return
    name = random.choice(managers)
    who, ring = actor(name), held[name]
    waiting = [one for one in PEOPLE if one not in held]
    others = [one for one in held if one != name and (one != "ke.head" or "ke.dpo" in held)]
    verb = random.choice(["rotate", "admit", "admit", "dismiss", "revoke", "sheet"])
    if verb == "rotate":
        actions.rotate(actor=who, keyring=ring, now=NOW)
    elif verb == "sheet":
        actions.renew_recovery(actor=who, keyring=ring, now=NOW)
    elif verb == "revoke":
        actions.revoke(actor=who, reason=Reason.SUSPECTED, keyring=ring, now=NOW)
    elif verb == "admit" and waiting:
        actions.admit(actor=who, keyring=ring, officer_id=bureau.ids[random.choice(waiting)], now=NOW)
    elif verb == "dismiss" and others:
        actions.dismiss(actor=who, keyring=ring, officer_id=bureau.ids[random.choice(others)], now=NOW)


@pytest.mark.parametrize("seed", range(3))
def test_holders_open_everything_and_who_was_removed_nothing_later(cast: None, seed: int) -> None:
    random = Random(seed)
    for name in PEOPLE:
        actions.set_up_officer(actor=actor(name), passphrase=PASSPHRASE, now=NOW)
    actions.found_bureau_keys(actor=actor("ke.head"), now=NOW)
    bureau = Bureau()
    for _ in range(STEPS):
        bureau.write()
        bureau.check()
        _step(bureau, random)
    keys = list(Key.objects.filter(ring__bureau="KE").order_by("generation"))
    assert [key.generation for key in keys] == list(range(1, len(keys) + 1)) and len(keys) > 5
    assert sum(key.is_current for key in keys) == 1 and Ring.objects.count() == 1
