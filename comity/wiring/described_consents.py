"""The operations of consent and disclosure: statements that were signed before they come."""

from comity.messages.api.beside import ConsentOut, ConsentPage, Disclosed, DisclosureIn, StatementIn
from comity.wiring.described import Operation, Parameter

CONSENTS = (
    Operation(
        method="get",
        path="/api/v1/consents",
        name="listConsents",
        summary="What the token's bureau asked to pass on, and what it is asked; the latest first, at most 200",
        answer=ConsentPage,
        errors=(401, 403, 422, 503),
        parameters=(Parameter("waiting", "true for what the bureau is asked and has not answered."),),
    ),
    Operation(
        method="post",
        path="/api/v1/consents",
        name="askConsent",
        summary="Ask who wrote a message whether it may be passed on; the same question again changes nothing",
        question=StatementIn,
        answer=ConsentOut,
        status=201,
        errors=(401, 403, 404, 409, 413, 415, 422, 503),
    ),
    Operation(
        method="post",
        path="/api/v1/consents/{consent_id}/replies",
        name="answerConsent",
        summary="Say yes or no to a question; a later no takes an earlier yes back",
        question=StatementIn,
        answer=ConsentOut,
        status=201,
        errors=(401, 403, 404, 409, 413, 415, 422, 503),
        parameters=(Parameter("consent_id", "The question's id.", in_path=True),),
    ),
    Operation(
        method="post",
        path="/api/v1/messages/{message_id}/disclosures",
        name="discloseMessage",
        summary="Hand a message to compliance, sealed for it; every other party sees that it was disclosed",
        question=DisclosureIn,
        answer=Disclosed,
        status=201,
        errors=(401, 403, 404, 409, 413, 415, 422, 503),
        parameters=(Parameter("message_id", "The message's id.", in_path=True),),
    ),
)
