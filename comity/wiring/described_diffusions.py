"""The operations of diffusions: what a bureau sends to bureaus of its choice, and what it receives."""

from comity.diffusions.api.views import DiffusionIn, DiffusionOut, DiffusionPage, DiffusionStepIn
from comity.diffusions.lines import LineOut
from comity.wiring import described_files
from comity.wiring.described import Operation, Parameter

_DIFFUSION = (Parameter("diffusion_id", "The diffusion's id.", in_path=True),)

DIFFUSIONS = (
    Operation(
        method="get",
        path="/api/v1/diffusions",
        name="listDiffusions",
        summary="Diffusions that the token's bureau received, or sent, the latest first, without their content",
        answer=DiffusionPage,
        errors=(401, 403, 422, 503),
        parameters=(
            Parameter("box", "received (unless said otherwise) or sent."),
            Parameter("status", "Only in this status: delivered, recalled, held ..."),
            Parameter("colour", "Only of this colour: red, blue ..."),
            Parameter("page", "The `next` of the page before."),
        ),
    ),
    Operation(
        method="post",
        path="/api/v1/diffusions",
        name="draftDiffusion",
        summary="Draft a diffusion; nobody else sees a draft, and it may be incomplete",
        question=DiffusionIn,
        answer=DiffusionOut,
        status=201,
        errors=(401, 403, 404, 413, 415, 422, 503),
    ),
    Operation(
        method="post",
        path="/api/v1/diffusions/batch",
        name="sendDiffusions",
        summary="Draft and send up to 200 diffusions at once; one line of answer for each, in order",
        question=DiffusionIn,
        answer=LineOut,
        lines=True,
        errors=(401, 403, 413, 415, 422, 503),
    ),
    Operation(
        method="get",
        path="/api/v1/diffusions/{diffusion_id}",
        name="readDiffusion",
        summary="Read one diffusion; its sender sees when a recipient first did",
        answer=DiffusionOut,
        errors=(401, 403, 404, 503),
        parameters=_DIFFUSION,
    ),
    Operation(
        method="put",
        path="/api/v1/diffusions/{diffusion_id}",
        name="changeDiffusion",
        summary="State a draft anew; what was signed must be signed again",
        question=DiffusionIn,
        answer=DiffusionOut,
        errors=(401, 403, 404, 409, 413, 415, 422, 503),
        parameters=_DIFFUSION,
    ),
    Operation(
        method="post",
        path="/api/v1/diffusions/{diffusion_id}/steps",
        name="stepDiffusion",
        summary="Send it, withdraw it, answer it, or say what became of one that was taken back",
        question=DiffusionStepIn,
        answer=DiffusionOut,
        errors=(401, 403, 404, 409, 413, 415, 422, 503),
        parameters=_DIFFUSION,
    ),
    *described_files.operations(
        described_files.Holder(
            path="/api/v1/diffusions/{diffusion_id}",
            parameter=_DIFFUSION[0],
            called="diffusion",
            name="Diffusion",
            to=" to a draft",
            shared="true where its recipients may download it.",
            errors=(401, 403, 404, 503),
        )
    ),
)
