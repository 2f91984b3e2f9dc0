"""The operations of keys: for systems that seal and verify by themselves, and keep their bureau's keys."""

from comity.keys.api import KeyIn, KeyOut, KeyPage
from comity.wiring.described import Operation, Parameter

KEYS = (
    Operation(
        method="get",
        path="/api/v1/keys",
        name="listKeys",
        summary="Public keys of bureaus, every generation, with the statements and signatures that link them",
        answer=KeyPage,
        errors=(401, 403, 422, 503),
        parameters=(
            Parameter("bureaus", "Codes of bureaus, apart by commas; at most 250."),
            Parameter("role", "messages (by default), compliance or automatic."),
        ),
    ),
    Operation(
        method="post",
        path="/api/v1/keys",
        name="registerKey",
        summary="Register a key that the token's bureau made and keeps itself; the current key has signed it",
        question=KeyIn,
        answer=KeyOut,
        status=201,
        errors=(401, 403, 409, 413, 415, 422, 503),
    ),
)
