"""The operations of the API: which method at which address takes and answers what."""

import msgspec

from comity.checks.api import Hints, HitOut, JudgementIn, StepIn
from comity.checks.asgi import TYPES_LIST
from comity.checks.engine.answer import Answer
from comity.checks.engine.passengers.streaming import End, OfList, OfPassenger
from comity.checks.engine.question import Question
from comity.compliance.api import AnswerIn, CaseOut, CasePage
from comity.judgements.api import JudgementEnd, JudgementOut
from comity.records.api import RecordPage, RecordShown, RecordStated, Withdrawal
from comity.saved_checks.api import SavedCheckIn, SavedCheckOut, SavedCheckPage, SavedStepIn
from comity.wiring.described import Operation, Parameter
from comity.wiring.described_consents import CONSENTS
from comity.wiring.described_desk import DESK
from comity.wiring.described_diffusions import DIFFUSIONS
from comity.wiring.described_keys import KEYS
from comity.wiring.described_messages import MESSAGES
from comity.wiring.described_notices import NOTICES
from comity.wiring.described_protection import PROTECTIONS

CHECKS = (
    Operation(
        method="post",
        path="/api/v1/checks",
        name="ask",
        summary="Ask every database that the token may ask, once",
        question=Question,
        answer=Answer,
        errors=(401, 403, 413, 415, 422, 429, 503),
    ),
    Operation(
        method="post",
        path="/api/v1/checks/batch",
        name="askMany",
        summary="Ask many times: JSON lines in, JSON lines out, same order, one outcome for each line",
        question=Question,
        answer=Answer,
        lines=True,
        errors=(401, 403, 413, 415, 429, 503),
    ),
    Operation(
        method="post",
        path="/api/v1/checks/passenger-list",
        name="askList",
        summary="Check a passenger list, CSV or UN/EDIFACT PAXLST: JSON lines out, one or more for each passenger, in "
        "the order of the list; then what is wrong with the list itself, and a last line, without which the answer "
        "was cut off",
        answer=OfPassenger | OfList | End,
        lines=True,
        files=tuple(sorted(TYPES_LIST)),
        errors=(401, 403, 413, 415, 422, 429),
        parameters=(
            Parameter("purpose", "Why the list is checked."),
            Parameter("place", "Where; at most 200 characters."),
            Parameter("silent", "true where the sources are told of no hit."),
        ),
    ),
)

_RECORD = (Parameter("record_id", "The record's id.", in_path=True),)
_PURPOSE = Parameter("purpose", "What the look is for; records of others may be open to some purposes only.")

RECORDS = (
    Operation(
        method="get",
        path="/api/v1/records",
        name="listRecords",
        summary="Records that the token's holder may see, the latest first",
        answer=RecordPage,
        errors=(401, 404, 422, 503),
        parameters=(
            _PURPOSE,
            Parameter("database", "Only this database."),
            Parameter("source", "Only records of this bureau."),
            Parameter("kind", "Only this kind."),
            Parameter("status", "active, held, withdrawn, blocked or expired; others than active only of one's own."),
            Parameter("reference", "Only references that begin so; only of one's own."),
            Parameter("after", "The `next` of the page before."),
            Parameter("limit", "How many, 1 to 200; 50 by default."),
        ),
    ),
    Operation(
        method="post",
        path="/api/v1/records",
        name="addRecord",
        summary="Add a record of the token's bureau",
        question=RecordStated,
        answer=RecordShown,
        status=201,
        errors=(401, 403, 409, 413, 415, 422, 503),
    ),
    Operation(
        method="get",
        path="/api/v1/records/{record_id}",
        name="readRecord",
        summary="Read one record",
        answer=RecordShown,
        errors=(401, 404, 422, 503),
        parameters=(*_RECORD, _PURPOSE),
    ),
    Operation(
        method="put",
        path="/api/v1/records/{record_id}",
        name="updateRecord",
        summary="State a record anew; with `version`, only if that is still the latest",
        question=RecordStated,
        answer=RecordShown,
        errors=(401, 403, 404, 409, 413, 415, 422, 503),
        parameters=_RECORD,
    ),
    Operation(
        method="delete",
        path="/api/v1/records/{record_id}",
        name="withdrawRecord",
        summary="Withdraw a record: checks no longer find it",
        question=Withdrawal,
        answer=RecordShown,
        errors=(401, 403, 404, 409, 413, 415, 422, 503),
        parameters=_RECORD,
    ),
)


ALIKE = (
    Operation(
        method="post",
        path="/api/v1/records/alike",
        name="findAlike",
        summary="What may already be recorded of what you are about to add; nothing is added, nothing held back",
        question=RecordStated,
        answer=Hints,
        errors=(401, 403, 413, 415, 422, 503),
    ),
)


class HitPage(msgspec.Struct):
    """At most 500 hits: the newest first, or with `after` in the order in which they changed, so that the rest follows.

    `next` is what to give as `after` next time. Who always does, and asks again at once after a full page, sees every
    hit and every change of one; a hit that has changed again comes again.
    """

    hits: list[HitOut]
    next: str


_HIT = (Parameter("hit_id", "The hit's id.", in_path=True),)

HITS = (
    Operation(
        method="get",
        path="/api/v1/hits",
        name="listHits",
        summary="Hits of the token's bureau or service, the newest first; with after, what has changed since",
        answer=HitPage,
        errors=(401, 403, 422, 503),
        parameters=(
            Parameter("side", "source or asking."),
            Parameter("state", "Only in this state."),
            Parameter(
                "after", "Only changed since: what the last answer gave as next, or at first a moment with its zone."
            ),
        ),
    ),
    Operation(
        method="get",
        path="/api/v1/hits/{hit_id}",
        name="readHit",
        summary="Read one hit",
        answer=HitOut,
        errors=(401, 403, 404, 503),
        parameters=_HIT,
    ),
    Operation(
        method="post",
        path="/api/v1/hits/{hit_id}/steps",
        name="takeStep",
        summary="Take one of the steps that the hit offers",
        question=StepIn,
        answer=HitOut,
        errors=(401, 403, 404, 409, 413, 415, 422, 503),
        parameters=_HIT,
    ),
)

_SAVED = (Parameter("saved_check_id", "The saved check's id.", in_path=True),)

SAVED_CHECKS = (
    Operation(
        method="get",
        path="/api/v1/saved-checks",
        name="listSavedChecks",
        summary="Checks that the token has saved, those that met something new first",
        answer=SavedCheckPage,
        errors=(401, 403, 422, 503),
        parameters=(
            Parameter("state", "running, ended or expired."),
            Parameter("page", "The `next` of the page before."),
        ),
    ),
    Operation(
        method="post",
        path="/api/v1/saved-checks",
        name="saveCheck",
        summary="Save a check: it is asked again whenever something changed, until its last day",
        question=SavedCheckIn,
        answer=SavedCheckOut,
        status=201,
        errors=(401, 403, 409, 413, 415, 422, 503),
    ),
    Operation(
        method="get",
        path="/api/v1/saved-checks/{saved_check_id}",
        name="readSavedCheck",
        summary="Read one saved check, with what was told of it",
        answer=SavedCheckOut,
        errors=(401, 403, 404, 503),
        parameters=_SAVED,
    ),
    Operation(
        method="post",
        path="/api/v1/saved-checks/{saved_check_id}/steps",
        name="stepSavedCheck",
        summary="Renew it, end it, take it over, or note what was told",
        question=SavedStepIn,
        answer=SavedCheckOut,
        errors=(401, 403, 404, 409, 413, 415, 422, 503),
        parameters=_SAVED,
    ),
)

_JUDGEMENT = (Parameter("judgement_id", "The judgement's id, from an answer's `set_aside`.", in_path=True),)

JUDGEMENTS = (
    Operation(
        method="post",
        path="/api/v1/judgements",
        name="judge",
        summary="Remember that the traveller of a check is not a person whom it found possible; nothing lists these",
        question=JudgementIn,
        answer=JudgementOut,
        status=201,
        errors=(401, 403, 404, 409, 413, 415, 422, 503),
    ),
    Operation(
        method="get",
        path="/api/v1/judgements/{judgement_id}",
        name="readJudgement",
        summary="Read one judgement of the token's bureau",
        answer=JudgementOut,
        errors=(401, 403, 404, 503),
        parameters=_JUDGEMENT,
    ),
    Operation(
        method="post",
        path="/api/v1/judgements/{judgement_id}/withdrawal",
        name="withdrawJudgement",
        summary="Withdraw a judgement: the next check shows the record again",
        question=JudgementEnd,
        answer=JudgementOut,
        errors=(401, 403, 404, 409, 413, 415, 422, 503),
        parameters=_JUDGEMENT,
    ),
)

_CASE = (Parameter("review_id", "The case's id.", in_path=True),)

CASES = (
    Operation(
        method="get",
        path="/api/v1/cases",
        name="listCases",
        summary="Requests of the token's bureau that are or were in review, those with a question to answer first",
        answer=CasePage,
        errors=(401, 403, 422, 503),
        parameters=(Parameter("page", "The `next` of the page before."),),
    ),
    Operation(
        method="get",
        path="/api/v1/cases/{review_id}",
        name="readCase",
        summary="Read one case: where it stands, what is asked, and the letter once it is decided",
        answer=CaseOut,
        errors=(401, 403, 404, 503),
        parameters=_CASE,
    ),
    Operation(
        method="post",
        path="/api/v1/questions/{question_id}/answer",
        name="answerQuestion",
        summary="Answer a question of the reviewers",
        question=AnswerIn,
        answer=CaseOut,
        errors=(401, 403, 404, 409, 413, 415, 422, 503),
        parameters=(Parameter("question_id", "The question's id, from its case.", in_path=True),),
    ),
)

OPERATIONS = (
    *(*CHECKS, *RECORDS, *ALIKE, *HITS, *JUDGEMENTS, *SAVED_CHECKS, *CASES),
    *(*PROTECTIONS, *NOTICES, *DIFFUSIONS, *KEYS, *MESSAGES, *CONSENTS, *DESK),
)
