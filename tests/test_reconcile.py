"""Sets of equal submissions against a list: what is adopted, not created, asked again, held."""

from collections.abc import Mapping, Sequence

import pytest

from remixbatch.events import Sighting
from remixbatch.reconcile import (
    Adopt,
    Again,
    Doubt,
    Finding,
    Found,
    Hold,
    NotCreated,
    oldest,
    reconcile,
)
from speaking import ident

T = 1_790_000_000.0
REACH = 240.0


def doubt(uid: str = "t_1", at: float | None = T, order: int = 10, **changes: object) -> Doubt:
    fields: dict[str, object] = {
        "parent": "video_a",
        "prompt": "Make it dusk",
        "model": None,
        "params": {},
    }
    return Doubt(uid=uid, at=at, order=order, **(fields | changes))  # type: ignore[arg-type]


def video(id_: str = "v1", created: float | None = T + 1, **changes: object) -> Sighting:
    fields: dict[str, object] = {"parent": "video_a", "prompt": "Make it dusk"}
    return Sighting(id=id_, created=created, **(fields | changes))  # type: ignore[arg-type]


def findings(
    doubts: Sequence[Doubt],
    videos: Sequence[Sighting],
    *,
    after: float = 5.0,
    complete: bool = False,
    owned: Sequence[str] = (),
    misplaced: Sequence[str] = (),
    seen: Mapping[str, int] | None = None,
    answering: bool = False,
    rivals: Mapping[tuple[str, str], str] | None = None,
    unread: Sequence[str] = (),
) -> list[Finding]:
    """What is found `after` seconds."""
    found = Found(
        now=T + after,
        sightings=videos,
        owned={*owned, *misplaced}.__contains__,
        misplaced=lambda each: each.id in misplaced,
        seen=seen or {},
        answering=frozenset({("video_a", "Make it dusk")} if answering else ()),
        reach=REACH,
        complete=complete,
        rivals=rivals or {},
        unread=unread,
    )
    return reconcile(doubts, found)


def held(found: list[Finding]) -> list[tuple[str, str, list[str]]]:
    return [
        (each.uid, each.reason, [c.id for c in each.candidates])
        for each in found
        if isinstance(each, Hold)
    ]


LATE = REACH + 11


def test_a_video_without_a_usable_id_explains_nothing_away() -> None:
    """It may be the one, and nothing can adopt it: neither is it taken for absent, nor another for it."""
    nameless = video("")
    for videos, shown in (([nameless], []), ([nameless, video("v2")], ["v2"])):
        assert findings([doubt()], videos) == [Again(uid="t_1", wait=REACH + 5)]
        [(uid, reason, candidates)] = held(findings([doubt()], videos, after=LATE, complete=True))
        assert (uid, candidates) == ("t_1", shown)
        assert "cannot be an id" in reason
    elsewhere = video("", prompt="Another")
    assert findings([doubt()], [elsewhere, video()]) == [Adopt(uid="t_1", video=video())]


def test_while_another_spec_has_no_answer_to_the_same_nothing_is_adopted() -> None:
    """Until then its answer may come, and tell whose the video is."""
    rivals = {("video_a", "Make it dusk"): "dusk of other.yaml"}
    for videos in ([video()], [video("v1"), video("v2")]):
        assert findings([doubt()], videos, rivals=rivals) == [Again(uid="t_1", wait=REACH + 5)]
        [(_, reason, shown)] = held(findings([doubt()], videos, after=LATE, rivals=rivals))
        assert reason.startswith("dusk of other.yaml asked for the same")
        assert shown == [each.id for each in videos]
    absent = findings([doubt()], [], after=LATE, complete=True, rivals=rivals)
    assert absent == [NotCreated(uid="t_1")]
    [(_, reason, shown)] = held(findings([doubt()], [video()], after=LATE, unread=["other.lock"]))
    assert (reason, shown) == ("other.lock, so what the list shows may be another spec's", ["v1"])
    other = {("video_a", "Make it rain"): "rain of other.yaml"}
    assert findings([doubt()], [video()], rivals=other) == [Adopt(uid="t_1", video=video())]


def test_one_that_fits_is_adopted_at_once() -> None:
    assert findings([doubt()], [video()]) == [Adopt(uid="t_1", video=video())]


@pytest.mark.parametrize(
    "other",
    [
        video(parent="video_b"),
        video(prompt="Make it rain"),
        video(parent="video_of_a_team", prompt="Make it dusk and wet"),
        video(parent="video_b", prompt=None),
        video(created=T - 71 - 86_400),
        video(created=T - 71, prompt="Make it"),
        video("v_owned"),
        video("v_owned", prompt="Make it"),
        video("v_early"),
        video("v_early", parent="enc_video_a"),
    ],
    ids=[
        *(
            "another source of ours",
            "another prompt",
            "both of others",
            "hidden, of another source",
        ),
        *("too old", "too old and cut", "owned", "owned and cut", "seen before", "seen, renamed"),
    ],
)
def test_one_that_does_not_fit_is_none(other: Sighting) -> None:
    more = {"owned": ["v_owned", "video_b"], "seen": {"v_early": 10}}
    [again] = findings([doubt()], [other], **more)  # type: ignore[arg-type]
    assert again == Again(uid="t_1", wait=REACH + 10 - 5)
    [(_, reason, candidates)] = held(findings([doubt()], [other], after=LATE, **more))  # type: ignore[arg-type]
    assert reason.startswith(
        "the list does not show it, though the service had its time, and this service's"
    )
    assert candidates == []
    [gone] = findings([doubt()], [other], after=LATE, complete=True, **more)  # type: ignore[arg-type]
    assert gone == NotCreated(uid="t_1")


@pytest.mark.parametrize("complete", [False, True])
@pytest.mark.parametrize("early", [71, 3 * 3600, 86_000])
def test_one_that_fits_and_was_made_before_it_could_be_is_shown_and_nothing_is_missing(
    early: int,
    complete: bool,  # noqa: FBT001 - a case
) -> None:
    """Two clocks of one service, or a time without its zone."""
    shown = video(created=T - early)
    assert findings([doubt()], [shown], complete=complete) == [Again(uid="t_1", wait=REACH + 5)]
    [(_, reason, candidates)] = held(findings([doubt()], [shown], after=LATE, complete=complete))
    assert reason == (
        "the list shows 1 video made earlier than this submission can have made it, if the service's clocks agree"
    )
    assert candidates == ["v1"]
    known_before = findings(
        [doubt()], [shown], after=LATE, complete=complete, seen={"v1": 10}, owned=[]
    )
    assert [ids for _, _, ids in held(known_before)] == ([] if complete else [[]])


def test_what_another_submission_can_have_made_is_early_for_none() -> None:
    first, second = doubt("t_1", T, 10), doubt("t_2", T + LATE * 2, 20)
    found = findings([first, second], [video()], after=LATE * 3, complete=True)
    assert found == [Adopt(uid="t_1", video=video()), NotCreated(uid="t_2")]


def test_the_window_is_a_minute_and_what_is_not_known_of_the_clock() -> None:
    assert oldest([doubt(), doubt("t_2", at=T + 9), doubt("t_3", at=None)]) == T - 70
    assert oldest([doubt(at=None)]) is None
    assert findings([doubt()], [video(created=T - 69)]) == [
        Adopt(uid="t_1", video=video(created=T - 69))
    ]


def test_twins_get_as_many_as_there_are() -> None:
    twins = [doubt("t_1", T, 10), doubt("t_2", T + 3, 12)]
    both = [video("v2", T + 4), video("v1", T + 1)]
    found = findings(twins, both)
    assert {(each.uid, each.video.id) for each in found if isinstance(each, Adopt)} == {
        ("t_1", "v1"),
        ("t_2", "v2"),
    }
    assert [type(each) for each in findings(twins, both[1:])] == [Again, Again]
    assert [type(each) for each in findings(twins, both[1:], after=LATE + 3)] == [Adopt, Hold]
    later = findings(twins, both[1:], after=LATE + 3, complete=True)
    assert sorted(type(each).__name__ for each in later) == ["Adopt", "NotCreated"]


def test_a_twin_that_was_seen_early_goes_to_the_earlier_submission() -> None:
    twins = [doubt("t_1", T, 10), doubt("t_2", T + 30, 20)]
    both = [video("v_new", T + 31), video("v_seen", T + 1)]
    found = findings(twins, both, seen={"v_seen": 15, "v_new": 25})
    assert {(each.uid, each.video.id) for each in found if isinstance(each, Adopt)} == {
        ("t_1", "v_seen"),
        ("t_2", "v_new"),
    }
    found = findings(twins, both, seen={"v_seen": 15, "v_new": 15})
    assert [uid for uid, _, _ in held(found)] == ["t_1", "t_2"], (
        "the second cannot have made either"
    )


def test_equal_submissions_of_other_days_are_not_mixed() -> None:
    day = 86_400.0
    twins = [doubt("t_1", T, 10), doubt("t_2", T + day, 20)]
    found = findings(twins, [video("v2", T + day + 1)], after=day + 5)
    assert [(type(each), each.uid) for each in found] == [(Hold, "t_1"), (Adopt, "t_2")]


def test_more_than_there_are_submissions_is_for_a_person() -> None:
    found = findings([doubt()], [video("v1"), video("v2", T + 2)])
    assert held(found) == [("t_1", "the list shows 2 videos that it may have made", ["v2", "v1"])]


@pytest.mark.parametrize("hidden", ["prompt", "parent", "created"])
def test_what_the_list_hides_is_never_guessed(hidden: str) -> None:
    shy = video("v_shy", **{hidden: None})
    assert [type(each) for each in findings([doubt()], [shy])] == [Again]
    for complete in (False, True):
        [(_, reason, candidates)] = held(findings([doubt()], [shy], after=LATE, complete=complete))
        assert reason == "the service's list does not tell source, prompt and time of every video"
        assert candidates == ["v_shy"]
    other = {"parent": "video_b"} if hidden == "prompt" else {"prompt": "Add rain"}
    if hidden != "created":
        unlike = video("v_else", T, **{hidden: None, **other})
        assert findings([doubt()], [unlike, video()]) == [Adopt(uid="t_1", video=video())]


def test_other_parameters_are_not_interchangeable() -> None:
    two = [doubt("t_1", params={"seed": 1}), doubt("t_2", params={"seed": 2}, order=11)]
    assert [type(each) for each in findings(two, [video("v1"), video("v2")])] == [Again, Again]
    found = findings(two, [video("v1"), video("v2")], after=LATE)
    assert [uid for uid, _, _ in held(found)] == ["t_1", "t_2"]
    assert [type(each) for each in findings(two, [], after=LATE, complete=True)] == [NotCreated] * 2
    assert findings([doubt(model="a")], [video(model="b"), video("v2", model="a")]) == [
        Adopt(uid="t_1", video=video("v2", model="a"))
    ]


def test_an_unknown_time_is_for_a_person() -> None:
    found = findings([doubt(at=None), doubt("t_2")], [video()])
    assert [(uid, ids) for uid, _, ids in held(found)] == [("t_1", ["v1"]), ("t_2", ["v1"])]
    assert "by the service's clock is not known here" in held(found)[0][1]


def test_nothing_is_taken_while_an_equal_one_is_being_answered() -> None:
    assert findings([doubt()], [video()], answering=True) == [Again(uid="t_1", wait=5.0)]


def test_one_that_is_made_too_late_proves_that_nothing_is_settled() -> None:
    found = findings([doubt()], [video("v9", T + 999)], after=1000, complete=True)
    assert held(found) == [
        (
            "t_1",
            "the list shows 1 video made later than this submission can have made it",
            ["v9"],
        )
    ]


def test_a_service_that_mixes_up_its_answers_is_not_believed() -> None:
    found = findings([doubt()], [video("v1")], after=LATE, complete=True, misplaced=["v1"])
    [(_, reason, candidates)] = held(found)
    assert reason == "the service gave v1, which fits it, as the answer to another submission"
    assert candidates == []


@pytest.mark.parametrize(
    "retold",
    [
        video(prompt="Make it"),
        video(prompt="Make it d..."),
        video(prompt="Make it d\u2026"),
        video(prompt="Make it dusk. High quality."),
        video(prompt="Cinematic, 35 mm. Make it dusk, rich in detail"),
        video(prompt=" make  it\nDUSK"),
        video(prompt="\uff2dake it dusk", parent=None),
        video(prompt="..."),
        video(parent="enc_video_a"),
        video(parent="enc_video_a", prompt="Make it dusk."),
        video(created=None, prompt="Make it"),
    ],
    ids=ident,
)
@pytest.mark.parametrize("complete", [False, True])
def test_nothing_is_missing_while_a_video_could_be_it_in_other_words(
    retold: Sighting,
    complete: bool,  # noqa: FBT001 - a case
) -> None:
    assert findings([doubt()], [retold], complete=complete) == [Again(uid="t_1", wait=REACH + 5)]
    [(_, reason, candidates)] = held(findings([doubt()], [retold], after=LATE, complete=complete))
    assert reason == (
        "the list shows 1 video that it may have made, with another prompt or source than was sent: "
        "services cut prompts, and gateways rename sources"
    )
    assert candidates == ["v1"]
    as_sent = video("v2")
    assert findings([doubt()], [retold, as_sent], complete=complete) == [
        Adopt(uid="t_1", video=as_sent)
    ]


def test_of_twins_one_is_adopted_and_the_other_may_be_told_in_other_words() -> None:
    twins = [doubt("t_1", T, 10), doubt("t_2", T + 3, 12)]
    both = [video("v1"), video("v2", prompt="Make it")]
    found = findings(twins, both, after=LATE + 3, complete=True)
    assert [type(each) for each in found] == [Adopt, Hold]
    assert [ids for _, _, ids in held(found)] == [["v2"]]
    found = findings(twins, both[:1], after=LATE + 3, complete=True)
    assert [type(each) for each in found] == [Adopt, NotCreated], "one video is not there twice"


def test_what_an_open_submission_asked_for_as_it_stands_is_not_anothers() -> None:
    two = [doubt(), doubt("t_2", prompt="Make it dusk, then rain", order=11)]
    theirs = video("v2", prompt="Make it dusk, then rain")
    found = findings(two, [theirs], after=LATE, complete=True)
    assert found == [NotCreated(uid="t_1"), Adopt(uid="t_2", video=theirs)]


def test_what_may_be_a_cut_of_one_open_prompt_is_no_proof_that_it_is_missing() -> None:
    """Though another open submission has just that prompt: nothing is sent again for it."""
    two = [doubt(prompt="Make it dusk, then rain"), doubt("t_2", order=11)]
    for made in ([video()], [video("v1"), video("v2")]):
        found = findings(two, made, after=LATE, complete=True)
        assert not [each for each in found if isinstance(each, NotCreated)]
        assert "t_1" in [uid for uid, _, _ in held(found)]


@pytest.mark.parametrize(
    "retold",
    [
        video(parent="enc_video_a", prompt=None),
        video(prompt="Make it", created=T + LATE * 2),
        video(parent="enc_video_a", created=T + LATE * 2),
    ],
    ids=ident,
)
def test_hidden_prompts_of_renamed_sources_and_late_ones_hold_too(retold: Sighting) -> None:
    found = findings([doubt()], [retold], after=LATE * 3, complete=True)
    assert [ids for _, _, ids in held(found)] == [["v1"]]


def test_one_of_another_model_is_not_taken_and_nothing_is_missing() -> None:
    two = [doubt("t_1", model="a"), doubt("t_2", model="b", order=11)]
    found = findings(two, [video(model="b")], after=LATE, complete=True)
    assert [(uid, ids) for uid, _, ids in held(found)] == [("t_1", ["v1"]), ("t_2", ["v1"])]
