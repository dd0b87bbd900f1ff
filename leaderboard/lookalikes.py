"""Names that read like one another: Cyrillic а for Latin a, 0 for O, letters of full width."""

from __future__ import annotations

import unicodedata

# Letters of other alphabets, and digits, beside the Latin letters that they are taken for.
ALIKE = str.maketrans(
    {
        **dict(zip("авеһіјкмнорсѕтухԁԛԝ", "abehljkmhopcstyxdqw", strict=True)),
        **dict(zip("αβεζηικμνορτυχ", "abezhlkmvoptux", strict=True)),
        **dict(zip("01i|", "olll", strict=True)),
        **dict.fromkeys("‐‑‒–—−_", "-"),
    }
)


def skeleton(name: str) -> str:
    """The same for names that a reader takes for one another. Not fit to be shown."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(letters.translate(ALIKE).split())
