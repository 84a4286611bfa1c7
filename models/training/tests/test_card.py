"""The picture in the model card shows the figures it is given, and a card that lacks it is refused."""

import re
import tempfile
import unittest
from pathlib import Path
from xml.etree import ElementTree

from pipeline import diagram
from pipeline.check import check_card

SVG = "{http://www.w3.org/2000/svg}"
CALIBRATION = {
    "one": {"after": 0.0123, "reliability": [(90, 0.0, 0.0), (0, 0, 0), (10, 1.0, 0.5)]},
    "two": {"after": 0.2, "reliability": [(0, 0, 0), (0, 0, 0), (0, 0, 0)]},
}


class Diagram(unittest.TestCase):
    def setUp(self) -> None:
        self.root = ElementTree.fromstring(diagram.draw(CALIBRATION))

    def test_a_point_stands_at_mean_score_and_share_of_its_bin_and_empty_bins_have_none(self) -> None:
        left, bottom = diagram.LEFT, diagram.TOP + diagram.PLOT
        points = [(float(c.get("cx")), float(c.get("cy"))) for c in self.root.iter(f"{SVG}circle")]
        self.assertEqual(points, [(left, bottom), (left + diagram.PLOT, bottom - diagram.PLOT / 2)])
        small, large = sorted(float(c.get("r")) for c in self.root.iter(f"{SVG}circle"))
        self.assertLess(small, large)

    def test_bars_grow_with_the_cells_of_their_bin(self) -> None:
        heights = [float(r.get("height")) for r in self.root.iter(f"{SVG}rect") if r.get("class") == "bar"]
        self.assertEqual(heights[0], diagram.BARS)
        self.assertEqual([heights[1], *heights[3:]], [0] * 4)
        self.assertTrue(0 < heights[2] < heights[0])

    def test_it_names_its_heads_has_a_title_and_a_description_and_a_ground_in_both_schemes(self) -> None:
        words = " ".join(self.root.itertext())
        for part in ("one", "two", "0.0123", "0.2000"):
            self.assertIn(part, words)
        named = self.root.get("aria-labelledby").split()
        self.assertEqual([self.root.find(f"{SVG}{tag}").get("id") for tag in ("title", "desc")], named)
        self.assertEqual(len(re.findall(r"--ground: #", diagram.STYLE)), 2)
        self.assertIn("prefers-color-scheme: dark", diagram.STYLE)

    def test_the_same_figures_give_the_same_bytes(self) -> None:
        self.assertEqual(diagram.draw(CALIBRATION), diagram.draw(CALIBRATION))


class Card(unittest.TestCase):
    def test_a_card_whose_picture_is_missing_or_broken_is_refused(self) -> None:
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            (folder / "README.md").write_text("no picture", encoding="utf-8")
            self.assertEqual(len(check_card(folder)), 1)
            (folder / "README.md").write_text(f"![words]({diagram.FILE})", encoding="utf-8")
            self.assertEqual(len(check_card(folder)), 1)
            diagram.write_diagram(folder, CALIBRATION)
            self.assertEqual(check_card(folder), [])
            (folder / diagram.FILE).write_text("<svg>", encoding="utf-8")
            self.assertEqual(len(check_card(folder)), 1)


if __name__ == "__main__":
    unittest.main()
