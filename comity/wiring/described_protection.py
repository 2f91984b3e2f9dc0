"""The operations of the blind registers: for the systems of authorities that grant protection."""

from comity.protection.api import Lifted, LiftIn, ProtectionIn, Receipts, Registered
from comity.wiring.described import Operation

PROTECTIONS = (
    Operation(
        method="get",
        path="/api/v1/protections",
        name="listProtections",
        summary="The receipts of the token's bureau, the latest first: numbers and days, no names",
        answer=Receipts,
        errors=(401, 403, 422, 503),
    ),
    Operation(
        method="post",
        path="/api/v1/protections",
        name="registerProtected",
        summary="Register a person whom the bureau's country protects against requests of other members",
        question=ProtectionIn,
        answer=Registered,
        status=201,
        errors=(401, 403, 413, 415, 422, 503),
    ),
    Operation(
        method="post",
        path="/api/v1/protections/lift",
        name="liftProtection",
        summary="End registrations of the token's bureau: by a receipt, or by naming the person again",
        question=LiftIn,
        answer=Lifted,
        errors=(401, 403, 404, 409, 413, 415, 422, 503),
    ),
)
