"""Which file system a path lies on, told from the table of mounts; and whether that is another machine's."""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

# File systems of other machines, and those that stand in for one: SQLite's shared memory does not work there,
# and a lock of this system may not reach the others.
NETWORK = re.compile(
    r"nfs.*|cifs|smb.*|afpfs|afs|9p|v9fs|ceph|gluster.*|lustre|gpfs|beegfs|webdav|davfs.*|ncp.*|coda"
    r"|vboxsf|vmhgfs|prl_fs|virtiofs|drvfs|fuse\.(?!portal|lxcfs).*|macfuse|osxfuse"
)

Mounts = list[tuple[PurePosixPath, str]]  # mount points with their kinds, in the order of the table


def is_network(kind: str | None) -> bool:
    """Whether a kind of file system is another machine's, or may be; one that is not known is a local disk's."""
    return kind is not None and NETWORK.fullmatch(kind.lower()) is not None


def kind_at(path: PurePosixPath, mounts: Iterable[tuple[PurePosixPath, str]]) -> str | None:
    """The file system of an absolute path: of the mounts above it, the deepest and, of those, the last."""
    best, kind = -1, None
    for point, name in mounts:
        if path.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), name
    return kind


def mounts_of_linux(text: str) -> Mounts:
    """Of lines like `36 35 98:0 / /mnt rw - ext4 /dev/sda1 rw`; a space in a path is `\\040`."""
    found = []
    for line in text.splitlines():
        left, _, right = line.partition(" - ")
        fields, kind = left.split(" "), right.split(" ")[0]
        if len(fields) > 4 and kind:
            point = re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), fields[4])
            found.append((PurePosixPath(point), kind))
    return found


def mounts_of_mac(text: str) -> Mounts:
    """Of lines like `/dev/disk1s1 on /System/Volumes/Data (apfs, local)`."""
    lines = re.findall(r"^.* on (/.*) \(([a-z0-9_]+)[,)]", text, re.MULTILINE)
    return [(PurePosixPath(point), kind) for point, kind in lines]
