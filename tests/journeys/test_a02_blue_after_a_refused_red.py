"""A-02: a red notice is refused, so the country asks where the person is by a blue one."""

from comity.compliance.rules import Verdict
from comity.notices import actions as notices
from comity.notices.actions import Asked
from comity.notices.models import Notice
from comity.testing.requests import BLUE, changed
from comity.testing.stage import Stage
from tests.compliance.conftest import FACTS, decide, refused, review_of, rules_found, screen, sent, stage

__all__ = ["stage"]

QUESTION = changed(BLUE, case={"reference": "BR-2026-40", "facts": FACTS})


def blue(stage: Stage) -> Notice:
    asked = Asked(content=QUESTION)
    made = notices.draft(actor=stage.actor("br.bureau"), colour="blue", asked=asked, now=stage.now)
    notices.submit(actor=stage.actor("br.bureau"), notice_id=made.pk, now=stage.now)
    screen(stage)
    made.refresh_from_db()
    return made


def test_a02_the_blue_notice_is_read_by_two_who_see_the_refusal(stage: Stage) -> None:
    refused(stage)
    notice = blue(stage)
    assert notice.state == "in_review"
    assert {"C-36", "C-38"} <= rules_found(notice.pk)
    assert review_of(notice.pk).opinions_needed == 2
    decide(stage, notice.pk, Verdict.REFUSE, codes=("SAME_AGAIN",))
    notice.refresh_from_db()
    assert notice.state == "refused"
    assert stage.client("ke.bureau").get(f"/notices/{notice.pk}/").status_code == 404


def test_a02_the_same_question_as_a_diffusion_is_not_delivered_by_the_machine(stage: Stage) -> None:
    refused(stage)
    diffusion = sent(stage, QUESTION, colour="blue")
    assert diffusion.status == "held"
    assert stage.client("ke.bureau").get(f"/diffusions/{diffusion.pk}/").status_code == 404


def test_a02_without_a_refusal_the_machine_delivers_it_and_a_person_reads_it_after(stage: Stage) -> None:
    diffusion = sent(stage, QUESTION, colour="blue")
    assert diffusion.status == "delivered", rules_found(diffusion.pk)
    screen(stage)
    review = review_of(diffusion.pk)
    assert (review.matter, review.state) == ("delivered", "waiting")
    decide(stage, diffusion.pk, Verdict.REFUSE, codes=("NO_INTEREST",))
    diffusion.refresh_from_db()
    assert diffusion.status == "recalled"
    page = stage.client("ke.bureau").get(f"/diffusions/{diffusion.pk}/").content.decode()
    assert "Tolvander" not in page
