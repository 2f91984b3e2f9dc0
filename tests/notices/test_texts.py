"""Free texts in four languages: asked for, taken, put, shown once they are ready."""

from datetime import timedelta

import pytest

from comity.core.errors import Invalid, NotAllowed, NotFound
from comity.notices import actions as notices
from comity.notices import manifests, queries, rules
from comity.notices.actions.translating import Taken
from comity.notices.manifests import reading, words
from comity.notices.models import Notice, Text
from comity.testing.requests import RED, red
from comity.testing.stage import Stage
from tests.notices.conftest import MACHINE, publish, submit


def translate(stage: Stage, notice: Notice, language: str) -> None:
    for text in list(queries.to_translate(stage.actor("gs.translator"), language=language).filter(notice=notice)):
        notices.approve_text(
            actor=stage.actor("gs.translator"), text_id=text.pk, text=f"{language}: {text.of}", now=stage.now
        )


def test_each_free_text_waits_once_for_each_other_language(stage: Stage) -> None:
    notice = publish(stage)
    waiting = queries.to_translate(stage.actor("gs.translator"))
    assert {one.language for one in waiting} == {"ar", "fr", "es"}
    assert {one.place for one in waiting} == {
        "case.facts", "case.international", "charges[0].offence", "charges[0].facts",
    }  # fmt: skip
    assert notice.languages == ["en"]


def test_a_notice_stands_in_a_language_once_all_its_texts_do(stage: Stage) -> None:
    notice = publish(stage)
    translate(stage, notice, "fr")
    notice.refresh_from_db()
    assert notice.languages == ["en", "fr"]
    assert queries.texts(notice, "fr")["charges[0].facts"].startswith("fr: Sold")
    assert queries.texts(notice, "es") == {}


def test_publication_waits_for_english(stage: Stage) -> None:
    notice = submit(stage, language="es")
    notices.take_for_review(actor=MACHINE, notice_id=notice.pk, now=stage.now)
    reviewers = [stage.actor(name).id for name in ("gs.reviewer", "gs.reviewer2")]
    with pytest.raises(rules.TextsMissing):
        notices.publish(actor=stage.actor("gs.reviewer"), notice_id=notice.pk, reviewers=reviewers, now=stage.now)
    translate(stage, notice, "en")
    done = notices.publish(actor=stage.actor("gs.reviewer"), notice_id=notice.pk, reviewers=reviewers, now=stage.now)
    assert done.languages == ["en", "es"]


def test_a_text_that_changed_is_translated_anew_and_the_others_stay(stage: Stage) -> None:
    notice = publish(stage)
    translate(stage, notice, "fr")
    asked = notices.Asked(content=red(charges={"facts": "Sold twelve forged titles and received the price."}))
    notices.amend(actor=stage.actor("br.bureau"), notice_id=notice.pk, asked=asked, assured=(1, 2), now=stage.now)
    reviewers = [stage.actor(name).id for name in ("gs.reviewer", "gs.reviewer2")]
    notices.accept_change(actor=stage.actor("gs.reviewer"), notice_id=notice.pk, reviewers=reviewers, now=stage.now)
    waiting = queries.to_translate(stage.actor("gs.translator"), language="fr")
    assert [one.place for one in waiting] == ["charges[0].facts"]
    notice.refresh_from_db()
    assert notice.languages == ["en"]


def test_two_translators_do_not_write_at_once(stage: Stage) -> None:
    publish(stage)
    first, second = stage.actor("gs.translator"), stage.actor("gs.translator")
    second = type(second)(
        **{name: getattr(second, name) for name in second.__struct_fields__} | {"id": "officer:another"}
    )
    text = queries.to_translate(first).first()
    assert text is not None
    notices.take_text(actor=first, text_id=text.pk, now=stage.now)
    with pytest.raises(Taken):
        notices.take_text(actor=second, text_id=text.pk, now=stage.now)
    notices.take_text(actor=second, text_id=text.pk, now=stage.now + timedelta(hours=9))
    with pytest.raises(Taken):
        notices.save_text(actor=first, text_id=text.pk, text="Mine.", now=stage.now + timedelta(hours=10))


def test_a_translation_is_whole_and_of_what_is_said_now(stage: Stage) -> None:
    publish(stage)
    actor = stage.actor("gs.translator")
    text = queries.to_translate(actor).filter(place="case.facts").first()
    assert text is not None
    with pytest.raises(Invalid):
        notices.approve_text(actor=actor, text_id=text.pk, text="", now=stage.now)
    with pytest.raises(Invalid):
        notices.approve_text(actor=actor, text_id=text.pk, text="Bref.", now=stage.now)
    with pytest.raises(rules.Changed):
        notices.approve_text(actor=actor, text_id=text.pk, text=text.of, of="Something else.", now=stage.now)
    notices.save_text(actor=actor, text_id=text.pk, text="Bref.", now=stage.now)
    assert Text.objects.get(pk=text.pk).state == "draft"


def test_only_translators_see_the_queue_and_nothing_above_their_clearance(stage: Stage) -> None:
    submit(stage)
    assert not queries.to_translate(stage.actor("gs.translator")).exists()
    for username in ("br.bureau", "gs.reviewer", "gs.administrator"):
        with pytest.raises(NotAllowed):
            queries.to_translate(stage.actor(username))
    publish(stage, red(case={"reference": "BR-3"}), level="restricted")
    hidden = Text.objects.first()
    assert hidden is not None
    with pytest.raises(NotFound):
        notices.take_text(actor=stage.actor("gs.translator"), text_id=hidden.pk, now=stage.now)


def test_what_a_notice_says_in_words() -> None:
    content, _problems = reading.read(manifests.get("red"), RED)
    said = dict(words.facts(manifests.get("red"), content))
    assert dict(said["Charges 1"])["Maximum penalty"] == "8 years"
    assert dict(said["The person"])["Nationalities"] == ["Sweden (SWE)"]
    assert dict(said["Arrest warrant or judicial decision"])["Issued by a judicial authority"] == "Yes"
    [charge] = [one for one in words.sections(manifests.get("red"), content, texts={"charges[0].offence": "Fraude"})
                if one.place == 1]  # fmt: skip
    assert charge.facts[0].value == "Fraude"
