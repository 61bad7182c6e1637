"""Three people change, hide and share their collections at random while their devices synchronise now and then.

What each device must hold in the end is worked out beside the database, from the operations alone.
"""

import random
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from blueprints.accounts.models import User
from blueprints.dex.models import DexEntry, Visibility
from blueprints.dex.schemas.entries import EntryBody
from blueprints.dex.service import entries, friends
from blueprints.dex.service.sync import changes_since
from blueprints.species.models import Species
from core.access import Principal, Role
from core.db import db
from core.errors import AppError


@dataclass
class Kept:
    """An entry as the operations left it."""

    owner: int
    visibility: Visibility
    notes: str
    row: DexEntry
    is_deleted: bool = False


@dataclass
class Device:
    """What one person's device holds of each collection, and how far it has read."""

    cursors: dict[int, str] = field(default_factory=dict)
    held: dict[str, str] = field(default_factory=dict)
    """Notes by entry."""


class Simulation:
    """The world: what was done to the station, and what it should come to."""

    def __init__(self, people: list[User], species: list[Species], seed: int) -> None:
        self.people = [Principal(user.id, {user.personal_group_id: Role.ADMIN}) for user in people]
        self.species_ids = [one.id for one in species]
        self.chance = random.Random(seed)
        self.entries: dict[UUID, Kept] = {}
        self.friends: set[frozenset[int]] = set()
        self.blocks: set[tuple[int, int]] = set()
        self.devices = [Device() for _ in people]
        self.n_synchronised = 0

    def step(self) -> None:
        """One random operation of one random person."""
        who = self.chance.randrange(len(self.people))
        act = self.chance.choices(
            [self.create, self.edit, self.show_otherwise, self.delete, self.restore, self.befriend, self.part],
            weights=[26, 24, 20, 12, 4, 8, 6],
        )[0]
        act(who)

    def create(self, who: int) -> None:
        shown = self.chance.choice(list(Visibility))
        body = EntryBody.model_validate(
            {"species_id": self.chance.choice(self.species_ids), "visibility": shown, "notes": "new"}
        )
        entry = entries.create(self.people[who], body)
        self.entries[entry.id] = Kept(who, shown, "new", entry)

    def _one_of(self, who: int, *, is_deleted: bool) -> DexEntry | None:
        ids = list(self.entries)
        for _ in range(20 if ids else 0):
            kept = self.entries[self.chance.choice(ids)]
            if kept.owner == who and kept.is_deleted == is_deleted:
                return kept.row
        return None

    def edit(self, who: int) -> None:
        entry = self._one_of(who, is_deleted=False)
        if entry is not None:
            words = f"{self.chance.random():.6f}"
            entries.change(self.people[who], entry, {"notes": words})
            self.entries[entry.id].notes = words

    def show_otherwise(self, who: int) -> None:
        entry = self._one_of(who, is_deleted=False)
        if entry is not None:
            shown = self.chance.choice(list(Visibility))
            entries.change(self.people[who], entry, {"visibility": shown})
            self.entries[entry.id].visibility = shown

    def delete(self, who: int) -> None:
        entry = self._one_of(who, is_deleted=False)
        if entry is not None:
            entries.remove(entry)
            self.entries[entry.id].is_deleted = True

    def restore(self, who: int) -> None:
        entry = self._one_of(who, is_deleted=True)
        if entry is not None:
            entries.restore(entry)
            self.entries[entry.id].is_deleted = False

    def befriend(self, who: int) -> None:
        other = self._another(who)
        me, them = (db.session.get_one(User, self.people[n].user_id) for n in (who, other))
        try:
            friends.ask(me, them)
            friends.accept(them.id, me.id)
        except AppError:
            return
        self.friends.add(frozenset((who, other)))

    def part(self, who: int) -> None:
        other = self._another(who)
        me, them, pair = self.people[who].user_id, self.people[other].user_id, frozenset((who, other))
        if (who, other) in self.blocks:
            friends.unblock(me, them)
            self.blocks.discard((who, other))
        elif self.chance.random() < 0.5:
            friends.block(me, them)
            self.blocks.add((who, other))
            self.friends.discard(pair)
        elif pair in self.friends:
            friends.unfriend(me, them)
            self.friends.discard(pair)

    def _another(self, who: int) -> int:
        return self.chance.choice([n for n in range(len(self.people)) if n != who])

    def synchronise(self, who: int, owner: int, limit: int) -> bool:
        """Read one page; returns whether there is more."""
        device = self.devices[who]
        page = changes_since(self.people[who].user_id, self.people[owner].user_id, device.cursors.get(owner), limit)
        for change in page.changes:
            if change["kind"] == "entry":
                device.held[change["id"]] = change["entry"]["notes"]
            else:
                device.held.pop(change["id"], None)
        device.cursors[owner] = page.cursor
        self.n_synchronised += 1
        return page.has_more

    def synchronise_now_and_then(self) -> None:
        """Some device reads some pages of some collection, perhaps not to the end."""
        who, owner = (self.chance.randrange(len(self.people)) for _ in range(2))
        for _ in range(self.chance.randint(1, 3)):
            if not self.synchronise(who, owner, self.chance.choice([1, 7, 50])):
                return

    def finish(self) -> None:
        """Every device reads every collection to its end."""
        for who in range(len(self.people)):
            for owner in range(len(self.people)):
                while self.synchronise(who, owner, 500):
                    pass

    def expected(self, who: int) -> dict[str, str]:
        """What a person may see, by the operations."""
        return {str(key): kept.notes for key, kept in self.entries.items() if self._may_see(who, kept)}

    def _may_see(self, who: int, kept: Kept) -> bool:
        if kept.is_deleted:
            return False
        if kept.owner == who:
            return True
        if (who, kept.owner) in self.blocks or (kept.owner, who) in self.blocks:
            return False
        is_friend = frozenset((who, kept.owner)) in self.friends
        return kept.visibility == Visibility.PUBLIC or (kept.visibility == Visibility.FRIENDS and is_friend)


def run(people: list[Any], species: list[Any], n: int, *, seed: int, commit_every: int = 1) -> Simulation:
    """Carry out n operations; returns the world after the devices have read everything."""
    world = Simulation(people, species, seed)
    # Nobody else writes here: rows need not be read again after each commit.
    db.session().expire_on_commit = commit_every == 1
    for number in range(n):
        world.step()
        if number % commit_every == 0:
            db.session.commit()
        if number % 23 == 0:
            world.synchronise_now_and_then()
    db.session.commit()
    db.session().expire_on_commit = True
    world.finish()
    return world
