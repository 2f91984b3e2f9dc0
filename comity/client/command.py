"""A small command line over the client: to try the channel, and to begin with before a system is written.

python -m comity.client keys new --bureau FR | keys renew | keys register | keys show | keys compared KE "12345 ..."
    python -m comity.client keys take --bureau FR | keys earlier earlier-keys.age
python -m comity.client send --to KE --subject "..." [--body FILE] [--file FILE ...] | resend FILE
python -m comity.client list [--after N] [--sent] | read ID [--into FOLDER] | ack ID ... [--said read] | receipts
"""

import argparse
import getpass
import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NoReturn

import msgspec

from comity.client import told
from comity.client.calls import Calls, NotAccepted, NotReached
from comity.client.client import Client
from comity.client.keyfile import Keyfile, public
from comity.client.known import KnownKeys, NotTrusted, replace
from comity.core.errors import Refused
from comity.messages.engine import envelope as envelopes
from comity.messages.engine.writing import Letter, Sealed

DONE, REFUSED, AWAY, NOT_TRUSTED = 0, 1, 2, 3
# Words of an envelope that are given as they are; `rules` of the house says what each may be.
_PLAIN: Final = {
    "kind": "administrative",
    "priority": "routine",
    "level": "official_use_only",
    "asks": "",
    "language": "en",
    "thread": "",
}


def main(arguments: Sequence[str]) -> int:
    """Does what the arguments say. 0 done, 1 refused, 2 no answer, 3 a key that must be compared first."""
    given = _parser().parse_args(arguments)
    work: Callable[[argparse.Namespace], None] = given.work
    try:
        work(given)
    except NotReached as fault:
        return _say_why(str(fault), AWAY)
    except NotTrusted as fault:
        return _say_why(str(fault), NOT_TRUSTED)
    except (NotAccepted, Refused, OSError, ValueError) as fault:
        return _say_why(str(fault), REFUSED)
    return DONE


# --- Keys ---


def _new(given: argparse.Namespace) -> None:
    made = _keyfile(given).begin(given.bureau, _new_passphrase(), _now())
    _say(f"{given.keys}: made. Fingerprint: {public(made).fingerprint}")
    _say("Keep a copy apart from this machine: without it nobody opens what is sealed for you. Then: keys register")


def _take(given: argparse.Namespace) -> None:
    """The key after the one that the house holds; its officers hand over to it on the page of keys."""
    calls = Calls(given.address, _token(), patience=given.patience)
    chain = calls.get("/api/v1/keys", told.Keys, bureaus=given.bureau, role="messages").keys
    known = KnownKeys(_known(given)).accept(given.bureau, "messages", chain)
    made = _keyfile(given).begin(given.bureau, _new_passphrase(), _now(), after=known[-1] if known else None)
    offered = {"statement": made.statement, "own_signature": made.own_signature}
    _say(msgspec.json.encode(offered).decode())
    _say("Paste the line above under Keys, 'Keep the keys on your own machine'. Then: keys earlier earlier-keys.age")


def _earlier(given: argparse.Namespace) -> None:
    taken = _keyfile(given).take_in(Path(given.earlier).read_bytes(), _passphrase())
    _say(f"{taken} earlier keys: what was sealed for them can be read here now.")


def _renew(given: argparse.Namespace) -> None:
    made = _keyfile(given).renew(_passphrase(), _now())
    _say(f"Generation {public(made).generation}. Fingerprint: {public(made).fingerprint}. Now: keys register")


def _register(given: argparse.Namespace) -> None:
    client = _client(given)
    known = client.keys([client.keyring.bureau], is_anew=True).get(client.keyring.bureau)
    for key in _keyfile(given).generations():
        own = public(key)
        if known is None or own.generation > known.generation:
            client.register(key)
            _say(f"Generation {own.generation} is registered: {own.fingerprint}")


def _show(given: argparse.Namespace) -> None:
    for key in _keyfile(given).generations():
        own = public(key)
        _say(f"own\t{own.bureau}\tgeneration {own.generation}\t{own.fingerprint}")
    for place, fingerprint in KnownKeys(_known(given)).fingerprints().items():
        _say(f"known\t{place}\t{fingerprint}")


def _compared(given: argparse.Namespace) -> None:
    key = _client(given).compared(given.bureau, given.fingerprint)
    _say(f"{key.bureau}: generation {key.generation} is known from now on.")


# --- Messages ---


def _send(given: argparse.Namespace) -> None:
    body = sys.stdin.read() if given.body == "-" else Path(given.body).read_text()
    plain = {name: getattr(given, name) for name in _PLAIN}
    letter = Letter(
        to=tuple(given.to),
        cc=tuple(given.cc),
        subject=given.subject,
        body=body,
        answers=given.answers or None,
        cites=tuple(given.cites),
        **plain,
    )
    client = _client(given)
    sealed = client.compose(letter, [Path(name) for name in given.file])
    _deliver(client, sealed)


def _resend(given: argparse.Namespace) -> None:
    """Exactly what was sealed before: if it was taken then, this is the same message."""
    path = Path(given.unsent)
    _deliver(_client(given), msgspec.json.decode(path.read_bytes(), type=Sealed))
    path.unlink()


def _deliver(client: Client, sealed: Sealed) -> None:
    try:
        sent = client.deliver(sealed)
    except NotReached as fault:
        unsent = Path(f"{envelopes.decode(sealed.envelope).id}.unsent.json")
        replace(unsent, msgspec.json.encode(sealed).decode())
        raise NotReached(f"{fault} It is kept: resend {unsent}") from fault
    _say(sent.id)


def _list(given: argparse.Namespace) -> None:
    client = _client(given)
    for message in client.since(given.after, box="sent" if given.sent else "received"):
        said, _key = client.verified(message)
        states = ",".join(f"{one.bureau}:{one.state}" for one in message.deliveries)
        _say(f"{message.position}\t{said.id}\t{said.priority}\t{said.kind}\t{said.sender}\t{said.sent_at}\t{states}")


def _read(given: argparse.Namespace) -> None:
    client = _client(given)
    opened = client.read(given.id)
    said = opened.envelope
    _say(f"From {said.sender} ({said.officer or 'its system'}), {said.sent_at}, to {', '.join(said.recipients)}")
    _say(f"Signed with {opened.key.fingerprint}" + (" (REVOKED SINCE)" if opened.key.revoked_at else ""))
    for condition in said.conditions:
        _say(f"Condition: {condition}")
    _say(f"Subject: {opened.content.subject}\n\n{opened.content.body}")
    for number, file in enumerate(opened.content.attachments, 1):
        _say(f"File {number}: {file.name} ({file.media_type}, {file.size} bytes)")
        if given.into:
            # A name from elsewhere is not a path.
            target = Path(given.into) / f"{number}-{Path(file.name.replace(chr(92), '/')).name}"
            client.download(opened, file, target)
            _say(f"  -> {target}")


def _acknowledge(given: argparse.Namespace) -> None:
    client = _client(given)
    fetched = [client.fetch(one) for one in given.id]
    for message in fetched:
        client.verified(message)
    for message, refusal in zip(fetched, client.acknowledge(fetched, given.said), strict=True):
        _say(f"{message.id}\t{refusal or given.said}")


def _receipts(given: argparse.Namespace) -> None:
    for position, said in _client(given).receipts_since(given.after):
        _say(f"{position}\t{said.message}\t{said.bureau}\t{said.kind}\t{said.at}")


# --- What is given ---


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m comity.client", description="I-24/7, with keys of your own.")
    parser.add_argument("--address", default=os.environ.get("COMITY_ADDRESS", "http://127.0.0.1:8000"))
    parser.add_argument("--keys", default=os.environ.get("COMITY_KEYFILE", "bureau.keys"), help="the file of keys")
    parser.add_argument("--patience", type=float, default=60.0, help="seconds to go on asking a server that is away")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _key_commands(commands.add_parser("keys", help="make, register and compare keys"))
    _send_commands(commands)
    listed = _command(commands, "list", _list, "what arrived, or with --sent what was sent")
    listed.add_argument("--after", type=int, default=0)
    listed.add_argument("--sent", action="store_true")
    read = _command(commands, "read", _read, "verify and open one message")
    read.add_argument("id")
    read.add_argument("--into", default="", help="a folder for its files")
    acknowledged = _command(commands, "ack", _acknowledge, "sign receipts")
    acknowledged.add_argument("id", nargs="+")
    acknowledged.add_argument("--said", default="delivered", choices=("delivered", "read", "answered"))
    receipts = _command(commands, "receipts", _receipts, "receipts for what was sent, each verified")
    receipts.add_argument("--after", type=int, default=0)
    return parser


def _key_commands(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    new = _command(commands, "new", _new, "make the first keys, in a new file")
    new.add_argument("--bureau", required=True)
    take = _command(commands, "take", _take, "make the key that follows those held by the house, to be handed over to")
    take.add_argument("--bureau", required=True)
    earlier = _command(commands, "earlier", _earlier, "take in what the house gave at the hand-over")
    earlier.add_argument("earlier")
    _command(commands, "renew", _renew, "make the next keys, signed by the present ones")
    _command(commands, "register", _register, "tell the server of the public halves")
    _command(commands, "show", _show, "fingerprints: one's own, and those known of others")
    compared = _command(commands, "compared", _compared, "say that a fingerprint was compared by telephone")
    compared.add_argument("bureau")
    compared.add_argument("fingerprint")


def _send_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    send = _command(commands, "send", _send, "seal, sign and send")
    for name in ("to", "cc", "file", "cites"):
        send.add_argument(f"--{name}", action="append", default=[], required=name == "to")
    send.add_argument("--subject", required=True)
    send.add_argument("--body", default="-", help="a file; - for what is typed")
    send.add_argument("--answers", default="")
    for name, default in _PLAIN.items():
        send.add_argument(f"--{name}", default=default)
    resend = _command(commands, "resend", _resend, "send what got no answer: the same bytes, the same message")
    resend.add_argument("unsent")


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    work: Callable[[argparse.Namespace], None],
    summary: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=summary)
    parser.set_defaults(work=work)
    return parser


def _client(given: argparse.Namespace) -> Client:
    ring = _keyfile(given).open(_passphrase())
    return Client(given.address, _token(), ring, known=KnownKeys(_known(given)), patience=given.patience)


def _token() -> str:
    return os.environ.get("COMITY_TOKEN") or _stop("COMITY_TOKEN is not set: the token of your bureau's system.")


def _keyfile(given: argparse.Namespace) -> Keyfile:
    return Keyfile(Path(given.keys))


def _known(given: argparse.Namespace) -> Path:
    return Path(f"{given.keys}.known")


def _passphrase() -> str:
    return os.environ.get("COMITY_PASSPHRASE") or getpass.getpass("Passphrase: ")


def _new_passphrase() -> str:
    first = _passphrase()
    if not os.environ.get("COMITY_PASSPHRASE") and getpass.getpass("Again: ") != first:
        _stop("The two are not the same.")
    return first


def _now() -> datetime:
    return datetime.now(UTC)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _say_why(line: str, code: int) -> int:
    sys.stderr.write(f"{line}\n")
    return code


def _stop(line: str) -> NoReturn:
    raise ValueError(line)
