"""The pages and the API of reviews: who sees what, what is said of mistakes, and what a requester never reads."""

from typing import Any

import pytest
from django.test import Client

from comity.compliance import actions as compliance
from comity.compliance.models import Opinion, Question, Review
from comity.compliance.rules import FACTORS, Verdict
from comity.testing.stage import Stage
from tests.compliance.conftest import JOURNALIST, REASONS, asked, decide, review_of, screened, take


def opinion_data(review: Review, **more: Any) -> dict[str, Any]:
    """What a reviewer sends from the page: every question answered, nothing against it."""
    data = {"seen": str(review.screening_id), "verdict": "accept", "reasons": REASONS}
    for finding in review.screening.findings:
        if finding["outcome"] == "hold":
            data |= {f"remains-{finding['rule']}": "no", f"words-{finding['rule']}": "Read and answered."}
    data |= {f"factor-{name}": "Weighed: nothing speaks for it." for name in FACTORS}
    return data | {"conclusion": "ordinary", "what_is_new": "Nothing."} | more


def test_a_reviewer_takes_the_next_and_decides_on_the_page(stage: Stage) -> None:
    notice = screened(stage, asked(background=JOURNALIST))
    review = review_of(notice.pk)
    for username in ("gs.reviewer", "gs.reviewer2"):
        client = stage.client(username)
        assert client.get("/compliance/?tab=waiting").status_code == 200
        taken = client.post("/compliance/next")
        assert taken.headers["Location"] == f"/compliance/reviews/{review.pk}/"
        page = client.get(taken.headers["Location"])
        assert page.status_code == 200
        assert "Tolvander" in page.content.decode()
        assert "Predominance test" in page.content.decode()
        sent = client.post(taken.headers["Location"], opinion_data(review))
        assert sent.status_code == 302, sent.context["form"].errors
    notice.refresh_from_db()
    assert notice.state == "published"
    explained = stage.client("gs.publisher").get(f"/compliance/decisions/{review.pk}/")
    assert "C-23" in explained.content.decode()
    assert REASONS in explained.content.decode()


def test_what_is_missing_is_said_beside_its_field_and_nothing_is_lost(stage: Stage) -> None:
    screened(stage, asked(background=JOURNALIST))
    review = take(stage, "gs.reviewer")
    client = stage.client("gs.reviewer")
    data = opinion_data(review, **{"words-C-23": "", "reasons": "Too short"})
    page = client.post(f"/compliance/reviews/{review.pk}/", data)
    assert page.status_code == 422
    form = page.context["form"]
    assert {"words-C-23", "reasons"} <= set(form.errors)
    assert "Weighed: nothing speaks for it." in page.content.decode()
    assert not Opinion.objects.exists()


def test_a_page_without_a_verdict_is_no_opinion(stage: Stage) -> None:
    screened(stage)
    review = take(stage, "gs.reviewer")
    page = stage.client("gs.reviewer").post(f"/compliance/reviews/{review.pk}/", {})
    assert page.status_code == 422


@pytest.mark.parametrize("username", ["gs.reviewer2", "gs.duty", "gs.publisher", "ccf.member"])
def test_what_is_in_other_hands_is_not_read(stage: Stage, username: str) -> None:
    screened(stage)
    review = take(stage, "gs.reviewer")
    page = stage.client(username).get(f"/compliance/reviews/{review.pk}/")
    assert page.status_code in (403, 404)
    assert "Tolvander" not in page.content.decode()


@pytest.mark.parametrize("username", ["br.bureau", "ke.bureau", "fr.border", "gs.administrator", "fr.delegate"])
def test_the_queue_is_for_reviewers(stage: Stage, username: str) -> None:
    screened(stage)
    assert stage.client(username).get("/compliance/").status_code == 403


def test_the_queue_names_nobody(stage: Stage) -> None:
    screened(stage)
    for tab in ("waiting", "release", "mine"):
        assert "Tolvander" not in stage.client("gs.reviewer").get(f"/compliance/?tab={tab}").content.decode()


def test_the_requester_answers_and_reads_its_letter_and_nothing_else(stage: Stage) -> None:
    notice = screened(stage)
    review = take(stage, "gs.reviewer")
    reviewer = stage.client("gs.reviewer")
    reviewer.post(f"/compliance/reviews/{review.pk}/ask", {"text": "Which court tried it?"})
    question = Question.objects.get()
    client = stage.client("br.bureau")
    assert "Which court tried it?" in client.get(f"/compliance/ours/{review.pk}/").content.decode()
    empty = client.post(f"/compliance/questions/{question.pk}/answer", {})
    assert empty.status_code == 422
    name = f"{str(question.pk)[:8]}-answer"
    assert client.post(f"/compliance/questions/{question.pk}/answer", {name: "The third."}).status_code == 302
    compliance.give_back(actor=stage.actor("gs.reviewer"), review_id=review.pk, reason="Absent.", now=stage.now)
    decide(
        stage, notice.pk, Verdict.REFUSE, codes=("FACTS",), told="The role is missing.", reasons=REASONS + " Secret."
    )
    for page in ("/compliance/ours/", f"/compliance/ours/{review.pk}/", "/"):
        text = client.get(page).content.decode()
        for hidden in ("Secret", "C-36", "Aroha", "Taras", "tombstone", "measure"):
            assert hidden not in text
    assert "The role is missing." in client.get(f"/compliance/ours/{review.pk}/").content.decode()


@pytest.mark.parametrize("username", ["ke.bureau", "fr.head", "gs.translator"])
def test_a_case_of_another_bureau_is_not_there(stage: Stage, username: str) -> None:
    notice = screened(stage)
    page = stage.client(username).get(f"/compliance/ours/{review_of(notice.pk).pk}/")
    assert page.status_code in (403, 404)


def test_the_api_says_what_the_page_says(stage: Stage) -> None:
    notice = screened(stage)
    token = stage.tokens["Vehicle register"]
    review = take(stage, "gs.reviewer")
    compliance.ask(actor=stage.actor("gs.reviewer"), review_id=review.pk, text="Which court?", now=stage.now)
    client = Client(headers={"host": "localhost", "authorization": f"Bearer {token}"})
    [case] = client.get("/api/v1/cases").json()["cases"]
    assert (case["subject"], case["state"]) == (str(notice.pk), "asked")
    assert set(case) <= {"id", "matter", "subject", "state", "made_at", "colour", "reference", "questions"}
    question = case["questions"][0]["id"]
    wrong = client.post(f"/api/v1/questions/{question}/answer", {"answer": ""}, content_type="application/json")
    assert wrong.status_code == 422
    done = client.post(
        f"/api/v1/questions/{question}/answer", {"answer": "The third."}, content_type="application/json"
    )
    assert done.json()["state"] == "in_review"
    other = Client(headers={"host": "localhost", "authorization": f"Bearer {stage.tokens['Passport register']}"})
    assert other.get(f"/api/v1/cases/{case['id']}").status_code in (403, 404)
    assert other.get("/api/v1/cases").json().get("cases", []) == []
    assert client.get("/api/v1/cases?page=x").status_code == 422


def test_a_published_notice_is_opened_again_on_new_information(stage: Stage) -> None:
    notice = screened(stage)
    decide(stage, notice.pk)
    client = stage.client("gs.reviewer")
    assert client.get(f"/compliance/notices/{notice.pk}/doubt/").status_code == 200
    assert client.post(f"/compliance/notices/{notice.pk}/doubt/", {"why": ""}).status_code == 422
    sent = client.post(f"/compliance/notices/{notice.pk}/doubt/", {"why": "A court acquitted them."})
    assert sent.status_code == 302
    decide(stage, notice.pk, Verdict.REFUSE, codes=("NE_BIS",))
    notice.refresh_from_db()
    assert notice.state == "cancelled"


def test_the_commission_reads_why_and_changes_nothing(stage: Stage) -> None:
    notice = screened(stage)
    decide(stage, notice.pk, Verdict.REFUSE, codes=("FACTS",))
    client = stage.client("ccf.member")
    page = client.get(f"/compliance/decisions/{review_of(notice.pk).pk}/")
    assert page.status_code == 200
    assert "Hedwig" in page.content.decode()
    assert client.post("/compliance/next").status_code == 403
