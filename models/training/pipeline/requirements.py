"""Says by its exit status whether the pinned packages are installed in exactly these versions."""

from __future__ import annotations

import sys
from importlib import metadata
from pathlib import Path


def missing(lines: list[str]) -> list[str]:
    """Which `name==version` lines are not installed as they say; comments are skipped."""
    out = []
    for line in lines:
        line = line.partition("#")[0].strip()
        if not line:
            continue
        name, _, version = line.partition("==")
        try:
            # A build tag behind the version (2.13.0+cpu) is the same release.
            found = metadata.version(name).partition("+")[0]
        except metadata.PackageNotFoundError:
            found = ""
        if found != version:
            out.append(line)
    return out


if __name__ == "__main__":
    wanted = [line for name in sys.argv[1:] for line in Path(name).read_text(encoding="utf-8").splitlines()]
    absent = missing(wanted)
    if absent:
        print("to install:", ", ".join(absent))
    sys.exit(1 if absent else 0)
