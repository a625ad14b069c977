"""Campaigns for tests of what is shown: a spec as a user writes it, and events as a run records them."""

import json
from itertools import count
from pathlib import Path

from remixbatch import catalog
from remixbatch import events as e
from remixbatch.document import parse
from remixbatch.engine import Engine
from remixbatch.graph import Graph, bind
from remixbatch.holdings import Holdings
from remixbatch.limits import Limits
from remixbatch.plan import Plan, plan
from remixbatch.policy import Policy
from remixbatch.spec import read

T = 1_764_000_000.0
SCHEMA = json.loads(
    (Path(__file__).parent.parent / "schemas" / "spec.schema.json").read_text("utf-8")
)
PAID = """
version: 1
name: spring
defaults: {provider: main}
providers:
  main: {profile: openai, price: {per_second: "0.30", as_of: 2026-11-01}}
sources:
  beach: {id: video_beach, seconds: 8}
"""


def graph_from(text: str, profiles: tuple[str, ...] = ("openai", "emulator")) -> Graph:
    """The graph of a spec's text."""
    document, problems = parse(text.encode(), "specs/spring.yaml")
    assert document is not None, problems
    spec, problems = read(document, SCHEMA, {})
    assert spec is not None, problems
    graph, more = bind(spec, {name: catalog.load(name) for name in profiles})
    assert graph is not None, [*problems, *more]
    return graph


def paid(jobs: str) -> Graph:
    """Jobs of eight seconds at 0.30 a second, as lines of YAML below `jobs`."""
    return graph_from(f"{PAID}jobs:\n{jobs}")


class Campaign:
    """An engine that is told, event by event, what a run went through."""

    def __init__(
        self, graph: Graph, policy: Policy | None = None, limits: Limits | None = None
    ) -> None:
        self.graph = graph
        self.policy = policy or Policy()
        self.engine = Engine(graph, limits or Limits(), self.policy)
        self.at = T
        self._uids = count(1)
        self.engine.replay([])
        self.new_process()

    @property
    def holdings(self) -> Holdings:
        return self.engine.holdings

    @property
    def plan(self) -> Plan:
        return plan(self.graph, self.holdings, self.policy)

    def new_process(self) -> None:
        self.tell(e.Run(at=self.at, pid=1, host="here", version="0", command="run"))

    def tell(self, event: e.Event) -> e.Event:
        self.engine.apply(event)
        self.at = event.at
        return event

    def intent(self, job: str, **changes: object) -> e.Intent:
        """The submission of a job as it stands, or of what it was before `changes`."""
        entry = self.graph.jobs.get(job) or next(iter(self.graph.jobs.values()))
        step = self.engine.steps.get(job)
        fields: dict[str, object] = {
            "at": self.at + 1,
            "uid": f"t_{next(self._uids)}",
            "job": job,
            "take": self.holdings.next_label(job),
            "key": entry.key,
            "parent": (step.parent if step else None) or "video_beach",
            "profile": entry.profile,
            "origin": entry.origin,
            "model": entry.model,
            "params": dict(entry.params),
            "prompt": entry.prompt,
            "usd": entry.usd,
            "position": self.engine.position,
            **changes,
        }
        return e.Intent(**fields)  # type: ignore[arg-type]

    def submit(self, job: str, id_: str | None = None, **changes: object) -> str:
        """A take in flight; its uid."""
        intent = self.intent(job, **changes)
        self.tell(intent)
        self.tell(e.Submitted(at=self.at + 2, uid=intent.uid, id=id_ or f"video_{intent.uid[2:]}"))
        return intent.uid

    def finish(self, job: str, id_: str | None = None, **changes: object) -> str:
        """A take that is completed and fetched; its uid."""
        uid = self.submit(job, id_, **changes)
        self.complete(uid)
        file = f"videos/{job}.1-{uid}.mp4"
        self.tell(e.Fetched(at=self.at + 3, uid=uid, sha256="ab" * 32, file=file))
        return uid

    def complete(self, uid: str) -> e.Event:
        done = e.Completed(at=self.at + 60, uid=uid, seconds="8", size="1280x720")
        return self.tell(self.engine.judge(done))

    def fail(self, uid: str, message: str = "gave up", code: str = "server_error") -> e.Event:
        return self.tell(e.Failed(at=self.at + 5, uid=uid, code=code, message=message))

    def refuse(
        self, uid: str, message: str = "no people", code: str = "moderation_blocked"
    ) -> e.Event:
        return self.tell(e.Refused(at=self.at + 5, uid=uid, code=code, message=message))

    def lose_answer(self, job: str, **changes: object) -> str:
        """An unclear submission; its uid."""
        intent = self.intent(job, **changes)
        self.tell(intent)
        self.tell(e.Unclear(at=self.at + 30, uid=intent.uid, reason="no answer within 60 s"))
        return intent.uid


JOBS = """
  teal: {from: beach, prompt: Shift to teal}
  teal-rain: {from: teal, prompt: Add light rain}
  gold: {from: beach, prompt: Shift to gold}
  night: {from: beach, prompt: Make it night}
  snow: {from: night, prompt: Add snow}
  fog: {from: beach, prompt: Add fog}
  calm: {from: beach, prompt: Calm the sea}
  dusk: {from: beach, prompt: Make it dusk}
  dusk-rain: {from: dusk, prompt: Add light rain}
"""


def eventful() -> Campaign:
    """One job of each kind: done, due, changed, unclear, refused, blocked, in flight, stale, orphaned."""
    told = Campaign(paid(JOBS))
    told.finish("teal", "video_teal")
    told.lose_answer("gold")
    told.refuse(told.submit("night"))
    told.finish("fog", key="k1:before", prompt="Add mist")
    told.submit("calm", "video_calm")
    told.finish("dusk", "video_dusk")
    told.finish("dusk-rain", "video_rain", parent="video_dusk_before")
    told.finish("gone-job", "video_gone")
    return told
