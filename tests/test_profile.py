"""Profiles: what ships, what the two fixtures show the form can say, and what is refused."""

import copy
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from remixbatch import catalog
from remixbatch.dialect import Row
from remixbatch.errors import Exit, ProviderError
from remixbatch.param import Param
from remixbatch.profile import AMBIGUOUS, Profile, parse
from remixbatch.template import fill, fill_path, placeholders

HERE = Path(__file__).parent
SHIPPED = sorted((HERE.parent / "remixbatch" / "profiles").glob("*.yaml"))
ALL = SHIPPED + sorted((HERE / "profiles").glob("*.yaml"))


def value_of(name: str) -> dict[str, Any]:
    path = next(path for path in ALL if path.stem == name)
    found: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return found


def changed(name: str, path: str, value: Any) -> dict[str, Any]:
    """A profile's value with one part replaced, or removed with `...`."""
    whole = copy.deepcopy(value_of(name))
    part: Any = whole
    *steps, last = (int(step) if step.isdecimal() else step for step in path.split("."))
    for step in steps:
        part = part[step]
    if value is ...:
        del part[last]
    else:
        part[last] = value
    return whole


# -- what ships ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_every_profile_reads(path: Path) -> None:
    profile = catalog.read(path)
    assert profile == parse(value_of(path.stem), "elsewhere")
    assert profile.name == path.stem
    assert profile.verified <= date(2026, 12, 31)


def test_toapis_is_the_documented_endpoint() -> None:
    profile = catalog.load("toapis")
    assert profile.origin == "https://toapis.com"
    assert profile.remix.path == "/v1/videos/{source}/remix"
    assert profile.look.path == "/v1/videos/generations/{id}"
    assert (profile.key_env, profile.models) == ("TOAPIS_API_KEY", ("sora-2-official",))
    assert profile.model_required
    assert profile.takes_model
    assert profile.upstream_retired == date(2026, 9, 15)
    assert profile.retires is None
    assert profile.per_second is None


def test_openai_has_an_end_a_price_and_no_model() -> None:
    profile = catalog.load("openai")
    assert profile.retires == date(2026, 9, 24)
    assert profile.per_second == 100_000
    assert not profile.takes_model
    assert not profile.free
    assert profile.listing is not None
    assert not profile.listing.complete


def test_emulator_is_free_local_and_keyless() -> None:
    profile = catalog.load("emulator")
    assert profile.local
    assert profile.free
    assert profile.key_env is None
    assert profile.listing is not None
    assert profile.listing.complete
    assert profile.per_take == 0


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_no_shipped_table_trusts_an_ambiguous_status(path: Path) -> None:
    """The whole table, every status: only with a listed code is a doubtful one proof."""
    profile = catalog.read(path)
    for status in (*AMBIGUOUS, 418, 451):
        first = next((r for r in profile.post if r.matches(status, ["any"], is_error=True)), None)
        assert first is None, status
    for status in (400, 401, 402, 403, 404, 413, 415, 422):
        assert not any(row.matches(status, [], is_error=False) for row in profile.post)


# -- the catalog -----------------------------------------------------------------------------------------


def test_profiles_of_the_users_folder_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REMIXBATCH_PROFILES", str(HERE / "profiles"))
    assert {"fal", "runway", "emulator", "openai", "toapis"} <= set(catalog.names())
    assert catalog.load("fal").source_kind == "url"


def test_a_folder_cannot_replace_a_shipped_profile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forged = yaml.safe_dump(changed("toapis", "origin", "https://evil.example"))
    (tmp_path / "toapis.yaml").write_text(forged)
    monkeypatch.setenv("REMIXBATCH_PROFILES", str(tmp_path))
    assert catalog.load("toapis").origin == "https://toapis.com"


@pytest.mark.parametrize("name", ["emulator", "openai", "toapis"])
def test_what_is_guessed_names_its_source(name: str) -> None:
    profile = catalog.load(name)
    assert profile.typical
    assert profile.local or "`typical` is" in profile.notes


def test_an_unknown_profile_names_the_nearest() -> None:
    with pytest.raises(ProviderError) as caught:
        catalog.load("toapi")
    assert "toapis" in str(caught.value.hint)
    assert caught.value.exit is Exit.PROVIDER
    with pytest.raises(ProviderError) as caught:
        catalog.load("zzzzzzzz")
    assert "emulator" in str(caught.value.hint)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name: bad\nbogus: 1\n", "bogus"),
        ("name: [", "bad.yaml:"),
        ("- 1\n", "bad.yaml:"),
        ("name: bad\nverified: soon\n", "verified"),
    ],
)
def test_a_broken_file_is_told_with_its_place(
    text: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bad.yaml").write_text(text)
    monkeypatch.setenv("REMIXBATCH_PROFILES", str(tmp_path))
    with pytest.raises(ProviderError) as caught:
        catalog.load("bad")
    assert told in caught.value.message
    assert "bad.yaml" in caught.value.message


def test_a_file_that_cannot_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bad.yaml").mkdir()
    monkeypatch.setenv("REMIXBATCH_PROFILES", str(tmp_path))
    with pytest.raises(ProviderError, match=r"bad\.yaml"):
        catalog.load("bad")


def test_a_file_is_called_as_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "other.yaml").write_text((HERE / "profiles" / "fal.yaml").read_text())
    monkeypatch.setenv("REMIXBATCH_PROFILES", str(tmp_path))
    with pytest.raises(ProviderError, match="named 'fal' inside"):
        catalog.load("other")


# -- what a schema cannot say ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "path", "value", "told"),
    [
        (
            "toapis",
            "post.0",
            {"status": [500], "json": True, "outcome": "rejected"},
            "500 may come",
        ),
        ("toapis", "post.0", {"status": [409], "json": True, "outcome": "later"}, "409 may come"),
        ("toapis", "post.0", {"status": [200], "json": True, "outcome": "refused"}, "200 may come"),
        ("toapis", "post.0", {"json": True, "outcome": "rejected"}, "every answer"),
        ("toapis", "post.0", {"status": [404], "outcome": "rejected"}, "json: true"),
        ("toapis", "post.0", {"status": [429, 400], "outcome": "later"}, "json: true"),
        ("toapis", "remix.body.prompt", "{prmpt}", "unknown placeholder {prmpt}"),
        ("toapis", "remix.body.prompt", "please: {prompt}", "mixes a placeholder"),
        ("toapis", "remix.body", {"model": "{model}"}, "no {prompt}"),
        ("toapis", "remix.body", {"prompt": "{prompt}"}, "neither path nor body has {model}"),
        ("toapis", "remix.path", "/v1/remix", "no {source}"),
        ("toapis", "remix.path", "/v1/{source}/{oops}", "unknown placeholder {oops}"),
        ("toapis", "remix.path", "/v1/../{source}", "climbs"),
        ("toapis", "remix.path", "/v1/{source}?a=b", "has a query"),
        ("toapis", "remix.params", {"seed": {"type": "integer"}}, "no {params.seed}"),
        ("toapis", "look.path", ..., "needs path or link"),
        ("toapis", "look.link", "poll", "not in answer.links"),
        ("toapis", "look.most", 1, "look.most"),
        ("toapis", "result.url", ..., "result.url"),
        ("toapis", "source.from_parent", "result_url", "takes its parent's id"),
        ("toapis", "source.id_pattern", "(", "no regular expression"),
        ("toapis", "verified", "2026-13-40", "no date"),
        ("toapis", "price", {"per_second": "a lot"}, "not an amount"),
        ("toapis", "price", {"per_second": "1", "per_take": "1"}, "not both"),
        ("toapis", "origin", "http://toapis.com", "unencrypted"),
        ("toapis", "origin", "https://toapis.com/v1", "has a path"),
        ("toapis", "headers", {"X-A": "b\r\nEvil: yes"}, "line break"),
        ("toapis", "name", ..., "name is missing"),
        ("toapis", "look", [], "wrong shape"),
        ("fal", "remix.model", {"required": True}, "needs model.required and model.values"),
        ("fal", "result.link", "nowhere", "result.link"),
        ("fal", "remix.params.resolution.values", [["x"]], "resolution.values"),
        ("runway", "look.cost.per_usd", 0, "greater than 0"),
        ("emulator", "result.path", ..., "result.path"),
    ],
)
def test_faults_are_told_with_file_and_path(name: str, path: str, value: Any, told: str) -> None:
    with pytest.raises(ProviderError) as caught:
        parse(changed(name, path, value), "some/file.yaml")
    assert told in caught.value.message
    assert "some/file.yaml: " in caught.value.message
    assert caught.value.hint


def test_all_faults_are_told_at_once() -> None:
    broken = changed("toapis", "remix.body", {"model": "{modell}"})
    broken["look"]["link"] = "nowhere"
    with pytest.raises(ProviderError) as caught:
        parse(broken, "f")
    assert caught.value.message.count("\n") >= 2


def test_a_row_with_codes_needs_one_of_them() -> None:
    row = Row.read({"status": [503], "codes": ["Rate_Limit_Unavailable"], "outcome": "later"})
    assert row.matches(503, ["x", "RATE_LIMIT_UNAVAILABLE"], is_error=True)
    assert not row.matches(503, ["x"], is_error=True)
    assert not row.matches(502, ["rate_limit_unavailable"], is_error=True)


# -- templates, params, addresses --------------------------------------------------------------------------


def test_a_placeholder_without_value_drops_its_key() -> None:
    template = {"m": "{model}", "p": "{prompt}", "deep": {"s": "{params.seed}"}, "l": ["{x}", 1]}
    assert fill(template, {"prompt": "go", "params.seed": 0}) == {
        "p": "go",
        "deep": {"s": 0},
        "l": [1],
    }
    assert placeholders(template) == {"model", "prompt", "params.seed", "x"}


def test_a_value_is_never_a_template_itself() -> None:
    assert fill({"p": "{prompt}"}, {"prompt": "{model}", "model": "m"}) == {"p": "{model}"}


@pytest.mark.parametrize(
    ("value", "path"),
    [("a/../b", "/v/a%2F..%2Fb/r"), ("x?y#z", "/v/x%3Fy%23z/r"), ("é\r\n", "/v/%C3%A9%0D%0A/r")],
)
def test_an_id_stays_one_segment_of_a_path(value: str, path: str) -> None:
    assert fill_path("/v/{id}/r", {"id": value}) == path


def test_a_model_in_a_path_keeps_its_slashes() -> None:
    assert fill_path("/{model}", {"model": "xai/edit video"}) == "/xai/edit%20video"


@pytest.mark.parametrize(
    ("kind", "given", "typed"),
    [
        ("string", 8, "8"),
        ("string", "7", "7"),
        ("integer", "6", 6),
        ("integer", 5, 5),
        ("number", "0.5", 0.5),
        ("number", Decimal("4.0"), 4),
        ("boolean", "true", True),
        ("boolean", False, False),
    ],
)
def test_params_take_the_services_type(kind: Any, given: Any, typed: Any) -> None:
    made = Param(name="p", type=kind).typed(given)
    assert made == typed
    assert type(made) is type(typed)


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("string", True),
        ("string", None),
        ("string", ["8"]),
        ("integer", "8.5"),
        ("integer", True),
        ("integer", "1" * 40),
        ("number", "nan"),
        ("number", "1e99"),
        ("number", True),
        ("boolean", "yes"),
        ("boolean", 1),
    ],
)
def test_params_refuse_other_types(kind: Any, given: Any) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        Param(name="p", type=kind).typed(given)


def test_params_refuse_other_values() -> None:
    param = Param(name="seconds", type="integer", values=(4, 8))
    assert param.typed("4") == 4
    with pytest.raises(ValueError, match="seconds: 5 is none of 4, 8"):
        param.typed(5)


def test_a_profile_without_optional_parts_has_its_defaults() -> None:
    least = changed("runway", "look.cost", ...)
    for part in ("title", "headers", "typical"):
        least.pop(part, None)
    profile: Profile = parse(least, "f")
    assert profile.title == "runway"
    assert profile.settle == 120
    assert profile.typical is None
    assert profile.overdue == 3600
    assert profile.listing is None
    assert profile.idempotency is None
