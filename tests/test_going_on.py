"""While a run is on and once it is stopped: the command that goes on, and reports that can be looked at."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from campaigns import T
from remixbatch.commands.campaign import Campaign, read_campaign
from remixbatch.commands.keeper import ReportKeeper
from remixbatch.commands.loaded import load
from remixbatch.commands.options import Options
from remixbatch.commands.resume import resume
from remixbatch.commands.written import Result
from remixbatch.engine import Engine
from remixbatch.limits import Limits
from remixbatch.spending import Used

SPEC = """\
version: 1
name: spring
provider: emulator
sources: {beach: {id: video_beach, seconds: 8}}
jobs:
  dusk: {from: beach, prompt: Make it dusk}
"""


@pytest.fixture
def campaign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Campaign:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("REMIXBATCH_BASE_URL", raising=False)
    Path("my spring.yaml").write_text(SPEC, "utf-8")
    return read_campaign(load(Path("my spring.yaml")), T)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (Options(), "run SPEC"),
        (Options(command="wait"), "wait SPEC"),
        (
            Options(select=["+rain", "tag:x y"], in_flight=2),
            "run SPEC --select +rain --select 'tag:x y' -j 2",
        ),
        (Options(max_new=5, budget=10_000_000), "run SPEC --budget 7.60 --max-new 3"),
        (Options(max_new=1), "run SPEC --max-new 0"),
        (Options(yes=True, fail_fast=True, wait=False), "run SPEC --yes --fail-fast --no-wait"),
        (
            Options(stamp=Path("out/.stamp"), max_unclear=1),
            "run SPEC --max-unclear 1 --stamp out/.stamp",
        ),
        (
            Options(retry_failed=True, on_parent_change="keep"),
            "run SPEC --retry-failed --on-parent-change keep",
        ),
        (
            Options(planned=True, files=[Path("a.plan")], max_new=9, select=["x"], yes=True),
            "run a.plan --yes",
        ),
        (
            Options(files=[Path("a.yaml"), Path("b.yaml")], max_new=5),
            "run a.yaml b.yaml --max-new 3",
        ),
    ],
)
def test_the_command_that_goes_on_has_the_flags_and_what_is_left_of_the_limits(
    campaign: Campaign, options: Options, told: str
) -> None:
    found = resume(campaign, options, Used(new=2, spent=2_400_000))
    assert found == f"remixbatch {told}".replace("SPEC", "'my spring.yaml'")


def test_it_leads_to_the_same_server_and_folder(campaign: Campaign) -> None:
    campaign.output_dir = Path("else where")
    campaign.loaded = replace(campaign.loaded, base_url="http://127.0.0.1:80")
    found = resume(campaign, Options(), Used())
    place = "--base-url http://127.0.0.1:80 --output-dir 'else where'"
    assert found == f"remixbatch run 'my spring.yaml' {place}"


def clock_of(*times: float) -> Callable[[], float]:
    left = list(times)
    return lambda: left.pop(0)


def test_reports_are_refreshed_while_a_run_is_on(
    campaign: Campaign, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = Engine(campaign.graph, Limits(), campaign.policy)
    engine.replay([])
    result = Result(campaign=campaign, engine=engine, codes=engine.verdict(), partial=True)
    keeper = ReportKeeper(T)
    assert not keeper.due(T + 29)
    assert keeper.due(T + 30)
    keeper.write(result, clock_of(T + 30, T + 30, T + 30))
    assert "while the run was still on" in Path("output/spring/report.md").read_text("utf-8")
    report: Any = json.loads(Path("output/spring/report.json").read_text("utf-8"))
    assert report["partial"] is True
    assert not keeper.due(T + 59)
    keeper.write(result, clock_of(T + 60, T + 64, T + 64))
    assert not keeper.due(T + 143), "a write that took 4 s is followed by 80 s without one"
    assert keeper.due(T + 144)
    Path("output/spring/report.md").unlink()
    Path("output/spring/report.md").mkdir()
    for _ in range(2):
        keeper.write(result, clock_of(T, T, T))
    assert capsys.readouterr().err.count("the run goes on") == 1
