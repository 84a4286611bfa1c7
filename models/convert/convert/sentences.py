"""Texts of the project's own: those that a bundle proves itself with, and those that fixtures are held to."""

SELF_TEST = (
    "Everybody should be free to make up their own mind.",
    "We must protect the forests and rivers for those who come after us.",
    "She kept her promise to her friends although it cost her the prize.",
    "Rules are there to be followed, and whoever breaks them has to answer for it.",
    "The new engine is four centimetres shorter than the old one.",
    "He wants power, money and a name that everybody knows.",
    "It is unfair that the poor pay more than the rich.",
    "They danced until the morning and laughed at every joke.",
    "Our grandparents celebrated this feast, and so shall our children.",
    "A strong state keeps its citizens safe.",
)
"""Sentences with stored scores in every manifest."""

HYPOTHESES = (
    "This text says that it is important to think for yourself.",
    "This text says that it is important to protect nature.",
    "This text is about money.",
)
"""What sentences are compared with where a model of entailment proves itself."""

TEXTS = (
    "The café’s façade was naïvely repainted – à la carte, señor Müller!",
    "Straße, Ærø, Łódź, İstanbul: names with letters of many kinds.",
    "自由は大切です。我们要保护自然。",
    "Σίσυφος είπε: ελευθερία ή θάνατος.",
    "Свобода и порядок – обе ценности важны.",
    "Good job 👏🏽👏🏽 – well done, family 👨‍👩‍👧!",
    "  Two   spaces,\ttabs and\nline breaks  ",
    "a",
    "",
    " … ",
    "It's 3.5% — or isn't it? See https://example.org/a?b=c#d (p. 12).",
    "SHOUTING IS NOT AN ARGUMENT, but <b>tags</b> & entities are not either.",
    "Freedom and order, order and freedom, " * 40 + "and that is the end.",
    "Everybody should help the weak.",
    "The mayor resigned after the fraud was found out.",
    "Nobody may be punished without a fair trial.",
)
"""Accents, other scripts, emoji, white space, nothing at all, and more than any model takes."""

TRAINING = (
    "people should be free to think and to act as they choose",
    "the safety of the country comes before everything else",
    "nature, forests, rivers and animals must be protected",
    "honour your parents and the customs of your village",
    "a fair society treats everybody alike, whatever they earn",
    "she worked hard, won the prize and was praised by all",
    "they keep their promises and stand by their friends",
    "power over others and money in the bank are what he wants",
    "Der Wald gehört allen, und die Freiheit auch.",
    "La liberté, l’égalité et la fraternité ont un prix.",
    "café, façade, naïve, señor, Müller, Straße, Łódź",
    "rules and laws are made to be obeyed by everyone",
    "enjoy your life, dance, laugh and eat well",
    "new things, adventures and risks make life exciting",
    "be modest, do not boast, know your place",
    "tolerance means to listen to those who are different",
)
"""A small text on which the fixtures' tokenizers are trained."""
