"""A machine that works on a campaign at random: for tests of what locks tell others."""

from random import Random

from remixbatch import events as e
from remixbatch.exchange import update
from remixbatch.holdings import Holdings
from remixbatch.lockfile import EMPTY, read
from remixbatch.take import Phase, Take


class Machine:
    """One machine: its journal in order, the lock that it writes now and then. Its clock is not sound."""

    def __init__(self, rng: Random, name: str = "m") -> None:
        self.rng = rng
        self.name = name
        self.at = 1_800_000_000.0
        self.made = 0
        self.held = Holdings()
        self.facts = read(EMPTY, "x.lock")

    def tick(self) -> float:
        self.at += self.rng.choice([0.0, 0.0, 0.3, 1.0, 70.0, -30.0])
        return self.at

    def mint(self, kind: str) -> str:
        self.made += 1
        return f"{kind}_{self.name}{self.made}"

    def step(self) -> None:
        what = self.rng.random()
        open_ = [h for h, take in self.held.takes.items() if self.answers(take)]
        if what < 0.3 or not open_:
            self.intend(self.rng.choice(["teal", "rain"]))
        elif what < 0.4 and self.held.moves[3:] == []:
            source, target = self.rng.sample(["teal", "rain", "dusk"], 2)
            takes = self.held.of(source)
            if takes and self.rng.random() < 0.3:
                self.held.apply(self.held.give(self.rng.choice(takes), target, self.tick()))
            else:
                self.held.apply(self.held.move(source, target, self.tick()))
        elif what < 0.45:
            self.held.apply(e.Run(at=self.tick(), pid=1, host="h", version="1", command="run"))
        elif what < 0.6:
            self.facts = update(self.facts, self.held)
        else:
            handle = self.rng.choice(open_)
            self.held.apply(self.rng.choice(self.answers(self.held.takes[handle])))

    def intend(self, job: str) -> None:
        waiting = [t for t in self.held.of(job) if not t.maybe_paid and t.phase is Phase.FAILED]
        self.held.apply(
            e.Intent(
                at=self.tick(),
                uid=self.mint("t"),
                job=job,
                take=waiting[0].take if waiting else self.held.next_label(job),
                key="k1:aa",
                parent="video_0",
                profile="emulator",
                origin="emulator:local",
                model=None,
                params={"x": 1},
                prompt="Shift",
                usd=self.rng.choice([None, 240_000]),
                position=0,
            )
        )
        assert self.held.job_of(f"t_{self.name}{self.made}") == job

    def answers(self, take: Take) -> list[e.Event]:
        at, uid = self.tick(), take.uid
        match take.phase:
            case Phase.SUBMITTING:
                return [
                    e.Submitted(at=at, uid=uid, id=self.mint("video"), links={"poll": "/x"}),
                    e.Deferred(at=at, uid=uid, scope="later", wait=1.0, code="429", message="m"),
                    e.Rejected(at=at, uid=uid, code="400", message="m"),
                    e.Refused(at=at, uid=uid, code="moderation", message="m"),
                    e.Unclear(at=at, uid=uid, reason="timeout"),
                ]
            case Phase.UNCLEAR:
                adopted = e.Adopted(at=at, uid=uid, id=self.mint("video"), by="ana")
                return [adopted, e.Settled(at=at, uid=uid, by="ana")]
            case Phase.RUNNING:
                return [
                    e.Completed(
                        at=at,
                        uid=uid,
                        seconds="8",
                        links={**take.links, "result": "/y"},
                        usd=1,
                        usd_basis="price",
                    ),
                    e.Failed(at=at, uid=uid, code="x", message="m"),
                    e.Gone(at=at, uid=uid, reason="expired"),
                ]
            case Phase.COMPLETED if take.sha256 is None:
                return [e.Fetched(at=at, uid=uid, sha256="ab", file="videos/a.mp4")]
            case _:
                return []
