"""The operations of messages: sealed before they come and after they leave; what is in them, nobody here can say."""

from comity.messages.api.files import SEALED_TYPES
from comity.messages.api.shapes import (
    FileDeposited,
    MessageIn,
    MessageOut,
    MessagePage,
    MessageSent,
    ReceiptPage,
    ReceiptsIn,
    ReceiptsTaken,
)
from comity.wiring.described import Operation, Parameter

_MESSAGE = Parameter("message_id", "The message's id.", in_path=True)
_FILE = Parameter("attachment_id", "The file's id, from the envelope.", in_path=True)
_AFTER = Parameter("after", "The `next` of the answer before; 0 for the beginning.")

MESSAGES = (
    Operation(
        method="get",
        path="/api/v1/messages",
        name="listMessages",
        summary="Messages that the token's bureau received, or sent, in the order of their positions",
        answer=MessagePage,
        errors=(401, 403, 422, 503),
        parameters=(
            _AFTER,
            Parameter("box", "received (unless said otherwise) or sent."),
            Parameter("limit", "How many, 1 to 200, or to 50 with content."),
            Parameter("content", "true to get the sealed contents with them."),
        ),
    ),
    Operation(
        method="post",
        path="/api/v1/messages",
        name="sendMessage",
        summary="Send a message that was sealed and signed before (docs/client.md); the same again is the same message",
        question=MessageIn,
        answer=MessageSent,
        status=201,
        errors=(401, 403, 409, 413, 415, 422, 503),
    ),
    Operation(
        method="post",
        path="/api/v1/messages/batch",
        name="sendMessages",
        summary="Send up to 200 messages at once: JSON lines in, one line of answer for each, in order",
        question=MessageIn,
        answer=MessageSent,
        lines=True,
        errors=(401, 403, 413, 415, 422, 503),
    ),
    Operation(
        method="get",
        path="/api/v1/messages/{message_id}",
        name="readMessage",
        summary="Fetch a message as it was signed and sealed, with where it stands and the receipts for it",
        answer=MessageOut,
        errors=(401, 403, 404, 503),
        parameters=(_MESSAGE,),
    ),
    Operation(
        method="get",
        path="/api/v1/messages/{message_id}/attachments/{attachment_id}",
        name="readSealedFile",
        summary="Download a sealed file of a message: the answer is the file",
        errors=(401, 403, 404, 409, 503),
        parameters=(_MESSAGE, _FILE),
    ),
    Operation(
        method="put",
        path="/api/v1/attachments/{attachment_id}",
        name="depositFile",
        summary="Deposit a sealed file, before the message whose envelope names it: the body is the file",
        answer=FileDeposited,
        files=SEALED_TYPES,
        status=201,
        errors=(401, 403, 409, 413, 415, 422, 503),
        parameters=(Parameter("attachment_id", "The file's id: a new UUID.", in_path=True),),
    ),
    Operation(
        method="get",
        path="/api/v1/receipts",
        name="listReceipts",
        summary="Receipts that recipients signed for what the token's bureau sent, in the order of their positions",
        answer=ReceiptPage,
        errors=(401, 403, 422, 503),
        parameters=(_AFTER,),
    ),
    Operation(
        method="post",
        path="/api/v1/receipts",
        name="giveReceipts",
        summary="Give up to 200 signed receipts for what was received; each has its own outcome",
        question=ReceiptsIn,
        answer=ReceiptsTaken,
        errors=(401, 403, 413, 415, 422, 503),
    ),
)
