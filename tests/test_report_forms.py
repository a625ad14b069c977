"""Reports for spreadsheets and CI systems, and a report's path that can be clicked."""

import csv
import io
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from campaigns import Campaign, eventful, paid
from inside import environment
from program import SPEC, Program
from remixbatch.commands.console import link_to
from remixbatch.report.csv_text import COLUMNS, csv_text
from remixbatch.report.junit import junit
from remixbatch.report.text import size

AT = "2026-11-26T16:00:00Z"
EVIL = '=HYPERLINK("http://x")\r\n\x00\x1b[2J\ud800 <b>&amp;]]> \ufffe \'q\' "r"'


def sheet(told: Campaign, **more: Any) -> list[dict[str, str]]:
    text = csv_text(told.graph, told.engine.steps, told.holdings, **more)
    assert text.endswith("\r\n")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def suite(told: Campaign) -> ET.Element:
    text = junit(told.graph, told.engine.steps, told.holdings, spec="spring.yaml", at=AT)
    root = ET.fromstring(text.encode())
    [found] = root
    return found


# -- csv ---------------------------------------------------------------------------------------------


def test_csv_has_one_row_a_take() -> None:
    told = eventful()
    found = sheet(told)
    assert len(found) == len(told.holdings.takes)
    assert tuple(found[0]) == COLUMNS
    assert {row["uid"] for row in found} == {take.uid for take in told.holdings.takes.values()}
    by_job = {(row["job"], row["stands"]): row for row in found}
    assert by_job["teal", "yes"]["usd"] == "2.40"
    assert by_job["fog", "no"]["status"] == "completed"
    assert by_job["night", "yes"]["error_code"] == "moderation_blocked"
    assert by_job["gone-job", "no"]["decision"] == "orphan"


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(first: str) -> None:
    told = Campaign(paid("  teal: {from: beach, prompt: Shift to teal}"))
    told.fail(told.submit("teal", f"{first}id"), message=f"{first}1+1", code="=x")
    [row] = sheet(told)
    assert row["error_message"] == f"'{first}1+1"
    assert (row["id"], row["error_code"]) == (f"'{first}id", "'=x")
    assert row["job"] == "teal"


def test_csv_survives_any_text() -> None:
    told = Campaign(paid("  teal: {from: beach, prompt: Shift to teal}"))
    told.finish("teal", prompt='a "quoted", line\nand another' + EVIL)
    [row] = sheet(told, absent=["videos/teal.1-t_1.mp4"])
    assert row["here"] == "no"
    assert row["prompt"].startswith('a "quoted", line\nand another=HYPER')
    assert not re.search("[\x00\x1b\ud800]", row["prompt"])


# -- junit -------------------------------------------------------------------------------------------


def test_junit_says_what_became_of_each_job() -> None:
    told = eventful()
    found = suite(told)
    cases = {case.get("name"): case for case in found}
    assert len(cases) == len(told.graph.jobs)
    words = {name: [child.tag for child in case] for name, case in cases.items()}
    assert words["teal"] == []
    assert words["night"] == ["failure"]
    assert words["gold"] == ["error"]
    assert words["calm"] == words["fog"] == ["skipped"]
    for word, attribute in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        assert found.get(attribute) == str(sum([word] == tags for tags in words.values()))
    assert found.get("tests") == str(len(cases))
    assert cases["teal"].get("time") == "62.000"
    [night] = cases["night"]
    assert night.get("message") == "moderation_blocked: no people"
    assert night.get("type") == "refused.moderation_blocked"
    [gold] = cases["gold"]
    assert "next: remixbatch resolve spring.yaml gold --adopt ID" in (gold.text or "")


def test_junit_is_xml_whatever_was_said() -> None:
    told = Campaign(paid("  teal: {from: beach, prompt: Shift to teal}"))
    told.refuse(told.submit("teal", prompt=EVIL), message=EVIL, code=EVIL)
    [case] = suite(told)
    [failure] = case
    assert "]]>" in (failure.text or "")
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", failure.get("message", ""))


def test_a_failure_that_is_allowed_does_not_fail_the_suite() -> None:
    told = Campaign(
        paid("  teal: {from: beach, prompt: Shift to teal, allow_failure: true, retry: {max: 0}}")
    )
    told.fail(told.submit("teal"))
    assert [child.tag for child in suite(told)[0]] == ["skipped"]


# -- the command -------------------------------------------------------------------------------------


def test_the_command_writes_forms_to_stdout_and_opens_the_file(program: Program) -> None:
    program.write("  fog: {from: b, prompt: Fill it with fög}\n")
    assert program.here("run", SPEC).code == 0
    output = program.folder / "output" / "spring"
    end = program.here("report", SPEC, "--format", "csv")
    assert (end.code, end.out.count("\n")) == (0, 2), end
    xml = program.here("report", SPEC, "--format", "junit").out
    assert ET.fromstring(xml.encode())[0].get("name") == "spring"
    both = program.here("report", SPEC, "--format", "csv", "--open")
    assert (both.code, "Give one of them" in both.err) == (2, True)
    (output / "report.md").unlink()
    opener, opened = program.folder / "opener", program.folder / "opened"
    opener.write_text(f"#!/bin/sh\necho \"$1\" > '{opened}'\n")
    opener.chmod(0o755)
    program.environ["BROWSER"] = f"{opener} %s"
    end = program.call("report", SPEC, "--open")
    assert end.code == 0, end
    assert opened.read_text("utf-8").strip() == (output / "report.md").as_uri()
    assert (output / "report.md").exists()


def test_the_reports_path_is_a_link_on_a_terminal(program: Program) -> None:
    program.write("  fog: {from: b, prompt: Fill it with fog}\n")
    assert "\x1b]8" not in program.here("run", SPEC).out
    end = program.at_terminal("run", SPEC, answer="y")
    found = re.search(
        r"\x1b]8;;file://[^/]+(/[^\x1b]+)\x1b\\output/spring/report\.md\x1b]8;;", end.out
    )
    assert found is not None, end.out
    assert found[1] == str(program.folder / "output" / "spring" / "report.md")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environ", "linked"),
    [
        ({"TERM": "xterm"}, 1),
        ({"TERM": "dumb"}, 0),
        ({}, 0),
        ({"TERM": "xterm", "NO_COLOR": "1"}, 0),
    ],
)
def test_where_a_link_would_be_noise(environ: dict[str, str], linked: int) -> None:
    with environment(environ):
        assert (link_to(Path("a b.md"), Terminal()) is not None) == bool(linked)
        assert link_to(Path("a b.md"), io.StringIO()) is None


def test_sizes() -> None:
    told = [size(n) for n in (1, 999, 1000, 99_949, 99_960, 1_300_000, 10**9, 5 * 10**15)]
    assert told[:4] == ["1 byte", "999 bytes", "1.0 kB", "99.9 kB"]
    assert told[4:] == ["100 kB", "1.3 MB", "1.0 GB", "5000 TB"]
