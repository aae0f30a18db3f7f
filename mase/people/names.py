"""The words that a name is made of, without whatever people write differently each time. Pure.

The database reads names the same way for its index (the function ``people_words`` in the migrations); a test holds the
two together.
"""

import re
import unicodedata

LONGEST = 60  # letters of a word that count
MOST = 4  # words of a name that count by themselves; written together, all of them do
PARTICLES = frozenset({
    "abu", "af", "al", "av", "bin", "bint", "binti", "da", "das", "de", "del", "della", "den", "der", "di", "do", "dos",
    "du", "el", "ibn", "la", "le", "mac", "mc", "ter", "ud", "ul", "umm", "ur", "van", "von", "zu",
})  # fmt: skip
_DROPPED = re.compile(
    "['\u2018\u2019\u201b`\u00b4\u02b9\u02bb\u02bc\u2032\"\u201c\u201d\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]")
_BETWEEN = re.compile("[\u0001-\u0020\u0085\u2028\u2029\u2010-\u2015\u05be\u30fb!#-&(-/:-@\\[-_{-~\u00b7\u2022]+")
_LETTERS = str.maketrans(
    {
        **dict(
            zip(
                "\u00f8\u0142\u0111\u00f0\u0127\u0131\u014b\u0167\u0259\u0253\u0257\u0199\u01b4",
                "olddhintebdky",
                strict=True,
            )
        ),
        "\u00df": "ss",
        "\u00e6": "ae",
        "\u0153": "oe",
        "\u00fe": "th",
        "\u03c2": "\u03c3",  # sigma at the end of a word
        "\u0649": "\u064a",  # what Arabic and Persian keyboards offer for one letter
        "\u06cc": "\u064a",
        "\u06a9": "\u0643",
        "\u0629": "\u0647",
    }
)
_HEARD = (  # one after the other
    *(("ph", "f"), ("sch", "j"), ("sh", "j"), ("ch", "j"), ("sz", "j"), ("cz", "j")),
    *((f"{letter}h", letter) for letter in "bdgkt"),
    *(("ck", "k"), ("c", "k"), ("q", "k"), ("x", "ks"), ("z", "s"), ("w", "v"), ("y", "i")),
)
_DOUBLED = re.compile(r"(.)\1+")
_VOWELS = str.maketrans("", "", "aeiou")


def words(name: str) -> tuple[str, ...]:
    """Return the words of a name, without particles and initials, and all of it written together where it has several.

    "O'Brien", "OBrien" and "O Brien" have the word "obrien" in common, "al-Hasan" and "Al Hasan" have "hasan".
    """
    if name.isascii() and name.isalpha():
        return (name.lower()[:LONGEST],)  # nearly every name
    parts = [part for part in _BETWEEN.split(_plain(name)) if part]
    telling = [part for part in parts if not _tells_little(part)] or parts
    together = ["".join(parts)] if len(parts) > 1 else []
    return tuple(dict.fromkeys(word[:LONGEST] for word in telling[:MOST] + together))


def given(given_names: str, known_as: str = "") -> tuple[str, ...]:
    """Return the words by which somebody is called."""
    return tuple(dict.fromkeys(words(given_names) + words(known_as)))


def family(family_name: str, known_as: str = "") -> tuple[str, ...]:
    """Return the words of the family's name; an alias of several words may hold another one."""
    alias = words(known_as)
    return tuple(dict.fromkeys(words(family_name) + (alias if len(alias) > 1 else ())))


def sound(word: str) -> str:
    """Return how a word sounds, roughly, so that spellings of one name in Latin letters come out the same."""
    for written, heard in _HEARD:
        word = word.replace(written, heard)
    rest = word.lstrip("aeou")
    word = _DOUBLED.sub(r"\1", rest if rest == word else f"a{rest}")
    return word[:1] + word[1:].translate(_VOWELS)


def _plain(name: str) -> str:
    """Return the name in small letters without accents, vowel points and apostrophes."""
    lower = unicodedata.normalize("NFKD", _DROPPED.sub("", name)).lower().translate(_LETTERS)
    return unicodedata.normalize("NFKC", _MARKS.sub("", lower))


def _tells_little(part: str) -> bool:
    return part in PARTICLES or (len(part) == 1 and part.isascii())
