"""The law of the network: posts and what each may do. Pure."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct

from comity.core.errors import NotAllowed
from comity.core.languages import mark
from comity.core.levels import Level


class Post(StrEnum):
    """What an officer is appointed to do. One officer may hold several posts."""

    FRONTLINE = "frontline"
    BUREAU_OFFICER = "bureau_officer"
    BUREAU_HEAD = "bureau_head"
    DATA_PROTECTION_OFFICER = "data_protection_officer"
    REVIEWER = "reviewer"
    PUBLISHER = "publisher"
    DUTY_OFFICER = "duty_officer"
    COMMISSION_MEMBER = "commission_member"
    TRANSLATOR = "translator"
    DELEGATE = "delegate"
    ADMINISTRATOR = "administrator"
    DIRECTOR = "director"
    SECRETARY_GENERAL = "secretary_general"
    COMMITTEE_MEMBER = "committee_member"
    # A national system behind a token; never given to a person. The asking one only asks, the other also records.
    ASKING_SYSTEM = "asking_system"
    SYSTEM = "system"


POST_LABELS: Final = {
    Post.FRONTLINE: mark("Frontline officer"),
    Post.BUREAU_OFFICER: mark("Bureau officer"),
    Post.BUREAU_HEAD: mark("Head of bureau"),
    Post.DATA_PROTECTION_OFFICER: mark("Data protection officer"),
    Post.REVIEWER: mark("Reviewer"),
    Post.PUBLISHER: mark("Publisher"),
    Post.DUTY_OFFICER: mark("Duty officer"),
    Post.COMMISSION_MEMBER: mark("Member of the Commission"),
    Post.TRANSLATOR: mark("Translator"),
    Post.DELEGATE: mark("Delegate"),
    Post.ADMINISTRATOR: mark("Administrator of the installation"),
    Post.DIRECTOR: mark("Director of compliance"),
    Post.SECRETARY_GENERAL: mark("Secretary General"),
    Post.COMMITTEE_MEMBER: mark("Member of the Executive Committee"),
    Post.ASKING_SYSTEM: mark("National system that only asks"),
    Post.SYSTEM: mark("National system that asks and records"),
}

# What one comes to do in each post, in one sentence.
POST_SUMMARIES: Final = {
    Post.FRONTLINE: mark("Checks documents, persons and vehicles at a border or on patrol."),
    Post.BUREAU_OFFICER: mark("Keeps the bureau's records and answers hits."),
    Post.BUREAU_HEAD: mark("Runs the bureau: officers, services, systems, restrictions, its link."),
    Post.DATA_PROTECTION_OFFICER: mark("Sees every look at the bureau's data, and who may look."),
    Post.REVIEWER: mark("Reads requests before they go out."),
    Post.PUBLISHER: mark("Is the second pair of eyes before publication."),
    Post.DUTY_OFFICER: mark("Watches the desk, day and night."),
    Post.COMMISSION_MEMBER: mark("Examines any record, independently, and changes none."),
    Post.TRANSLATOR: mark("Puts notices into the four languages."),
    Post.DELEGATE: mark("Speaks and votes for a member."),
    Post.ADMINISTRATOR: mark("Keeps the machines running and sees no police data."),
    Post.DIRECTOR: mark("Decides what reviewers may not decide alone, and keeps the tables of the rulebook."),
    Post.SECRETARY_GENERAL: mark("Orders measures over a bureau's channel."),
    Post.COMMITTEE_MEMBER: mark("Endorses measures for the Executive Committee, or lets them lapse."),
}


class Right(StrEnum):
    """A thing one may do. Which record, officer or hit it may be done to is the gate's question, not this table's."""

    ASK_CHECKS = "checks.ask"
    READ_HITS = "hits.read"
    ANSWER_HITS = "hits.answer"
    JUDGE = "judgements.make"
    READ_RECORDS = "records.read"
    WRITE_RECORDS = "records.write"
    READ_EVERY_RECORD = "records.read_every"
    READ_LOOKS = "looks.read"
    MANAGE_OFFICERS = "officers.manage"
    MANAGE_ENTITIES = "entities.manage"
    MANAGE_TOKENS = "tokens.manage"
    MANAGE_RESTRICTIONS = "restrictions.manage"
    CONNECT_BUREAU = "bureau.connect"
    READ_NOTICES = "notices.read"
    WRITE_NOTICES = "notices.write"
    TRANSLATE_NOTICES = "notices.translate"
    SEND_DIFFUSIONS = "diffusions.send"
    RELEASE_DIFFUSIONS = "diffusions.release"
    REVIEW = "compliance.review"
    DIRECT = "compliance.direct"
    PROTECT = "protection.register"
    ORDER_MEASURES = "measures.order"
    ENDORSE_MEASURES = "measures.endorse"
    READ_MESSAGES = "messages.read"
    SEND_MESSAGES = "messages.send"
    MANAGE_KEYS = "keys.manage"
    WATCH_DESK = "desk.watch"
    READ_LEDGER = "ledger.read"
    RUN_INSTALLATION = "installation.run"


_BUREAU_DESK = {
    Right.ASK_CHECKS,
    Right.READ_HITS,
    Right.ANSWER_HITS,
    Right.JUDGE,
    Right.READ_RECORDS,
    Right.WRITE_RECORDS,
    Right.READ_NOTICES,
    Right.WRITE_NOTICES,
    Right.SEND_DIFFUSIONS,
    Right.READ_MESSAGES,
    Right.SEND_MESSAGES,
}
_BUREAU_CONTROL = {
    Right.READ_LOOKS,
    Right.MANAGE_OFFICERS,
    Right.MANAGE_ENTITIES,
    Right.MANAGE_TOKENS,
    Right.MANAGE_RESTRICTIONS,
    Right.PROTECT,
    Right.MANAGE_KEYS,
}

_SECRETARIAT = {Right.ASK_CHECKS, Right.READ_RECORDS, Right.READ_NOTICES}
_MESSAGES = {Right.READ_MESSAGES, Right.SEND_MESSAGES}

# The administrator runs the machine and sees no police data; the Commission sees all data and changes none (Statute,
# art. 19).
RIGHTS: Final[dict[Post, frozenset[Right]]] = {
    Post.FRONTLINE: frozenset({Right.ASK_CHECKS, Right.READ_NOTICES}),
    Post.BUREAU_OFFICER: frozenset(_BUREAU_DESK),
    Post.BUREAU_HEAD: frozenset(_BUREAU_DESK | _BUREAU_CONTROL | {Right.CONNECT_BUREAU}),
    Post.DATA_PROTECTION_OFFICER: frozenset(
        {Right.READ_HITS, Right.READ_RECORDS, Right.READ_NOTICES, Right.READ_LEDGER, Right.READ_MESSAGES}
        | _BUREAU_CONTROL
    ),
    Post.REVIEWER: frozenset(_SECRETARIAT | {Right.REVIEW, Right.RELEASE_DIFFUSIONS}),
    Post.PUBLISHER: frozenset(_SECRETARIAT | {Right.REVIEW, Right.RELEASE_DIFFUSIONS}),
    Post.DIRECTOR: frozenset(
        _SECRETARIAT | _MESSAGES | {Right.REVIEW, Right.RELEASE_DIFFUSIONS, Right.DIRECT, Right.MANAGE_KEYS}
    ),
    Post.SECRETARY_GENERAL: frozenset({Right.READ_NOTICES, Right.ORDER_MEASURES}),
    Post.COMMITTEE_MEMBER: frozenset({Right.READ_NOTICES, Right.ENDORSE_MEASURES}),
    Post.DUTY_OFFICER: frozenset(
        _SECRETARIAT | _MESSAGES | {Right.READ_HITS, Right.RELEASE_DIFFUSIONS, Right.WATCH_DESK}
    ),
    Post.COMMISSION_MEMBER: frozenset(
        {Right.READ_RECORDS, Right.READ_EVERY_RECORD, Right.READ_NOTICES, Right.READ_LEDGER, Right.MANAGE_KEYS}
        | _MESSAGES
    ),
    Post.TRANSLATOR: frozenset({Right.READ_NOTICES, Right.TRANSLATE_NOTICES}),
    Post.DELEGATE: frozenset(),
    Post.ADMINISTRATOR: frozenset({Right.RUN_INSTALLATION, Right.READ_LEDGER}),
    Post.ASKING_SYSTEM: frozenset({Right.ASK_CHECKS, Right.READ_RECORDS, Right.READ_HITS, Right.READ_NOTICES}),
    Post.SYSTEM: frozenset(
        {Right.ASK_CHECKS, Right.READ_RECORDS, Right.WRITE_RECORDS, Right.READ_HITS, Right.JUDGE}
        | {Right.READ_NOTICES, Right.WRITE_NOTICES, Right.SEND_DIFFUSIONS, Right.PROTECT}
        | {Right.READ_MESSAGES, Right.SEND_MESSAGES, Right.MANAGE_KEYS}
    ),
}

# By right: who has it.
_HOLDERS: Final = {right: frozenset(post for post in Post if right in RIGHTS[post]) for right in Right}


class Actor(Struct, frozen=True, kw_only=True):
    """Who acts, on whose behalf, and how far their authority goes. Made from an officer's session or a system's token.

    `id` is "officer:<uuid>" or "system:<uuid>" or "command:<name>"; `lineage` is the codes a restriction may name to
    reach this actor: its own bureau first, then the bureaus above it (a restriction covers everything under it);
    `nationality` is an officer's, as a member's code: nobody reviews a request of their own country;
    `rate` is checks a second, 0 for no limit.
    """

    id: str
    name: str
    bureau: str
    lineage: tuple[str, ...]
    entity: str | None = None
    entity_name: str = ""
    nationality: str = ""
    posts: frozenset[Post] = frozenset()
    databases: frozenset[str] = frozenset()
    purposes: frozenset[str] = frozenset()
    clearance: Level = Level.OFFICIAL_USE_ONLY
    rate: int = 0

    @property
    def rights(self) -> frozenset[Right]:
        return frozenset().union(*(RIGHTS[post] for post in self.posts))

    @property
    def post_labels(self) -> list[str]:
        """The names of the posts, marked for translation, in the order of the table."""
        return [label for post, label in POST_LABELS.items() if post in self.posts]

    def may(self, right: Right) -> bool:
        return not self.posts.isdisjoint(_HOLDERS[right])


def require_right(actor: Actor, right: Right) -> None:
    """Raises NotAllowed when none of the actor's posts carries the right."""
    if not actor.may(right):
        raise NotAllowed()


# The operator at the command line: holds no post that reads or asks, but sets up the first officers of every bureau.
COMMAND: Final = Actor(
    id="command:operator", name="Operator", bureau="GS", lineage=("GS",), posts=frozenset({Post.ADMINISTRATOR})
)


def is_command(actor: Actor) -> bool:
    return actor.id.startswith("command:")


# --- What the check process must know to decide alone, with the database away ---


class SystemKey(Struct, frozen=True, kw_only=True):
    """A token that is good now: its SHA-256 digest, whose it is, and when it ends."""

    digest: bytes
    actor: Actor
    expires_at: datetime


class GeneralRestriction(Struct, frozen=True, kw_only=True):
    """`source` denies its whole `database` to the bureaus in `against`, and to everything under them."""

    source: str
    database: str
    against: frozenset[str]


class BureauCard(Struct, frozen=True, kw_only=True):
    """What an answer says about a source and how to reach it."""

    code: str
    name: str
    names: dict[str, str]
    contact: str
    parent: str | None
    connected: bool


class AccessSnapshot(Struct, frozen=True, kw_only=True):
    """Everything about access at one moment, in a fixed order, so that equal snapshots are equal bytes."""

    keys: tuple[SystemKey, ...]
    restrictions: tuple[GeneralRestriction, ...]
    bureaus: tuple[BureauCard, ...]
