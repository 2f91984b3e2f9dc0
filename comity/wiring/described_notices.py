"""The operations of notices: for the systems of bureaus that ask for them, and of those that read them."""

from comity.notices.api.shapes import (
    NoticeChange,
    NoticeIn,
    NoticeOut,
    NoticePage,
    NoticeStep,
    ReportIn,
    ReportOut,
)
from comity.wiring import described_files
from comity.wiring.described import Operation, Parameter

_NOTICE = (Parameter("notice_id", "The notice's id.", in_path=True),)

NOTICES = (
    Operation(
        method="get",
        path="/api/v1/notices",
        name="listNotices",
        summary="Notices that circulate, the latest first; or the token's bureau's own, in every state",
        answer=NoticePage,
        errors=(401, 422, 503),
        parameters=(
            Parameter("whose", "all (the default) or own."),
            Parameter("colour", "Only this colour."),
            Parameter("state", "Only this state; with whose=own."),
            Parameter("requester", "Only notices of this bureau."),
            Parameter("text", "Words of the title, or the beginning of a number."),
            Parameter("page", "The `next` of the page before."),
        ),
    ),
    Operation(
        method="post",
        path="/api/v1/notices",
        name="draftNotice",
        summary="Begin a request for a notice; it may be incomplete until it is handed in",
        question=NoticeIn,
        answer=NoticeOut,
        status=201,
        errors=(401, 403, 413, 415, 422, 503),
    ),
    Operation(
        method="get",
        path="/api/v1/notices/{notice_id}",
        name="readNotice",
        summary="Read one notice",
        answer=NoticeOut,
        errors=(401, 404, 422, 503),
        parameters=(*_NOTICE, Parameter("language", "ar, en, fr or es: free texts in it, where they stand in it.")),
    ),
    Operation(
        method="put",
        path="/api/v1/notices/{notice_id}",
        name="changeNotice",
        summary="State a draft, or a request that was returned, anew",
        question=NoticeChange,
        answer=NoticeOut,
        errors=(401, 403, 404, 409, 413, 415, 422, 503),
        parameters=_NOTICE,
    ),
    Operation(
        method="post",
        path="/api/v1/notices/{notice_id}/steps",
        name="takeNoticeStep",
        summary="Hand in, withdraw, suspend, resume or ask to keep a notice of the token's bureau",
        question=NoticeStep,
        answer=NoticeOut,
        errors=(401, 403, 404, 409, 413, 415, 422, 503),
        parameters=_NOTICE,
    ),
    Operation(
        method="post",
        path="/api/v1/notices/{notice_id}/reports",
        name="reportOnNotice",
        summary="Report that somebody was found, that extradition was refused, or what is known",
        question=ReportIn,
        answer=ReportOut,
        status=201,
        errors=(401, 403, 404, 413, 415, 422, 503),
        parameters=_NOTICE,
    ),
    *described_files.operations(
        described_files.Holder(
            path="/api/v1/notices/{notice_id}",
            parameter=_NOTICE[0],
            called="notice",
            shared="true where other members may download it.",
            errors=(401, 404, 503),
        )
    ),
)
