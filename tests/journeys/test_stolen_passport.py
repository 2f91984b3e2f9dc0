"""The story of the tour: a stolen passport is scanned on every face, and its source confirms."""

import msgspec
from click.testing import CliRunner

from comity.audit.models import Entry
from comity.checks.models import Check, Hit, Look
from comity.testing import tour
from comity.testing.stage import Stage
from comity.wiring.cli.check import check

PURPOSE = "border_control"


def test_an_officer_scans_a_stolen_passport_and_the_source_confirms(stage: Stage) -> None:
    officer = stage.client("ke.border")
    page = officer.post("/checks/", {"question": "\n".join(tour.stolen_zone()), "purpose": PURPOSE, "place": "Desk 4"})
    assert page.status_code == 200
    said = page.content.decode()
    assert 'data-outcome="hit"' in said
    assert "Reported stolen by France on" in said
    assert "This is not an arrest request." in said
    assert "Contact the source before any measure." in said

    stage.ingest()
    hit = Hit.objects.get()
    assert (hit.source_id, hit.asking_id, hit.state) == ("FR", "KE", "open")

    desk = stage.client("fr.bureau")
    listed = desk.get("/hits/").content.decode()
    assert str(hit.pk) in listed
    assert "Desk 4" not in listed
    opened = desk.get(f"/hits/{hit.pk}/").content.decode()
    assert "Kenya" in opened
    assert "Desk 4" not in opened, "the place is the asking side's to release"
    assert "Tana" not in opened, "the name of a service is a place too"
    assert desk.post(f"/hits/{hit.pk}/confirm", {"reason": ""}).status_code == 302

    hit.refresh_from_db()
    assert hit.state == "confirmed"
    seen = officer.get(f"/hits/{hit.pk}/").content.decode()
    assert "Confirmed" in seen
    assert "Reported stolen by France on" in seen

    released = officer.post(f"/hits/{hit.pk}/release_place", {"reason": ""})
    assert released.status_code == 302
    assert "Desk 4" in desk.get(f"/hits/{hit.pk}/").content.decode()
    assert officer.post(f"/hits/{hit.pk}/acted", {"reason": "Document kept."}).status_code == 302
    hit.refresh_from_db()
    assert hit.state == "action_taken"
    verbs = list(Entry.objects.filter(subject=str(hit.pk)).order_by("seq").values_list("verb", flat=True))
    assert [verb for verb in verbs if verb != "hit.read"] == ["hit.answered", "hit.place_released", "hit.answered"]


def test_the_same_question_has_the_same_answer_on_every_face(stage: Stage) -> None:
    question = {"purpose": PURPOSE, "mrz": tour.stolen_zone()}
    token = stage.tokens["Passenger control, Tana airport"]
    by_api = stage.ask_api(token, question)
    [by_batch] = stage.ask_batch(token, [question])
    by_command = _by_command(token, "--mrz", *tour.stolen_zone(), "--purpose", PURPOSE)
    assert _told(by_api) == _told(by_batch) == _told(by_command)
    assert by_api["outcome"] == "hit"

    stage.ingest()
    faces = set(Check.objects.values_list("face", flat=True))
    assert faces == {"api", "batch", "command"}
    assert Hit.objects.count() == 3
    assert Look.objects.filter(source="FR", bureau="KE").count() == 3
    assert Entry.objects.filter(verb="check.made").count() == 3


def test_the_source_opted_out_is_not_told(stage: Stage) -> None:
    from comity.network.models import Bureau

    Bureau.objects.filter(pk="FR").update(hits_not_wanted=["travel_documents"])
    stage.ask_api(stage.tokens["Passenger control, Tana airport"], {"purpose": PURPOSE, "mrz": tour.stolen_zone()})
    stage.ingest()
    hit = Hit.objects.get()
    assert str(hit.pk) not in stage.client("fr.bureau").get("/hits/").content.decode()
    assert stage.client("fr.bureau").get(f"/hits/{hit.pk}/").status_code == 404
    assert str(hit.pk) in stage.client("ke.bureau").get("/hits/").content.decode()


def _by_command(token: str, *arguments: str) -> dict[str, object]:
    done = CliRunner().invoke(check, [*arguments, "--token", token, "--json"])
    assert done.exit_code == 1, done.output
    answer: dict[str, object] = msgspec.json.decode(done.stdout)
    return answer


def _told(answer: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in answer.items() if name not in ("check", "at")}
