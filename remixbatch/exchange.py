"""What the lock and the journal tell each other: what one has and the other lacks, so that either brings back both."""

from collections import Counter
from collections.abc import Iterable, Iterator

from remixbatch import events as e
from remixbatch import fact
from remixbatch.fact import Line
from remixbatch.holdings import Holdings
from remixbatch.lockfile import Facts, Lock, add_other, add_take, made_of
from remixbatch.take import Phase, Take


def imports(lock: Lock, holdings: Holdings, at: float) -> list[e.Event]:
    """What the lock tells and the journal lacks, as events. Once they are applied there are none."""
    known = {fact.identity(fact.line_of(event)) for event in holdings.renamed()}
    found: list[e.Event] = [
        event for event in lock.renamed if fact.identity(fact.line_of(event)) not in known
    ]
    news = [take for take in lock.lines if holdings.lacks(take)]
    found += [e.Imported(at=at, line=take.line()) for take in news]
    after = holdings
    if _contests(lock, news, holdings):
        after = holdings.copy()  # some get unclear by the above, and the lock knows more of them
        for event in found:
            after.apply(event)
        doubts = [take for take in lock.lines if not take.made and after.lacks(take)]
        found += [e.Imported(at=at, line=take.line()) for take in doubts]
    made = {take.uid for take in lock.takes if take.made}
    for uid, by in lock.settled.items():
        held = after.takes.get(uid)
        if uid not in made and held is not None and held.phase is Phase.UNCLEAR:
            found.append(e.Settled(at=at, uid=uid, by=by))
    return found


def _contests(lock: Lock, news: Iterable[Take], holdings: Holdings) -> bool:
    """Whether these lines give a video to a uid beside the one that has it."""
    names = Counter((take.origin, take.id) for take in lock.lines)
    for take in news:
        owner = holdings.owner(take.origin, take.id) if take.id is not None else None
        if owner is not None and holdings.takes[owner].uid != take.uid:
            return True
        if take.made and names[take.origin, take.id] > 1:
            return True
    return False


def update(facts: Facts, holdings: Holdings) -> Facts:
    """The next lock: the old one and what is held. It may lose lines that count for nothing, never an id."""
    takes, others = dict(facts.takes), dict(facts.others)
    for take in _known(facts, holdings):
        add_take(takes, take)
    for line in _news(facts, holdings):
        add_other(others, fact.identity(line), line)
    made, _ = made_of(takes)
    takes = {
        name: take
        for name, take in takes.items()
        if take.made or (take.uid not in made and ("settled", take.uid) not in others)
    }
    assert all(name in takes for name in facts.takes if name[2] is not None), "an id was lost"
    return Facts(takes=takes, others=others, conflicted=facts.conflicted)


def _known(facts: Facts, holdings: Holdings) -> Iterator[Take]:
    """Every held take that is not proven not created, under each name that the lock lacks."""
    for handle, take in holdings.takes.items():
        if take.maybe_paid or take.phase is Phase.REFUSED:
            yield take.committed()
        yield from _renamed(facts, holdings, take, handle.partition("@")[0])
    for uid, handle in holdings.aliases().items():
        yield from _renamed(facts, holdings, holdings.takes[handle], uid)


def _renamed(facts: Facts, holdings: Holdings, take: Take, uid: str) -> Iterator[Take]:
    if uid != take.uid and (uid, take.origin, take.id) not in facts.takes:
        yield holdings.claim(uid, take).committed()


def _news(facts: Facts, holdings: Holdings) -> Iterator[Line]:
    """Renames, and the end of those intents that a written lock may bring back."""
    renamed = map(fact.line_of, holdings.renamed())
    yield from (line for line in renamed if fact.identity(line) not in facts.others)
    ended = holdings.ended()
    told = {uid for uid, _, id_ in facts.takes if id_ is None}
    if ended:
        told |= made_of(facts.takes)[1].keys()
    for uid in told & ended.keys():
        if ("settled", uid) not in facts.others:
            at = e.stamp(ended[uid].at)
            yield {
                "t": "settled",
                "uid": uid,
                "outcome": "not_created",
                "by": ended[uid].by,
                "at": at,
            }
