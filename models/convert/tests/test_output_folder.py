"""A conversion replaces a bundle of ours, and never anything else."""

import contextlib
import json
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from convert.errors import ConversionError
from convert.make import make
from convert.output_folder import FORMAT, check_output, put
from convert.recipes import parse


class OutputFolder(unittest.TestCase):
    def setUp(self) -> None:
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)
        self.made = self.bundle("made", "new.onnx")

    def bundle(self, name: str, *files: str) -> Path:
        """A folder that looks like a bundle with these files."""
        folder = self.folder / name
        folder.mkdir()
        for file in files:
            (folder / file).write_text(f"{name}: {file}")
        manifest = {"format": FORMAT, "files": {file: {} for file in files}}
        (folder / "manifest.json").write_text(json.dumps(manifest))
        return folder

    def names(self, folder: Path) -> list[str]:
        return sorted(entry.name for entry in folder.iterdir())

    def test_new_and_empty_folders_and_earlier_bundles_are_taken(self) -> None:
        (self.folder / "empty").mkdir()
        for out in (self.folder / "new" / "deep", self.folder / "empty", self.bundle("old", "old.onnx")):
            check_output(out, ["someone/a-model"])
            put(self.made, out)
            self.assertEqual(self.names(out), ["manifest.json", "new.onnx"])

    def test_a_file_beside_the_bundle_stays_and_so_do_folders(self) -> None:
        out = self.bundle("old", "old.onnx", "new.onnx")
        (out / "notes.txt").write_text("mine")
        (out / "figures").mkdir()
        (out / "figures" / "a.png").write_text("mine too")
        put(self.made, out)
        self.assertEqual(self.names(out), ["figures", "manifest.json", "new.onnx", "notes.txt"])
        self.assertEqual((out / "new.onnx").read_text(), "made: new.onnx")
        self.assertEqual((out / "notes.txt").read_text(), "mine")
        self.assertEqual((out / "figures" / "a.png").read_text(), "mine too")
        self.assertEqual(self.names(self.folder), ["made", "old"])

    def test_a_file_of_ones_own_is_not_overwritten(self) -> None:
        out = self.bundle("old", "old.onnx")
        (out / "new.onnx").write_text("mine")
        with self.assertRaisesRegex(ConversionError, "holds new.onnx"):
            put(self.made, out)
        self.assertEqual((out / "new.onnx").read_text(), "mine")
        self.assertTrue((out / "old.onnx").exists())

    def test_where_renaming_fails_the_earlier_bundle_is_as_it_was(self) -> None:
        out = self.bundle("old", "old.onnx")
        (out / "notes.txt").write_text("mine")
        rename = Path.rename

        def refuse(path: Path, target: Path) -> Path:
            if path.name == "after":
                raise OSError("no room")
            return rename(path, target)

        with mock.patch.object(Path, "rename", refuse), self.assertRaisesRegex(ConversionError, "no room"):
            put(self.made, out)
        self.assertEqual(self.names(out), ["manifest.json", "notes.txt", "old.onnx"])
        self.assertEqual(self.names(self.folder), ["made", "old"])

    def test_a_folder_with_anything_else_is_refused_before_the_conversion(self) -> None:
        out = self.folder / "project"
        out.mkdir()
        (out / "thesis.tex").write_text("years of work")
        (out / "manifest.json").write_text('{"name": "an extension"}')
        recipe = parse({"models": ["./nowhere"], "title": "t", "licence": {"spdx": "MIT", "credit": ["c"]},
                        "languages": ["en"], "trainingDomain": ["d"], "taxonomy": "mft-5"}, "test")
        with self.assertRaisesRegex(ConversionError, "not empty, and no bundle"):
            make(recipe, out)
        self.assertEqual(self.names(out), ["manifest.json", "thesis.tex"])
        with self.assertRaisesRegex(ConversionError, "is a file"):
            check_output(out / "thesis.tex", [])

    def test_the_folder_that_one_is_in_and_those_above_are_refused(self) -> None:
        here = self.bundle("here", "a.onnx")
        (here / "deeper").mkdir()
        with contextlib.chdir(here / "deeper"):
            for out in (Path("."), Path(".."), here, self.folder):
                with self.assertRaisesRegex(ConversionError, "that you are in"):
                    check_output(out, [])

    def test_the_folder_of_a_model_and_those_above_are_refused(self) -> None:
        outer = self.bundle("outer", "a.onnx")
        (outer / "model").mkdir()
        for out in (outer, outer / "model"):
            with self.assertRaisesRegex(ConversionError, "folder of the model"):
                check_output(out, ["someone/elsewhere", str(outer / "model")])


if __name__ == "__main__":
    unittest.main()
