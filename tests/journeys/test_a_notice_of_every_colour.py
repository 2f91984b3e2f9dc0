"""Every colour from its draft to its end, over HTTP: asked for, reviewed, seen by all, met by a check, taken back."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comity.compliance import jobs as screening
from comity.compliance.models import Review
from comity.core.databases import DATABASES
from comity.core.purposes import PURPOSES
from comity.network import actions as network
from comity.network.appointments import Reach, TokenTerms
from comity.network.rules import COMMAND
from comity.notices import actions as notices
from comity.notices import manifests
from comity.notices.models import Notice
from comity.testing import pictures
from comity.testing.requests import ALL, changed
from comity.testing.stage import Stage
from tests.compliance.conftest import FACTS
from tests.compliance.test_faces import opinion_data
from tests.notices.test_un_list import REFERENCE, found_at_the_border, load, without
from tests.notices.typed import typed_in

# Who asks for what in this story: each bureau for one or two colours.
ASKED_BY = {
    "red": "br.bureau", "blue": "fr.bureau", "green": "fr.bureau", "yellow": "jp.bureau", "black": "br.bureau",
    "purple": "br.bureau", "orange": "fr.bureau", "silver": "br.bureau", "art": "fr.bureau",
}  # fmt: skip
REVIEWERS = ("gs.reviewer", "gs.reviewer2", "gs.publisher", "gs.director")


def content_of(colour: str) -> dict[str, Any]:
    """The colour's made-up request, with facts on which nobody has to ask back."""
    whole = changed(ALL[colour])
    if "facts" in whole.get("case", {}) and manifests.get(colour).subject == "person":
        whole["case"]["facts"] = FACTS
    for charge in whole.get("charges", []):
        charge["facts"] = FACTS
    return whole


def draw_up(desk: Client, colour: str) -> Notice:
    """Drawn up in its form, with a photograph, signed where it must be, handed in."""
    begun = desk.post(f"/notices/new/{colour}/")
    notice_id = begun["Location"].split("/")[2]
    picture = SimpleUploadedFile("portrait.jpg", pictures.portrait("navy", "black").read(), "image/jpeg")
    form = f"/notices/{notice_id}/edit/"
    added = desk.post(form, typed_in(colour, content_of(colour), do="file") | {"photograph-file": picture})
    assert added.status_code == 302, added.context["form"].named
    version = Notice.objects.get(pk=notice_id).version
    sent = desk.post(form, typed_in(colour, content_of(colour), do="check", version=version))
    assert sent.status_code == 302, sent.context["form"].named
    assert desk.get(sent["Location"]).status_code == 200
    for assurance in manifests.get(colour).assurances[:2]:
        desk.post(f"/notices/{notice_id}/sign/{assurance.number}/")
    desk.post(f"/notices/{notice_id}/submit/")
    return Notice.objects.get(pk=notice_id)


def review(stage: Stage, notice: Notice) -> None:
    """The machine looks, then as many people as it takes agree, each on their page."""
    screening.screen_step(stage.now)
    notice.refresh_from_db()
    assert notice.state == "in_review", notice.findings
    for username in REVIEWERS:
        case = Review.objects.filter(subject=notice.pk).latest("made_at", "pk")
        if not case.is_open:
            break
        client = stage.client(username)
        taken = client.post("/compliance/next")
        if taken["Location"].endswith(f"{case.pk}/"):
            given = client.post(taken["Location"], opinion_data(case))
            assert given.status_code == 302, given.context["form"].errors
    notice.refresh_from_db()


@pytest.mark.parametrize("colour", list(ASKED_BY))
def test_from_draft_to_end(stage: Stage, colour: str) -> None:
    if manifests.get(colour).quota:
        notices.open_colour(
            actor=stage.actor("gs.director"), bureau="BR", colour=colour, basis="Pilot, 2025", now=stage.now
        )
    desk, other = stage.client(ASKED_BY[colour]), stage.client("ke.bureau")
    notice = draw_up(desk, colour)
    assert notice.state == "submitted"
    address = f"/notices/{notice.pk}/"
    assert other.get(address).status_code == 404
    review(stage, notice)
    assert (notice.state, notice.number) == ("published", f"{stage.now.year}/1")
    assert len(notice.reviewers) >= manifests.get(colour).reviewers
    page = other.get(address)
    assert page.status_code == 200
    assert notice.number in page.content.decode()
    assert address in other.get("/notices/").content.decode()
    assert other.get(f"{address}photographs/{notice.photographs.get().pk}")["Content-Type"] == "image/jpeg"
    token = token_of(stage, "KE")
    assert marked(stage, notice, token) == bool(manifests.get(colour).record(notice.content))
    desk.post(f"{address}withdraw/", {"reason": "The purpose is reached."})
    notice.refresh_from_db()
    assert notice.state == "withdrawn"
    assert other.get(address).status_code == 404
    assert not marked(stage, notice, token)


def marked(stage: Stage, notice: Notice, token: str) -> bool:
    """Whether a check of the subject meets it, and says which notice it is."""
    stage.follow()
    person, thing = notice.content.get("person", {}), notice.content.get("object", {})
    question: dict[str, Any] = {"purpose": "locate"}
    if person:
        born = person["birth_dates"][0]
        question |= {"person": {"name": f"{person['given_names']} {person['family_name']}", "birth_date": born}}
    elif thing:
        question |= {"work_of_art": {"title": thing["title"], "maker": thing["maker"]}}
    else:
        return False
    answers = stage.ask_api(token, question)["answers"]
    met = [one for answer in answers for match in answer.get("matches", []) for one in match.get("notices", [])]
    return {"colour": notice.colour, "number": notice.number} in met


def token_of(stage: Stage, bureau: str) -> str:
    """A key for a system that may ask everything and write."""
    reach = Reach(databases=frozenset(DATABASES), purposes=frozenset(PURPOSES))
    if bureau == "UNSC":
        reach = Reach(databases=frozenset({"persons"}), purposes=frozenset({"warning"}))
    terms = TokenTerms(name="System", reach=reach, may_write=True, expires_at=stage.now + timedelta(days=30))
    return network.issue_token(actor=COMMAND, bureau=bureau, terms=terms, now=stage.now).text


def test_a_listing_of_the_united_nations(stage: Stage) -> None:
    """It comes with the list, every member sees it, and it goes with the list."""
    load(stage)
    notice = Notice.objects.get(reference=REFERENCE)
    address = f"/notices/{notice.pk}/"
    client = stage.client("ke.border")
    page = client.get(address)
    assert page.status_code == 200
    assert REFERENCE in page.content.decode()
    assert found_at_the_border(stage) is not None
    load(stage, without(REFERENCE))
    assert client.get(address).status_code == 404
    assert found_at_the_border(stage) is None


def test_a_listing_that_is_on_no_list_goes_back(stage: Stage) -> None:
    """The committee's system may ask by itself as well, for what its own list holds."""
    token = token_of(stage, "UNSC")
    desk = Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})
    made = desk.post("/api/v1/notices", {"colour": "un", "content": ALL["un"]}, content_type="application/json").json()
    desk.post(f"/api/v1/notices/{made['id']}/steps", {"verb": "submit"}, content_type="application/json")
    screening.screen_step(stage.now)
    said = desk.get(f"/api/v1/notices/{made['id']}").json()
    assert said["state"] == "returned"
    assert [one["field"] for one in said["findings"]] == ["listing.un_reference"]
