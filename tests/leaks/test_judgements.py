"""What Kenya remembers of a namesake, nobody else learns: for the source of the record, for other bureaus and for the
Secretariat, every surface stays byte for byte what it was, whatever Kenya decides, checks, reads and takes back."""

from collections.abc import Sequence
from difflib import unified_diff
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from django.test import Client

from comity.checks import queries
from comity.checks.models import Hit, Look
from comity.judgements import actions as judgements
from comity.judgements.models import Judgement
from comity.network.rules import Right
from tests.judgements.conftest import ASKED, NAME, NUMBER, TOKEN, Crossing, crossing, stage, zone
from tests.leaks import test_matrix
from tests.leaks.test_matrix import POSTS, plain

__all__ = ["crossing", "stage"]

OTHERS = [username for username in POSTS if not username.startswith("ke.")]
# One of each kind of eye: the source's frontline, desk, head and controller; another bureau; those who oversee.
EYES = ["fr.border", "fr.bureau", "fr.head", "fr.dpo", "br.bureau", "gs.duty", "gs.administrator", "ccf.member"]
SYSTEMS = ["Passenger control, Port-Lacour", "Passport register", "Vehicle register"]
TYPED = f"{NAME}, 1981-03-04"


def by_token(crossing: Crossing, name: str) -> Client:
    return Client(headers={"host": "localhost", "authorization": f"Bearer {crossing.stage.tokens[name]}"})


def surfaces(client: Client, crossing: Crossing, check: UUID) -> dict[str, str]:
    """Everything of the record, the check and its hit that can be asked for."""
    record, hit = crossing.record.pk, Hit.objects.get(check_made=check).pk
    addresses = [f"/hits/{hit}/", f"/records/{record}/", f"/records/{record}/looks/", f"/api/v1/records/{record}"]
    addresses += [
        f"/api/v1/hits/{hit}",
        "/api/v1/hits?after=2026-01-01T00:00:00Z",
        f"/checks/{check}/{record}/not-the-person",
    ]
    # The whole ledger is the administrator's and the Commission's: ids and verbs. A bureau reads its own.
    # (By their own entries readers would differ from themselves: opening a record leaves one.)
    verbs = ("check.made", "hit.judged", "judgement.remembered", "judgement.read", "judgement.withdrawn")
    addresses += [f"/ledger/?verb={verb}" for verb in verbs]
    addresses += ["/saved-checks/", "/api/v1/saved-checks"]
    shown = {address: plain(client.get(address).content.decode()) for address in addresses}
    typed = ("\n".join(zone(crossing.stage.now.date())), TYPED)
    asked = {text: client.post("/checks/", {"question": text, "purpose": "border_control"}) for text in typed}
    every = {address: plain(page) for address, page in test_matrix.lists(client).items()}
    return every | shown | {text: plain(response.content.decode()) for text, response in asked.items()}


def answers(crossing: Crossing, name: str) -> str:
    said = crossing.stage.ask_batch(crossing.stage.tokens[name], [dict(ASKED)])
    return plain(msgspec.json.encode(said).decode())


def everything(crossing: Crossing, check: UUID, usernames: Sequence[str] = EYES) -> dict[str, Any]:
    """What officers and systems that are not Kenya's see. Their own checks are not ingested in between."""
    seen: dict[str, Any] = {}
    for username in usernames:
        client = crossing.stage.client(username)
        seen[username] = surfaces(client, crossing, check)
        if crossing.stage.actor(username).may(Right.RUN_INSTALLATION) or username == "ccf.member":
            for address in [address for address in seen[username] if address.startswith("/ledger/")]:
                assert NAME not in seen[username][address] and NUMBER not in seen[username].pop(address)
    for name in SYSTEMS:
        client = by_token(crossing, name)
        seen[name] = {"hits": plain(client.get("/api/v1/hits").content.decode()), "batch": answers(crossing, name)}
    return seen


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Who sees what differently, line by line."""
    return [
        f"{who} {address} {line}"
        for who in after
        for address in before[who]
        for line in unified_diff(before[who][address].splitlines(), after[who][address].splitlines(), n=0)
    ]


def test_nobody_else_sees_a_trace(crossing: Crossing) -> None:
    check = crossing.possible()
    before = everything(crossing, check)
    hits, looks, change = Hit.objects.count(), Look.objects.count(), queries.last_change()
    judgement = crossing.judge(check)
    token = crossing.stage.tokens[TOKEN]
    assert crossing.stage.ask_api(token, dict(ASKED))["outcome"] == "no_hit"
    now = crossing.stage.now
    judgements.open_judgement(actor=crossing.stage.actor("ke.head"), judgement_id=judgement.pk, now=now)
    assert not differences(before, everything(crossing, check))
    judgements.withdraw(actor=crossing.stage.actor("ke.head"), judgement_id=judgement.pk, reason="Mixed up.", now=now)
    crossing.stage.follow()
    assert not differences(before, everything(crossing, check, ["fr.bureau", "fr.dpo"]))
    assert (Hit.objects.count(), Look.objects.count(), queries.last_change()) == (hits, looks, change)


def test_the_second_crossing_makes_no_hit_and_no_look(crossing: Crossing) -> None:
    crossing.judge()
    told = list(Hit.objects.values()), list(Look.objects.values())
    crossing.ask()
    assert (list(Hit.objects.values()), list(Look.objects.values())) == told


@pytest.mark.parametrize("username", OTHERS)
def test_for_others_a_judgement_is_as_one_that_never_was(crossing: Crossing, username: str) -> None:
    judgement = crossing.judge()
    client = crossing.stage.client(username)
    for address in ("/judgements/{}/", "/api/v1/judgements/{}"):
        present, absent = client.get(address.format(judgement.pk)), client.get(address.format(uuid4()))
        assert present.status_code == absent.status_code and present.status_code in (403, 404)
        assert plain(present.content.decode()) == plain(absent.content.decode())
    address = "/judgements/{}/withdraw"
    present, absent = (client.post(address.format(one), {"reason": "Because."}) for one in (judgement.pk, uuid4()))
    assert present.status_code == absent.status_code and present.status_code in (403, 404)
    assert plain(present.content.decode()) == plain(absent.content.decode())
    assert Judgement.objects.get().withdrawn_at is None


@pytest.mark.parametrize("username", ["fr.bureau", "fr.head", "br.bureau", "gs.duty"])
def test_for_others_a_check_to_judge_is_as_one_that_never_was(crossing: Crossing, username: str) -> None:
    check = crossing.possible()
    client = crossing.stage.client(username)
    addresses = [f"/checks/{one}/{crossing.record.pk}/not-the-person" for one in (check, uuid4())]
    present, absent = (client.get(address) for address in addresses)
    assert present.status_code == absent.status_code and present.status_code in (403, 404)
    assert plain(present.content.decode()) == plain(absent.content.decode())


def test_the_same_test_sees_what_kenya_sees(crossing: Crossing) -> None:
    """A surface that shows nothing to anybody would pass above: here it must differ."""
    check = crossing.possible()
    client = crossing.stage.client("ke.bureau")
    before = surfaces(client, crossing, check)
    crossing.judge(check)
    after = surfaces(client, crossing, check)
    zone_typed = "\n".join(zone(crossing.stage.now.date()))
    assert before[zone_typed] != after[zone_typed]
    assert before[TYPED] == after[TYPED], "without the document, the record is shown"
