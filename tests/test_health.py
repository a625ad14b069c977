"""What is made of facts: each test changes one of them and looks at what a user is told."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import PurePosixPath
from typing import Any

import pytest

from remixbatch.errors import Exit
from remixbatch.health import judge
from remixbatch.health.check import Check
from remixbatch.health.facts import (
    Fault,
    Folder,
    Git,
    Home,
    Host,
    Journal,
    Key,
    Lock,
    Machine,
    Package,
    Service,
    Terminal,
)
from remixbatch.health.version import satisfies
from remixbatch.mounts import is_network, kind_at, mounts_of_linux, mounts_of_mac
from remixbatch.report.health_text import health_data, health_text, verdict

NOW = 1_800_000_000.0
TODAY = date(2027, 1, 15)
GIB = 1 << 30
GONE = Fault(text="it is gone", help="Bring it back.", exit=Exit.DISK)
TERMINAL = Terminal(
    on=True, color=True, color_by="a person looks", width=80, width_by="its own", encoding="utf-8"
)
MACHINE = Machine(
    version="1.0",
    python="3.12.1",
    needs_python=">=3.11",
    packages=(Package(name="click", wants=">=8.5", found="8.5.1"),),
    sqlite="3.45.0",
    threads=3,
    libyaml=True,
    system="Linux",
    platform="Linux-6",
    shell="zsh",
    completion="/home/a/.zshrc",
    absent=(),
    terminal=TERMINAL,
)
HOST = Host(
    proxy=None,
    addresses=("192.0.2.1",),
    tls="TLSv1.3",
    expires=NOW + 60 * 86400,
    status=404,
    date=NOW,
    asked=NOW,
    fault=None,
)
KEY = Key(name="A_KEY", place="the variable A_KEY", mode=None, fault=None)
SERVICE = Service(
    name="main",
    profile="a",
    origin="https://a.example",
    file="/p/a.yaml",
    shadowed=(),
    needed=True,
    local=False,
    free=False,
    vendor=True,
    key=KEY,
    host=HOST,
    priced=True,
    as_of=TODAY,
    verified=TODAY,
    retires=None,
    upstream_retired=None,
)
FOLDER = Folder(path="specs", writable=True, free=50 * GIB, kind="ext4")
GIT = Git(
    folder="specs/",
    attributes={"merge": "union", "eol": "lf", "text": "set"},
    lock_ignored=False,
    state_ignored=True,
    changed=(),
)
HOME = Home(
    spec="specs/a.yaml",
    there=True,
    lock_name="a.lock",
    jobs=3,
    fault=None,
    folder=FOLDER,
    output=FOLDER,
    journal=Journal(events=9, version=1, holder=None),
    lock=Lock(takes=3, version=1, conflicted=False),
    origins=None,
    git=GIT,
)


def of_machine(**facts: Any) -> list[Check]:
    return list(judge.machine(replace(MACHINE, **facts)))


def of_service(**facts: Any) -> list[Check]:
    return list(judge.service(replace(SERVICE, **facts), TODAY))


def of_home(**facts: Any) -> list[Check]:
    return list(judge.home(replace(HOME, **facts)))


def odd(checks: Iterable[Check]) -> tuple[str, str, str, Exit | None]:
    """Level, name, all words and exit code of the only check that is not ok."""
    [check] = [check for check in checks if check.level != "ok"]
    assert check.help
    return check.level, check.name, f"{check.text} | {check.help}", check.exit


def test_all_well() -> None:
    checks = [*of_machine(), *of_service(), *of_home()]
    assert {check.level for check in checks} == {"ok"}
    assert verdict(checks) is Exit.DONE
    shown = health_text(checks, width=80, color=False)
    assert f"{len(checks)} checks: all well" in shown
    assert "\x1b" not in shown
    assert max(map(len, shown.splitlines())) <= 80


@pytest.mark.parametrize(
    ("facts", "level", "name", "words", "code"),
    [
        ({"python": "3.10.9"}, "problem", "python", "3.10.9", Exit.USAGE),
        (
            {"packages": (Package(name="rich", wants=">=13.9,<16", found="16.0"),)},
            "problem",
            "packages",
            "pip install 'rich>=13.9,<16'",
            Exit.USAGE,
        ),
        (
            {"packages": (Package(name="rich", wants=">=13", found=None),)},
            "problem",
            "packages",
            "rich is missing",
            Exit.USAGE,
        ),
        ({"packages": ()}, "warning", "packages", "without being installed", None),
        ({"threads": 0}, "warning", "sqlite", "none", None),
        ({"libyaml": False}, "warning", "libyaml", "ten times slower", None),
        ({"absent": ("/nix",)}, "warning", "profiles", "/nix, which is no folder", None),
        ({"system": "Windows"}, "warning", "platform", "not tested", None),
        (
            {"terminal": replace(TERMINAL, encoding="ascii")},
            "warning",
            "terminal",
            "PYTHONUTF8=1",
            None,
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_machines(
    facts: dict[str, Any], level: str, name: str, words: str, code: Exit | None
) -> None:
    found = odd(of_machine(**facts))
    assert (found[0], found[1], found[3]) == (level, name, code)
    assert words in found[2]


def test_a_missing_completion_is_no_fault() -> None:
    [check] = [check for check in of_machine(completion=None) if check.name == "completion"]
    assert (check.level, check.text) == ("ok", "not set up for zsh")
    assert check.help is not None
    assert not [check for check in of_machine(shell=None, completion=None) if "compl" in check.name]


def test_versions() -> None:
    assert satisfies("3.16", ">=3.16,<4")
    assert satisfies("3.16.0", "==3.16")
    assert satisfies("10.0", ">=9.1")
    assert satisfies("8.5.1rc1", ">=8.5")
    assert not satisfies("3.9", ">=3.16")
    assert not satisfies("4.0", ">=3.16, <4")
    assert satisfies("1.0", "")


def host(**facts: Any) -> dict[str, Any]:
    return {"host": replace(HOST, **facts)}


def days(count: int) -> date:
    return TODAY + timedelta(days=count)


NO_KEY = Fault(text="no key for a", help="export A_KEY=…", exit=Exit.PROVIDER)
NO_HOST = Fault(text="no connection", help="Look.", exit=Exit.PROVIDER)


@pytest.mark.parametrize(
    ("facts", "level", "name", "words", "code"),
    [
        ({"key": replace(KEY, fault=NO_KEY)}, "problem", "key", "export A_KEY=…", Exit.PROVIDER),
        (host(fault=NO_HOST), "problem", "host", "https://a.example: no conn", Exit.PROVIDER),
        (
            {"needed": False, "key": replace(KEY, fault=NO_KEY)},
            "warning",
            "key",
            "no key for a",
            None,
        ),
        ({"needed": False, **host(fault=NO_HOST)}, "warning", "host", "no conn", None),
        (
            host(fault=NO_HOST, proxy="http://p:1"),
            "problem",
            "host",
            "through the proxy http://p:1",
            Exit.PROVIDER,
        ),
        (host(expires=NOW + 86400), "warning", "tls", "1 day left", None),
        (host(date=NOW + 61), "warning", "clock", "61 s behind the service's", None),
        (
            host(date=NOW - 3 * 86400),
            "warning",
            "clock",
            "3 days ahead of the service's",
            None,
        ),
        ({"retires": days(0)}, "problem", "end", "refuses to submit", Exit.PROVIDER),
        ({"retires": days(0), "needed": False}, "warning", "end", "refuses to submit", None),
        ({"retires": days(30)}, "warning", "end", "shuts this service down on 2027-02-14", None),
        ({"upstream_retired": days(-1)}, "warning", "upstream", "ended on 2027-01-14", None),
        ({"priced": False}, "warning", "price", "no budget can hold", None),
        ({"as_of": days(-91)}, "warning", "price", "91 days ago", None),
        ({"as_of": None}, "warning", "price", "not since when", None),
        ({"verified": days(-181)}, "warning", "facts", "checked on", None),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_services(
    facts: dict[str, Any], level: str, name: str, words: str, code: Exit | None
) -> None:
    found = odd(of_service(**facts))
    assert (found[0], found[1], found[3]) == (level, name, code)
    assert words in found[2]


@pytest.mark.parametrize(
    "facts",
    [
        {"retires": days(-1), "vendor": False},
        {"retires": days(100)},
        {"local": True, "free": True, "priced": False, "key": None, "host": None},
        {"host": None},
        host(date=NOW + 59),
        host(date=None, tls=None, expires=None),
        {"shadowed": ("/q/a.yaml",)},
    ],
)
def test_services_that_are_well(facts: dict[str, Any]) -> None:
    assert all(check.level == "ok" for check in of_service(**facts))


def test_a_key_file_has_its_mode_told() -> None:
    kept = replace(KEY, place="/home/a/keys/A_KEY", mode=0o600)
    assert "A_KEY: present, from /home/a/keys/A_KEY, mode 0600" in {
        check.text for check in of_service(key=kept)
    }


def git(**facts: Any) -> dict[str, Any]:
    return {"git": replace(GIT, **facts)}


BROKEN = Fault(text="line 3 cannot be read", help="Take it from git.", exit=Exit.LOCK)


@pytest.mark.parametrize(
    ("facts", "level", "name", "words", "code"),
    [
        (
            {"fault": Fault(text="2 problems in the spec", help="validate", exit=Exit.USAGE)},
            "problem",
            "spec",
            "2 problems",
            Exit.USAGE,
        ),
        ({"folder": replace(FOLDER, writable=False)}, "problem", "folder", "chmod", Exit.DISK),
        ({"folder": replace(FOLDER, free=1 << 20)}, "problem", "folder", "1 MiB", Exit.DISK),
        ({"output": replace(FOLDER, free=200 << 20)}, "warning", "output", "200 MiB", None),
        ({"folder": replace(FOLDER, kind="nfs4")}, "warning", "disk", "network file", None),
        ({"folder": replace(FOLDER, kind="fuse.sshfs")}, "warning", "disk", "local disk", None),
        ({"journal": GONE}, "problem", "journal", "it is gone", Exit.DISK),
        ({"lock": BROKEN}, "problem", "lock", "line 3", Exit.LOCK),
        (
            {"lock": Lock(takes=1, version=1, conflicted=True)},
            "problem",
            "lock",
            "conflict markers",
            Exit.LOCK,
        ),
        ({"origins": BROKEN}, "problem", "origin", "line 3", Exit.LOCK),
        (
            git(attributes={"merge": "unspecified", "eol": "unspecified"}),
            "warning",
            "merge",
            "specs/*.lock merge=union text eol=lf",
            None,
        ),
        (git(lock_ignored=True), "warning", "git", "a.lock is ignored", None),
        (git(state_ignored=False), "warning", "git", "`.remixbatch/`", None),
        (git(changed=("s/a.lock",)), "warning", "git", "git add s/a.lock", None),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_specs(facts: dict[str, Any], level: str, name: str, words: str, code: Exit | None) -> None:
    found = odd(of_home(**facts))
    assert (found[0], found[1], found[3]) == (level, name, code)
    assert words in found[2]


def test_a_broken_lock_is_not_to_be_committed() -> None:
    found = odd(of_home(lock=BROKEN, **git(changed=("s/a.lock",))))
    assert found[1] == "lock"


def test_a_spec_that_is_not_there_has_nothing_around_it() -> None:
    gone = Fault(text="there is no such file", help="Check the name.", exit=Exit.USAGE)
    [check] = of_home(there=False, fault=gone, folder=replace(FOLDER, free=0))
    assert check.exit is Exit.USAGE


def test_other_locks_at_the_top_of_a_repository_are_left_alone() -> None:
    found = odd(of_home(**git(folder="", attributes={})))
    assert "line to .gitattributes: a.lock merge=union" in found[2]


@pytest.mark.parametrize(
    "facts",
    [
        {"git": "git is not installed"},
        {"journal": None, "lock": None},
        {"folder": replace(FOLDER, kind=None)},
        {"folder": replace(FOLDER, kind="fuse.portal")},
        {"journal": Journal(events=1, version=1, holder="process 7 on 'here'")},
    ],
)
def test_specs_that_are_well(facts: dict[str, Any]) -> None:
    assert all(check.level == "ok" for check in of_home(**facts))


def test_the_gravest_is_told() -> None:
    checks = [
        *of_service(key=replace(KEY, fault=NO_KEY)),
        *of_home(journal=GONE, lock=BROKEN),
        *judge.profiles([NO_HOST]),
    ]
    assert verdict(checks) is Exit.DISK
    assert "3 problems, 1 warning (exit 9)" in health_text(checks, width=100, color=False)
    data = health_data(checks)
    assert (data["version"], data["kind"], data["exit"]) == (1, "doctor", 9)
    assert {"section", "name", "level", "text", "help", "exit"} == set(data["checks"][0])


def test_foreign_text_does_nothing_to_a_terminal() -> None:
    checks = of_home(spec="\x1b[2Ja.yaml", lock=replace(BROKEN, text="\x1b]0;x\x07line"))
    shown = health_text(checks, width=80, color=False)
    assert "\x1b" not in shown
    assert "\x07" not in shown


def test_mounts() -> None:
    text = (
        "36 35 98:0 / / rw,noatime shared:1 - ext4 /dev/sda1 rw\n"
        "37 36 0:5 / /mnt/my\\040disk rw - nfs4 host:/x rw\n"
    )
    linux = mounts_of_linux(text)
    assert linux == [(PurePosixPath("/"), "ext4"), (PurePosixPath("/mnt/my disk"), "nfs4")]
    mac = "/dev/disk3s1 on / (apfs, sealed, local)\n//me@nas/x on /Volumes/a b (smbfs, nodev, me)\n"
    mounts = mounts_of_mac(mac)
    assert mounts == [(PurePosixPath("/"), "apfs"), (PurePosixPath("/Volumes/a b"), "smbfs")]
    assert kind_at(PurePosixPath("/Volumes/a b/specs"), mounts) == "smbfs"
    assert kind_at(PurePosixPath("/Volumes/a bc"), mounts) == "apfs"
    assert kind_at(PurePosixPath("/x"), [*linux, (PurePosixPath("/"), "tmpfs")]) == "tmpfs"
    assert kind_at(PurePosixPath("/x"), []) is None


@pytest.mark.parametrize(
    ("kinds", "network"),
    [
        ("nfs nfs4 cifs smb3 smbfs SMBFS 9p fuse.sshfs fuse.rclone virtiofs ceph glusterfs", True),
        ("ext4 xfs btrfs zfs apfs tmpfs overlay f2fs fuseblk fuse.portal hfs vfat", False),
    ],
)
def test_disks_of_other_machines(*, kinds: str, network: bool) -> None:
    assert {kind for kind in kinds.split() if is_network(kind) is not network} == set()
    assert not is_network(None)
