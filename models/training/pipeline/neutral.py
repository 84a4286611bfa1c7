"""Value-free sentences for training, made from a small grammar; the reserved test of models/training/neutral is not read.

The training arguments have no sentence without a value, so a head trained on them alone tags everything. These
sentences show it what is none of its business. Topics and patterns are kept apart from those of the reserved test
(no weather, recipes, timetables, directions, opening hours, sports, code comments, product data).
"""

from __future__ import annotations

import re

import numpy as np

_LISTS = {
    "name": "Tomas|Irene|Mrs Albright|Mr Lindqvist|Kofi|Yara|Piotr|the clerk|the painter|the driver|the librarian|"
            "a tall man|a woman in grey|the twins|my cousin|the older boy|Dr Hollis|the tenant|Marisol|Henrik|the guide|"
            "the photographer|his aunt|the cellist|two visitors|Bruno|the archivist|Leila|the conductor|somebody",
    "thing": "parcel|notebook|ladle|bucket|lantern|folder|cardboard tube|trunk|basket|spool|tin|crate|portrait|globe|"
             "blanket|candlestick|stool|violin case|roll of tape|tray|tile|plank|photograph|telescope|typewriter|pillow|"
             "chessboard|magnifying glass|coil of wire|bundle of letters|sack of gravel|microscope|tripod|paperweight",
    "things": "postcards|marbles|negatives|floppy disks|corks|bricks|shells|pins|ledgers|maps|coins|beads|slides|"
              "batteries|stamps|hinges|feathers|magnets|labels|catalogues|rubber bands|teaspoons|sketches|spindles",
    "spot": "windowsill|top shelf|landing|bench|cellar|workbench|passenger seat|doorstep|gravel|mantelpiece|back room|"
            "carpet|piano lid|loading bay|hallway|greenhouse|scaffold|veranda|stage|counter|wardrobe|shed|deck",
    "moved": "carried|lifted|pushed|took|moved|lowered|handed over|dragged|brought|slid|unpacked|wrapped|turned over|"
             "set down|picked up|held up|dusted|measured|photographed|numbered",
    "then": "and went back upstairs|and sat down|and looked at the ceiling|then walked out|and closed the lid|"
            "before putting on a hat|while the radio was playing|and counted the rest|and left it there|"
            "and leaned it against the wall|and opened another one|without switching on the light|and wrote down the number",
    "count": "two|three|four|five|six|seven|eight|nine|eleven|fourteen|seventeen|twenty-one|thirty|forty-six|a dozen|"
             "about sixty|ninety|a hundred and ten|several|a few",
    "number": "2|3|5|7|8|12|16|19|24|27|31|36|44|58|63|77|82|96|104|135|188|250|416|730",
    "year": "1604|1719|1788|1823|1847|1869|1884|1896|1907|1913|1926|1938|1951|1959|1966|1978|1983|1991|1998|2004|2011|2019",
    "city": "Porto|Tallinn|Graz|Cork|Lima|Osaka|Ghent|Tampere|Bergen|Valparaíso|Brno|Halifax|Trieste|Izmir|Perth|Dakar",
    "river": "Loire|Ebro|Vistula|Severn|Oder|Mekong|Volga|Drava|Tagus|Rhône",
    "instrument": "oboe|viola|harp|bassoon|clarinet|trombone|cello|accordion|flute|lute|xylophone|double bass",
    "key": "D minor|G major|B flat major|F sharp minor|A major|C minor|E flat major",
    "square": "e4|f6|c3|d5|g2|b7|h4|a1|e8",
    "piece": "bishop|knight|rook|queen|king|pawn",
    "language": "Finnish|Welsh|Turkish|Basque|Hungarian|Icelandic|Swahili|Latin|Korean|Czech|Maltese",
    "word": "lantern|bridge|seven|window|orchard|paper|thimble|candle|meadow|saddle|ribbon|copper",
    "shape": "triangle|rectangle|pentagon|circle|trapezium|rhombus|cone|prism|cylinder|ellipse|cube|parabola",
    "colour": "grey|dark green|ochre|pale blue|crimson|beige|turquoise|black|white|violet|mustard|silver",
    "cloth": "coat|cardigan|apron|scarf|pair of boots|waistcoat|raincoat|skirt|jumper|cap|dressing gown|shirt",
    "fabric": "wool|linen|corduroy|velvet|denim|felt|tweed|flannel",
    "bird": "heron|magpie|jackdaw|wren|duck|pigeon|sparrow|gull|swan|woodpecker|hen|donkey|goat|hedgehog|squirrel|lizard",
    "did": "stood by the hedge|sat on the gutter|walked along the wall|looked at the pond|hopped across the lawn|"
           "slept beside the log|crossed the track|scratched in the sand|drank from the trough|turned round twice",
    "vehicle": "lorry|barge|van|tractor|freight train|crane|tugboat|cart|minibus|forklift|glider|tanker",
    "cargo": "pallets|logs|barrels|pipes|sacks of cement|rolls of carpet|spare wheels|crates of glass|girders|bales",
    "rock": "granite|slate|quartz|limestone|gypsum|pumice|sandstone|mica|obsidian|flint",
    "star": "Vega|Altair|Rigel|Antares|Deneb|Arcturus|Ganymede|Titan|Ceres|Callisto",
    "topic": "zoos|school uniforms|nuclear power|homeschooling|journalism grants|church tax|the minimum wage|vaccination|"
             "space exploration|marriage law|advertising|surrogacy|organ donation|television licences|pensions|"
             "immigration|gene technology|payday loans|public holidays|military service|social media|the death penalty|"
             "whaling|cosmetic surgery|intellectual property|libertarianism|stem cells|fast food|libraries|tuition fees",
    "paper": "article|brochure|report|lecture|chapter|survey|film|entry|leaflet|podcast|transcript|working paper",
    "part": "second column|last row|appendix|left margin|third paragraph|footnote|table of contents|upper half|caption|"
            "first section|middle panel|legend",
    "nth": "second|third|fourth|sixth|eighth|last|next|first",
    "adjective": "long|narrow|flat|round|thin|square|heavy|light|oval|hollow|folded|plain|tall|short|wide|old|new|empty",
    "job": "printer|surveyor|piano tuner|bookbinder|draughtsman|translator|glazier|cooper|clockmaker|typist|stonemason",
    "relative": "uncle|grandmother|brother-in-law|neighbour|niece|landlady|stepson|colleague|roommate",
    "picture": "a man on a bicycle|three chairs and a lamp|a street with trams|two children with a kite|a bowl of pears|"
               "a harbour with masts|a staircase|a woman at a desk|a row of houses|an empty field|a horse behind a gate",
    "tool": "chisel|plane|file|hacksaw|vice|awl|soldering iron|clamp|mallet|spirit level|drill",
    "wood": "beech|pine|walnut|ash|larch|birch|maple",
    "unit": "centimetres|metres|inches|grams|kilograms|pages|seconds|watts|hertz|degrees|millimetres",
    "letter": "a|e|k|m|q|r|s|t|w|z",
}

_PATTERNS = """
{Name} {moved} the {thing} {then}.
{Name} {moved} {count} {things} and put them on the {spot}.
{Name} put the {adjective} {thing} on the {spot}.
{Name} was standing next to the {thing} when the telephone rang.
The {thing} on the {spot} belongs to a set, said {name}.
After that {name} went to the {spot} to fetch the {thing}.
I saw {name} with a {thing} under one arm.
{Name} came in, looked round and {moved} the {thing}.
While {name} waited, {name} read the {part} aloud.
They found {count} {things} behind the {thing}.
"{Count}," said {name}, and wrote it on a slip of paper.
On the {spot} lay a {thing} and, beside it, {count} {things}.
Nobody was in the room apart from {name}.
{Name} asked where the {thing} was.
{Name} has {count} {things} in a {adjective} {thing}.
Which of the two {things} is the {adjective} one?
Whose {thing} is that on the {spot}?
How many {things} fit into the {thing}?
Was it the {nth} or the {nth} {thing}?
A {shape} of side {number} is drawn next to a {shape}.
The {shape} has an area of {number} square {unit}.
{Number} plus {number} is written in the {part}.
Divide {number} by {number} and note the remainder.
Let n be a whole number smaller than {number}.
The two lines meet at an angle of {number} degrees.
The {nth} term and the {nth} add up to {number}.
Take a {shape} and a {shape} with the same height.
There are {number} ways to arrange {count} {things} in a row.
The curve crosses the axis at {number}.
The mean of the series is {number} and the median {number}.
The {instrument} enters in bar {number}.
The {nth} movement is in {key}.
The piece is written for {instrument}, {instrument} and piano.
In the {nth} variation the melody passes to the {instrument}.
{Name} tuned the {instrument} a semitone lower.
The theme in {key} returns {count} bars before the end.
A {instrument} and a {instrument} were playing in the next room.
White moves the {piece} to {square}, and black replies with the {piece}.
The {piece} on {square} has not moved yet.
Each player draws {count} cards and lays one on the table.
The dice showed a {number}, so {name} moved {count} fields forward.
The {nth} token stays in the box.
The word "{word}" has a stress on the {nth} syllable.
In {language} the verb often comes last.
{Language} has {count} cases and no articles.
The letter {letter} occurs {count} times in "{word}".
"{Word}" and "{word}" are both nouns.
The {language} edition is set in a {adjective} typeface.
The dictionary lists "{word}" before "{word}".
The plural of this noun is formed with the ending -{letter}.
The folder contains {count} {things} and an index.
Page {number} is missing from the {nth} copy.
Box {number} holds {things} from {year} to {year}.
The catalogue of {year} lists {count} {things}.
The {part} refers to figure {number}.
Inventory: {count} {things}, one {thing}, {count} {things}.
Shelf mark {number}, {count} volumes, {fabric} binding.
The map is on a scale of one to {number} thousand.
The building was finished in {year} and enlarged in {year}.
He was born in {city} in {year} and trained as a {job}.
In {year} the family moved from {city} to {city}.
The {job} kept a workshop in {city} until {year}.
Between {year} and {year} the firm printed {things}.
The line from {city} to {city} was surveyed in {year}.
The statue was moved to {city} in {year}.
She worked as a {job} and later as a {job}.
I have attached the {paper} together with {count} {things}.
Please see the {part} of the enclosed {paper}.
The {paper} has been renamed, and the {part} is now in a separate file.
As mentioned in the {part}, the count was {number}.
The {nth} version has {count} fewer pages than the {nth}.
Thanks, I got the {paper}; the {part} is cut off in my copy.
The {part} gives the totals for {year}.
The sample consisted of {number} {things}.
In the {nth} group the value was {number}, in the {nth} {number}.
Column {number} holds the weight in {unit}.
Of the {number} {things}, {number} were {colour}.
The figure rose from {number} in {year} to {number} in {year}.
The reading was {number} {unit} at the {nth} attempt.
{Star} is about {number} light years away.
{Star} was first catalogued in {year}.
Seen through the {thing}, {star} looks slightly {colour}.
The slab is made of {rock} with a vein of {rock}.
A layer of {rock} lies on top of the {rock}.
The {rock} was sawn into {count} blocks.
The liquid in the {nth} flask is {colour}.
The solution contains {number} grams of salt and {number} grams of sugar.
The joint is cut with a {tool} and glued.
The {job} laid the {tool} next to the {tool}.
The board is {wood}, {number} {unit} thick.
The frame consists of {wood} and {wood}.
{Name} hung the {tool} on a nail above the {spot}.
{Name} wore a {colour} {cloth} over a {colour} {cloth}.
The {cloth} is cut from {fabric} and lined with {fabric}.
A {colour} {cloth} hung over the back of the chair.
The {fabric} is {colour} with {colour} stripes.
Someone had left a {cloth} and a {thing} on the {spot}.
The {vehicle} was loaded with {count} {cargo}.
A {vehicle} towed the {vehicle} to {city}.
The {cargo} were moved from the {vehicle} to the {vehicle}.
The {vehicle} crossed the {river} and went on to {city}.
On the {nth} day we came to the {river} and followed it as far as {city}.
From {city} the travellers continued by {vehicle}.
The photo shows {picture}.
In the background one sees {picture}, in front of it {picture}.
The {nth} plate is an engraving of {picture}.
On the cover there is {picture} in {colour} and {colour}.
The film opens with a shot of {picture}.
In chapter {number} {name} finds a {thing} and travels to {city}.
The scene changes from {city} to a {spot}.
The narrator describes {picture} and then {picture}.
Worker {number} finished batch {number}.
Sensor {number} reported {number} {unit}.
Queue length {number}, {count} items pending.
Channel {number} switched from {colour} to {colour}.
Record {number} was merged with record {number}.
Run {number} started, run {number} stopped.
Node {number} joined the cluster with {number} slots.
A {bird} {did}.
The {bird} {did}, and a second one {did}.
{Name} watched a {bird} that {did}.
{Count} of them {did}.
My {relative} lives in {city} and owns a {thing}.
Her {relative} plays the {instrument} and speaks {language}.
His {relative} is a {job} in {city}.
{Name} and my {relative} met in {city} in {year}.
The {relative} with the {colour} {cloth} is called {name}.
The {paper} on {topic} has {number} pages.
A {paper} about {topic} came out in {year}.
The index lists {topic} under the letter {letter}.
{Count} of the questions in the {paper} were on {topic}.
The {part} of the {paper} is about {topic}.
{Topic} comes up {count} times in the {paper}.
The folder on {topic} is {colour}, the one on {topic} {colour}.
{Name} gave a talk on {topic} in {city}.
The word "{topic}" is in the {part}.
The {paper} on {topic} was recorded in {city} in {year}.
The debate about {topic} took place in {city}.
Section {number} deals with {topic}, section {number} with {topic}.
The statistics on {topic} go back to {year}.
There is a {paper} on {topic} and another one on {topic}.
The law on {topic} dates from {year} and has {number} sections.
The government published a {paper} on {topic} in {year}.
The school has {number} pupils and {count} classrooms.
The company has an office in {city} and one in {city}.
The committee has {count} members, {count} of them from {city}.
The ministry moved to a {colour} building in {city}.
Parliament has {number} seats.
The hospital in {city} has {number} beds.
The survey was sent to {number} households in {city}.
The {job} and the {job} share a {spot}.
People in {city} call this a {word}.
Some of the {things} are {colour}, others {colour}.
It was {adjective} and {colour}, with a {adjective} handle.
There was a {thing}, a {thing} and a {adjective} {thing}.
This one is {number} {unit}, that one {number}.
Not the {colour} {thing}, the {colour} one.
The same {thing} appears again in the {part}.
{Colour} or {colour}, it says in the {part}.
One {thing}, {count} {things}.
The {nth} {thing} is {adjective}er than the {nth}, or so it looks from here.
If n is {number}, then m is {number}.
Most of the {things} in the {thing} come from {city}.
We have a {thing} like that, in {colour}.
I bought a {thing} and {count} {things} from a {job}.
I was in {city} in {year}.
You can see the {spot} from the {spot}.
You are looking at {picture}.
It takes {count} people to carry the {thing}.
""".strip().splitlines()

_OPENINGS = ("", "", "", "", "", "", "", "", "Then ", "Also, ", "By the way, ", "As far as I know, ", "Apparently, ", "So ")
_TURNS = {name: words.split("|") for name, words in _LISTS.items()}
_SLOT = re.compile(r"\{(\w+)\}")


def neutral_sentences(count: int, seed: int) -> list[str]:
    """`count` different value-free sentences, the same for the same seed."""
    rng = np.random.default_rng(seed)
    out: dict[str, None] = {}
    while len(out) < count:
        out[_sentence(rng)] = None
    return list(out)


def _sentence(rng: np.random.Generator) -> str:
    def fill(slot: re.Match[str]) -> str:
        words = _TURNS[slot[1].lower()]
        word = words[int(rng.integers(len(words)))]
        return word[:1].upper() + word[1:] if slot[1][0].isupper() else word

    def one() -> str:
        return _SLOT.sub(fill, _PATTERNS[int(rng.integers(len(_PATTERNS)))])

    text = one()
    opening = _OPENINGS[int(rng.integers(len(_OPENINGS)))]
    if opening and text[0].isalpha() and text.split()[0] in ("The", "A", "There", "In", "It", "They"):
        text = opening + text[0].lower() + text[1:]
    kind = rng.random()
    if kind < 0.15:
        text = f"{text} {one()}"
    elif kind < 0.22:
        text = text.rstrip(".")
    elif kind < 0.26:
        text = text.lower()
    # An article fits the sound that follows.
    text = re.sub(r"\b([Aa]) (?=[aeioAEIO])", r"\1n ", text)
    return re.sub(r"\b(flat|thin)er\b", lambda m: m[1] + m[1][-1] + "er", text)
