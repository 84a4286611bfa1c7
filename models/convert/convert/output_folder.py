"""The folder that a bundle is written to: what may be replaced there, and how."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from .errors import ConversionError
from .manifest import MANIFEST

FORMAT = "value-tagger-bundle"


def check_output(out: Path, places: Iterable[str]) -> None:
    """Refuses a folder that holds anything but a bundle of ours, or that a model is read from.

    places: the models' folders or hub ids.
    Raises ConversionError.
    """
    folder = out.resolve()
    if folder.exists() and not folder.is_dir():
        raise ConversionError(f"{out} is a file.", "Give --out a folder, which need not exist yet.")
    here = Path.cwd().resolve()
    if here.is_relative_to(folder):
        raise ConversionError(
            f"{out} is the folder that you are in, or one above it.",
            "Give --out a folder of its own, such as ./bundles/mine.",
        )
    for place in places:
        model = Path(place)
        if model.exists() and model.resolve().is_relative_to(folder):
            raise ConversionError(
                f"{out} is the folder of the model {place}, or one above it.",
                "Give --out a folder of its own: the model is read from there.",
            )
    if folder.exists() and any(folder.iterdir()) and _files_of(folder) is None:
        raise ConversionError(
            f"{out} is not empty, and no bundle: there is no {MANIFEST} of the format {FORMAT}.",
            "Give --out a new folder, or one with an earlier bundle; nothing else is replaced.",
        )


def put(made: Path, out: Path) -> None:
    """Puts the finished bundle `made` in the place of the one at `out`. Files there that are not of that bundle stay.

    It is copied to a neighbour of `out` first and then renamed: there is a whole bundle at `out` at all times, but for
    the moment between two renamings.
    Raises ConversionError, with `out` as it was.
    """
    folder = out.resolve()
    old = _files_of(folder) or set()
    kept = {entry.name for entry in folder.iterdir()} - old if folder.exists() else set()
    clash = sorted(kept & {entry.name for entry in made.iterdir()})
    if clash:
        raise ConversionError(
            f"{out} holds {', '.join(clash)}, which the new bundle has too and the earlier one has not.",
            "Move what is yours elsewhere, or give --out another folder.",
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    workshop = Path(tempfile.mkdtemp(prefix=f"{folder.name}.new-", dir=folder.parent))
    before, after = workshop / "before", workshop / "after"
    try:
        shutil.copytree(made, after)
        if folder.exists():
            folder.rename(before)
        after.rename(folder)
        for name in kept:
            (before / name).rename(folder / name)
    except OSError as cause:
        if before.exists() and not folder.exists():
            before.rename(folder)
        # Where files that are not ours are still in it, the workshop stays.
        if not before.exists():
            shutil.rmtree(workshop, ignore_errors=True)
        raise ConversionError(
            f"The bundle could not be put at {out} ({cause}).",
            f"Check that {folder.parent} can be written to and has room, and that {folder.name} is no disk of its own. "
            + (f"What was there before is in {before}." if before.exists() else "What was there before is unchanged."),
        ) from cause
    shutil.rmtree(workshop, ignore_errors=True)


def _files_of(folder: Path) -> set[str] | None:
    """Names of the files of the bundle in a folder, its manifest among them; None where there is none."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        return None
    files = manifest.get("files")
    return {MANIFEST, *(files if isinstance(files, dict) else ())}
