"""The pages and the API: a diffusion from draft to answer and recall, and no trace of it for who was not sent it."""

import json
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from comity.core.databases import DATABASES
from comity.core.levels import Level
from comity.core.purposes import PURPOSES
from comity.diffusions import actions as diffusions
from comity.diffusions import queries
from comity.diffusions.models import Delivery, Diffusion
from comity.network import actions as network
from comity.network.appointments import Reach, TokenTerms
from comity.network.rules import COMMAND
from comity.records import actions as records
from comity.testing.loading import desk
from comity.testing.requests import BLUE, PURPLE, RED
from comity.testing.stage import Stage
from tests.diffusions.conftest import MACHINE, REASON

API = "/api/v1/diffusions"


def system(stage: Stage, bureau: str = "FR") -> Client:
    """A bureau's own system, with a token that reads and writes."""
    reach = Reach(databases=frozenset(DATABASES), purposes=frozenset(PURPOSES), clearance=Level.RESTRICTED)
    terms = TokenTerms(name="Case system", reach=reach, expires_at=stage.now + timedelta(days=9), may_write=True)
    issued = network.issue_token(actor=COMMAND, bureau=bureau, terms=terms, now=stage.now)
    return Client(headers={"host": "localhost", "authorization": f"Bearer {issued.text}"})


def call(client: Client, method: str, address: str, body: Any = None) -> Any:
    data = b"" if body is None else json.dumps(body).encode()
    return client.generic(method, address, data, content_type="application/json")


def drafted(client: Client, colour: str = "blue", content: dict[str, Any] = BLUE, **more: Any) -> dict[str, Any]:
    answer = call(client, "POST", API, {"colour": colour, "content": content, "recipients": ["KE"]} | more)
    assert answer.status_code == 201, answer.content
    made: dict[str, Any] = answer.json()
    assert answer["Location"] == f"{API}/{made['id']}"
    return made


def step(client: Client, made: dict[str, Any], verb: str, **more: Any) -> Any:
    return call(client, "POST", f"{API}/{made['id']}/steps", {"verb": verb} | more)


def screened(stage: Stage, **more: Any) -> Diffusion:
    """A blue one of France's to Kenya, let out by the machine."""
    france = system(stage)
    made = drafted(france, **more)
    assert step(france, made, "send").json()["status"] == "submitted"
    diffusions.deliver(actor=MACHINE, diffusion_id=made["id"], now=stage.now)
    return Diffusion.objects.get(pk=made["id"])


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode()))


def test_what_names_nobody_goes_out_at_once(stage: Stage) -> None:
    client = system(stage)
    made = drafted(client, "purple", PURPLE, names_nobody=True)
    sent = step(client, made, "send").json()
    assert (sent["status"], sent["route"]) == ("delivered", "direct")
    assert [one["recipient"] for one in sent["deliveries"]] == ["KE"]


def test_without_saying_that_it_names_nobody_it_is_screened(stage: Stage) -> None:
    client = system(stage)
    assert step(client, drafted(client, "purple", PURPLE), "send").json()["status"] == "submitted"


def test_a_named_person_is_screened_and_its_recipient_reads_that_nobody_has_read_it(stage: Stage) -> None:
    made = screened(stage)
    kenya = stage.client("ke.bureau")
    page = text_of(kenya.get(f"/diffusions/{made.pk}/"))
    assert "Not yet reviewed" in page and "TOLVANDER" in page
    seen = call(kenya, "GET", f"{API}/{made.pk}").json()
    assert (seen["side"], seen["is_reviewed"], seen["content"]["person"]["family_name"]) == (
        "recipient",
        False,
        "Tolvander",
    )
    # What is for the review is not for them, nor is who else was sent it, nor the sender's own number.
    assert "background" not in seen["content"] and "recipients" not in seen and "route" not in seen
    assert "reference" not in seen["content"]["case"]
    diffusions.mark_reviewed(actor=stage.actor("gs.reviewer"), diffusion_id=made.pk, now=stage.now)
    assert "Not yet reviewed" not in text_of(kenya.get(f"/diffusions/{made.pk}/"))
    receipts = call(stage.client("fr.bureau"), "GET", f"{API}/{made.pk}").json()["deliveries"]
    assert receipts[0]["seen_at"]


def test_a_red_one_is_signed_held_released_answered_and_recalled(stage: Stage) -> None:
    france, kenya = stage.client("fr.bureau"), stage.client("ke.bureau")
    made = drafted(system(stage), "red", RED, is_urgent=True)
    missing = step(system(stage), made, "send")
    assert missing.status_code == 422
    assert {one["field"] for one in missing.json()["errors"]} == {"assurances.1", "assurances.2"}
    assert step(system(stage), made, "sign", number=1).status_code == 409
    assert "This assurance is not signed" in text_of(france.post(f"/diffusions/{made['id']}/send"))
    for number in (1, 2):
        assert france.post(f"/diffusions/{made['id']}/sign", {"number": str(number)}).status_code == 302
    assert "Signed by Loïc Marchandeau" in text_of(france.get(f"/diffusions/{made['id']}/"))
    assert france.post(f"/diffusions/{made['id']}/send").status_code == 302
    diffusions.hold(actor=MACHINE, diffusion_id=made["id"], reasons=["C-13"], now=stage.now)
    held = text_of(france.get(f"/diffusions/{made['id']}/"))
    assert "Held for review" in held and "C-13" not in held and "arrest or a restriction" not in held
    assert "C-13" in text_of(stage.client("gs.reviewer").get(f"/diffusions/{made['id']}/"))
    assert call(kenya, "GET", f"{API}/{made['id']}").status_code == 404
    diffusions.release(actor=stage.actor("gs.duty"), diffusion_id=made["id"], now=stage.now)
    page = text_of(kenya.get(f"/diffusions/{made['id']}/"))
    assert "presumed innocent" in page and "not an arrest warrant" in page
    answered = kenya.post(f"/diffusions/{made['id']}/report", {"kind": "located", "text": "At a hotel.", "place": ""})
    assert answered.status_code == 302
    assert "At a hotel." in text_of(france.get(f"/diffusions/{made['id']}/"))
    diffusions.recall(
        actor=stage.actor("gs.reviewer"), diffusion_id=made["id"], code="REFUGEE", reason=REASON, now=stage.now
    )
    page = text_of(kenya.get(f"/diffusions/{made['id']}/"))
    assert "Do not use it" in page and "TOLVANDER" not in page and "Tolvander" not in page and REASON not in page
    told = call(kenya, "GET", f"{API}/{made['id']}").json()
    assert told["code"] == "NOT_COMPLIANT" and "content" not in told and told["steps"] == ["acknowledge"]
    wrong = kenya.post(f"/diffusions/{made['id']}/acknowledge", {"done": "deleted", "on": "soon"})
    assert wrong.status_code == 422
    assert step(system(stage, "KE"), made, "acknowledge", done="never_copied").status_code == 200
    assert not queries.unacknowledged().exists()


def test_many_are_sent_at_once_and_each_has_its_answer(stage: Stage) -> None:
    client = system(stage)
    good = {"colour": "blue", "content": BLUE, "recipients": ["KE"]}
    lines = [
        good,
        {**good, "recipients": []},
        {**good, "colour": "mauve"},
        "not an object",
        {**good, "recipients": ["BR"]},
    ]
    body = b"\n".join(json.dumps(line).encode() for line in lines)
    answer = client.generic("POST", f"{API}/batch", body, content_type="application/x-ndjson")
    said = [json.loads(line) for line in answer.content.splitlines()]
    assert [one.get("status", one.get("refusal")) for one in said] == [
        "submitted",
        "invalid",
        "not_found",
        "invalid",
        "submitted",
    ]
    assert said[1]["errors"][0]["field"] == "recipients"
    batch = set(Diffusion.objects.values_list("batch", flat=True))
    assert len(batch) == 1 and None not in batch
    first, second = Diffusion.objects.order_by("pk")
    diffusions.hold(actor=MACHINE, diffusion_id=first.pk, reasons=["C-39"], now=stage.now)
    second.refresh_from_db()
    assert (second.status, second.holds, second.is_screened) == ("held", ["bulk"], False)
    assert list(queries.awaiting_screening()) == [second]
    diffusions.hold(actor=MACHINE, diffusion_id=second.pk, reasons=["C-12"], now=stage.now)
    second.refresh_from_db()
    assert second.holds == ["bulk", "C-12"] and not queries.awaiting_screening()


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"", "application/x-ndjson", 422),
        (b"{}\n" * 201, "application/x-ndjson", 422),
        (b"{}", "text/plain", 415),
        (b"x" * (3 << 20), "application/x-ndjson", 413),
    ],
)
def test_a_bad_batch_is_refused_whole(stage: Stage, body: bytes, content_type: str, status: int) -> None:
    answer = system(stage).generic("POST", f"{API}/batch", body, content_type=content_type)
    assert answer.status_code == status and answer["Content-Type"].startswith("application/problem+json")
    assert not Diffusion.objects.exists()


OUTSIDERS = ["br.bureau", "br.dpo", "ke.border", "fr.border", "gs.administrator", "gs.translator", "gs.secretary"]
STEP = {"done": "never_copied", "kind": "located", "text": "x", "reason": REASON}
CHANGING = re.compile(r"csrfmiddlewaretoken\" value=\"[^\"]*|datetime=\"[^\"]*|nonce-[^'\"]*|hx-headers='[^']*'")


def plain(answer: Any) -> tuple[int, str]:
    text = CHANGING.sub("", answer.content.decode())
    return answer.status_code, re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "<id>", text)


@pytest.mark.parametrize("ends", ["delivered", "recalled", "held"])
def test_who_was_not_sent_it_learns_nothing(stage: Stage, ends: str) -> None:
    """Every list, page and address stays byte for byte as it was; the one is answered as one that never existed."""
    clients = {name: stage.client(name) for name in OUTSIDERS}
    addresses = ["/diffusions/", "/diffusions/?box=sent", "/diffusions/?box=overseen", API, f"{API}?box=overseen", "/"]
    before = {name: [plain(client.get(one)) for one in addresses] for name, client in clients.items()}
    if ends == "held":
        france = system(stage)
        made = drafted(france)
        step(france, made, "send")
        found = diffusions.hold(actor=MACHINE, diffusion_id=made["id"], reasons=["C-36"], now=stage.now)
        clients["ke.bureau"] = stage.client("ke.bureau")
        before["ke.bureau"] = [plain(clients["ke.bureau"].get(one)) for one in addresses]
    else:
        found = screened(stage)
    if ends == "recalled":
        actor = stage.actor("gs.reviewer")
        diffusions.recall(actor=actor, diffusion_id=found.pk, code="ART2", reason=REASON, now=stage.now)
    for name, client in clients.items():
        assert [plain(client.get(one)) for one in addresses] == before[name], name
        for address in ("/diffusions/{}/", API + "/{}"):
            assert plain(client.get(address.format(found.pk))) == plain(client.get(address.format(uuid4()))), name
        for verb in ("acknowledge", "report", "withdraw", "send", "sign"):
            real, none = (client.post(f"/diffusions/{one}/{verb}", STEP) for one in (found.pk, uuid4()))
            assert plain(real) == plain(none), (name, verb)
    brazil = system(stage, "BR")
    for verb in ("acknowledge", "report", "withdraw", "send", "sign"):
        real, none = (call(brazil, "POST", f"{API}/{one}/steps", {"verb": verb} | STEP) for one in (found.pk, uuid4()))
        assert plain(real) == plain(none) and real.status_code == 404, verb
    assert not Delivery.objects.filter(seen_at__isnull=False).exists()


PERSON = {"name": "Ilva Marette Tolvander", "birth_date": "1979-03-21"}


def notices(stage: Stage, token: str, purpose: str) -> list[Any]:
    stage.follow()
    answer = stage.ask_api(stage.tokens[token], {"purpose": purpose, "person": PERSON})
    return [notice for one in answer["answers"] for match in one["matches"] for notice in match.get("notices", [])]


def test_only_the_checks_of_its_recipients_find_it_and_only_while_it_stands(stage: Stage) -> None:
    kenya = ("Passenger control, Tana airport", "wanted_person")
    brazil = ("Vehicle register", "security_check")
    made = drafted(france := system(stage))
    step(france, made, "send")
    assert notices(stage, *kenya) == []
    diffusions.deliver(actor=MACHINE, diffusion_id=made["id"], now=stage.now)
    mark = {"colour": "blue", "number": made["number"]}
    assert notices(stage, *kenya) == [mark | {"kind": "unreviewed"}]
    assert notices(stage, *brazil) == []
    diffusions.mark_reviewed(actor=stage.actor("gs.reviewer"), diffusion_id=made["id"], now=stage.now)
    assert notices(stage, *kenya) == [mark | {"kind": "diffusion"}]
    page = text_of(
        stage.client("ke.bureau").post(
            "/checks/", {"question": "Ilva Marette Tolvander, 1979-03-21", "purpose": "locate"}
        )
    )
    assert f"Blue diffusion {made['number']}" in page
    step(france, made, "withdraw", reason=REASON)
    assert notices(stage, *kenya) == []


def test_what_its_source_states_of_the_record_meanwhile_is_not_what_is_found(stage: Stage) -> None:
    made = drafted(france := system(stage))
    step(france, made, "send")
    record = Diffusion.objects.get(pk=made["id"]).record
    assert record
    values = {"kind": "suspect", "name": "Somebody Elseman", "birth_dates": ["1990-01-01"]}
    records.update(actor=desk("FR"), record_id=record, values=values, now=stage.now)
    diffusions.deliver(actor=MACHINE, diffusion_id=made["id"], now=stage.now)
    assert len(notices(stage, "Passenger control, Tana airport", "wanted_person")) == 1


def typed(content: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A request as an officer types it into the form."""
    said: dict[str, Any] = {"do": "save", "level": "official_use_only"}
    for group, fields in content.items():
        entries = fields if isinstance(fields, list) else [fields]
        if isinstance(fields, list):
            said[f"{group}-entries"] = str(len(entries))
        for place, entry in enumerate(entries):
            at = f"{group}-{place}" if isinstance(fields, list) else group
            said |= {f"{at}-{name}": _as_text(value) for name, value in entry.items()}
    return said | more


def _as_text(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, list) and len(value) > 1 else value[0] if isinstance(value, list) else str(value)


def test_an_officer_writes_one_in_the_browser_and_sends_it(stage: Stage) -> None:
    client = stage.client("fr.bureau")
    choices = text_of(client.get("/diffusions/write/"))
    assert "Blue diffusion" in choices and "Silver diffusion" not in choices and "special diffusion" not in choices
    assert client.get("/diffusions/write/blue/").status_code == 200
    written = client.post("/diffusions/write/blue/", typed(BLUE, recipients=["KE", "JP"], is_urgent="on"))
    assert written.status_code == 302, text_of(written)[:3000]
    [made] = Diffusion.objects.all()
    assert (made.recipients, made.is_urgent, made.status) == (["KE", "JP"], True, "draft")
    assert made.content == {**BLUE, "person": made.content["person"]}
    page = client.get(written["Location"])
    assert "Tolvander" in text_of(page) and f"/diffusions/{made.pk}/change/" in page.content.decode()
    assert client.post(f"/diffusions/{made.pk}/send").status_code == 302
    made.refresh_from_db()
    assert made.status == "submitted"
    assert client.get(f"/diffusions/{made.pk}/change/").status_code == 302


def test_what_cannot_be_read_is_named_beside_its_field_and_nothing_is_lost(stage: Stage) -> None:
    client = stage.client("fr.bureau")
    wrong = typed(BLUE, **{"person-birth_dates": "soon", "recipients": [], "ends_on": "2020-01-01"})
    answer = client.post("/diffusions/write/blue/", wrong)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Where does she live" in page and 'href="#id_person-birth_dates"' in page and 'href="#id_ends_on"' in page
    assert not Diffusion.objects.exists()


def test_what_is_missing_is_named_when_it_is_sent(stage: Stage) -> None:
    client = stage.client("fr.bureau")
    client.post("/diffusions/write/blue/", typed({"person": BLUE["person"]}))
    made = Diffusion.objects.get()
    refused = client.post(f"/diffusions/{made.pk}/send")
    assert refused.status_code == 422 and "A diffusion needs recipients" in text_of(refused)
    again = client.get(f"/diffusions/{made.pk}/change/?missing").content.decode()
    assert 'href="#id_recipients"' in again and 'href="#id_case-facts"' in again and "Tolvander" in again


def test_one_more_charge_is_added_without_losing_what_was_typed(stage: Stage) -> None:
    client = stage.client("fr.bureau")
    page = client.post("/diffusions/write/red/", typed(RED, recipients=["KE"]) | {"do": "add:charges"}).content.decode()
    assert 'name="charges-1-law"' in page and "Sold eleven forged titles" in page
    assert not Diffusion.objects.exists()
