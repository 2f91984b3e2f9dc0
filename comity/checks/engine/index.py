"""The index as a reader sees it: keys to records, policies, ranges and access, fresh at every question.

Everything lies under one folder. `control` says which build of the files is in use; `access` belongs to none.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from comity.checks.engine import access, files, keys, payloads, ranges
from comity.checks.engine.access import Access
from comity.checks.engine.control import At, Control
from comity.checks.engine.judged import Judged
from comity.checks.engine.keys import Keyring, Kind
from comity.checks.engine.payloads import Entry, Payloads
from comity.checks.engine.persons import holding
from comity.checks.engine.policies import Policies, Sight
from comity.checks.engine.ranges import Ranges
from comity.checks.engine.table import NotATable, Table
from comity.network.rules import Actor
from comity.records.engine import numbers
from comity.records.rules import Policy, Viewer

_TRIES: Final = 5
# Sights of officers at pages come and go; beyond so many the oldest are judged anew.
_SIGHTS: Final = 4096


class Found(msgspec.Struct, frozen=True):
    """A record found that the asker may see."""

    entry: Entry
    policy: Policy


class Build:
    """The files of one build, open for reading."""

    def __init__(self, folder: Path, key_id: int) -> None:
        self.table = Table(folder / "slots", key_id)
        self.payloads = Payloads(folder / "payloads")
        self.policies = Policies(folder / "policies")
        self.persons = holding.opened(folder)


class Edition:
    """The index between two changes of its files. A question is answered from one edition from first to last.

    Records put, changed or removed show at once: they are writes into the mapped files. Access, ranges and a new build
    make a new edition.
    """

    def __init__(self, build: Build, around: Ranges, rights: Access, ring: Keyring, judged: Judged) -> None:
        self.build = build
        self.ranges = around
        self.access = rights
        self.judged = judged
        self._ring = ring
        self._seed = ring.seeds[Kind.DOCUMENT]
        self._sights: dict[Viewer, Sight] = {}

    def sight(self, actor: Actor, purpose: str | None) -> Sight:
        """What the actor may see for this purpose."""
        viewer = Viewer(
            lineage=actor.lineage,
            databases=actor.databases,
            purposes=actor.purposes,
            clearance=actor.clearance,
            purpose=purpose,
        )
        sight = self._sights.get(viewer)
        if sight is None:
            if len(self._sights) >= _SIGHTS:
                self._sights.clear()
            sight = self._sights[viewer] = Sight(viewer, self.build.policies, self.access.general)
        return sight

    def find(self, kind: Kind, normal: str, sight: Sight) -> list[Found]:
        """The visible records under the hash of that key; for documents, also the ranges around the number."""
        words = self.build.table.find(self._ring.hash(kind, normal))
        if kind is Kind.DOCUMENT and self.ranges:
            words = words + self.ranges.find(normal)
        return self._read(words, sight) if words else []

    def find_documents(self, normals: Sequence[str], sight: Sight) -> list[tuple[int, list[Found]]]:
        """(position in `normals`, what is visible there) for many document numbers at once, in order of position."""
        # Normal forms hold no line end, so all skeletons are made in one go.
        skeletons = numbers.skeleton("\n".join(normals)).encode("utf-8", "surrogatepass").split(b"\n")
        hashes = keys.of_skeletons(skeletons, self._seed)
        words: dict[int, list[int]] = {}
        for position, word in self.build.table.find_many(hashes):
            words.setdefault(position, []).append(word)
        if self.ranges:
            for position, normal in enumerate(normals):
                if around := self.ranges.find(normal):
                    words.setdefault(position, []).extend(around)
        return [(position, found) for position in sorted(words) if (found := self._read(words[position], sight))]

    def _read(self, words: Sequence[int], sight: Sight) -> list[Found]:
        """The entries behind the words, of visible records only: a hidden one is left before its entry is touched."""
        found: dict[bytes, Found] = {}
        for word in words:
            number = payloads.policy_of(word)
            if sight.sees(number):
                entry = self.build.payloads.read(payloads.offset_of(word))
                if entry is not None:
                    found[entry.record] = Found(entry, self.build.policies[number])
        return list(found.values())


class Index:
    """Opens what is there and follows what the writer changes. One per process; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._control: Control | None = None
        self._edition: Edition | None = None
        self._number = 0
        self._epoch = -1
        # The small files as they were read last: each is read again only when it has been swapped.
        self._access, self._access_state = Access(), (0, 0)
        self._ranges, self._ranges_state = Ranges(), (0, 0)
        self._judged, self._judged_state = Judged(), (0, 0)
        self.current()

    def current(self) -> Edition | None:
        """The edition to answer the next question from; None while there are no files that may be trusted. 0.1 us."""
        control = self._control
        if control is None:
            self._open()
        elif control.words[At.EPOCH] != self._epoch:
            self._reload(control)
        return self._edition

    @property
    def access(self) -> Access:
        """Who holds which token, even while there is no edition."""
        self.current()
        return self._access

    @property
    def epoch(self) -> int:
        """A number that differs whenever access or files have changed."""
        return self._epoch

    @property
    def seq(self) -> int:
        """The number in the change log up to which the index holds everything."""
        return self._control.words[At.SEQ] if self._control else 0

    def age(self) -> float:
        """Seconds since the index was known to hold all that the database holds."""
        return self._control.age() if self._control else float("inf")

    def _open(self) -> None:
        try:
            self._control = Control(self.folder / "control")
        except (FileNotFoundError, ValueError):
            return
        self._reload(self._control)

    def _reload(self, control: Control) -> None:
        for _ in range(_TRIES):
            epoch, number = control.words[At.EPOCH], control.words[At.BUILD]
            self._read_access()
            try:
                edition = self._opened(number) if control.is_trusted else None
            except FileNotFoundError:
                continue  # The writer has moved on between two looks.
            except NotATable:
                edition = None
            self._edition, self._number, self._epoch = edition, number, epoch
            return

    def _read_access(self) -> None:
        path = self.folder / "access"
        state = files.state(path)
        if state != self._access_state:
            self._access, self._access_state = access.read(path), state
        path = self.folder / "judged"
        state = files.state(path)
        if state != self._judged_state:
            self._judged, self._judged_state = Judged(path), state

    def _opened(self, number: int) -> Edition:
        folder = self.folder / f"build-{number}"
        ring = keys.keyring(self.folder / "key")
        same = self._edition is not None and number == self._number
        build = self._edition.build if self._edition and same else Build(folder, ring.id)
        state = files.state(folder / "ranges")
        if state != self._ranges_state:
            self._ranges, self._ranges_state = Ranges(ranges.read(folder / "ranges")), state
        return Edition(build, self._ranges, self._access, ring, self._judged)


def discard(folder: Path) -> None:
    """Removes a build that nobody opens any more; who has it open keeps it until done."""
    shutil.rmtree(folder, ignore_errors=True)
