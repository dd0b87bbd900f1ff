"""Which of the levels that references hold is the one that a potential was trained on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

PLUS_U = (
    "The labels are {level} with a Hubbard correction (+U) for some transition metals; they are "
    "held against {level} without it."
)
DAMPING = "D3 is declared without its damping; it is held against {level}."
UNKNOWN = (
    "“{text}” names none of the levels that these references hold ({levels}), so nothing can be "
    "said of what was inherited from the labels."
)
SEVERAL = "“{text}” names several levels: {found}. Which of them a label has is not known here."

_DISPERSION = re.compile(r"(?<=\w)(?:\s+with\s+|\s*[+\-]\s*|\s+)(?=d[234](?:bj|zero)?\b)")
_DAMPED = re.compile(r"(d[34])[\s\-]*\(?(bj|0|zero)\)?")
_EXCITATIONS = re.compile(r"(?<=[sdt])\(([tq])\)")
_SEPARATORS = re.compile(r"[,;/|&\s]+")
_ASIDE = re.compile(r"\([^()]*\)")
_PSEUDOPOTENTIALS = re.compile(r"pbe[\s_.]?5[24]\b")  # of VASP: "PBE54" is PBE


@dataclass(frozen=True)
class Declared:
    """level: one of those that were asked about; None, where none can be told. note: what a reader
    has to know of it, or why there is none."""

    level: str | None
    note: str = ""


def declared(text: str, levels: Iterable[str]) -> Declared:
    """text: what a potential says of the level of theory of its labels, in free words.

    levels: names as references have them ("PBE", "PBE-D3(BJ)", "wB97M-V").
    Letters' case, ω for w and the kind of hyphen do not matter; basis sets and names of data sets
    are passed over. A dispersion correction is part of a level: PBE-D3 is not PBE. PBE+U counts as
    PBE, with a note. What is in brackets counts where nothing outside of them is a level.
    """
    known = list(levels)
    plain = _plain(text)
    for part in (_ASIDE.sub(" ", plain), plain.replace("(", " ").replace(")", " ")):
        words = [_word(word) for word in _SEPARATORS.split(part)]
        found = [level for level in known if _word(_plain(level)) in words]
        if len(found) == 1:
            return Declared(found[0], _plus_u(plain, found[0]))
        if found:
            return Declared(None, SEVERAL.format(text=text, found=", ".join(found)))
        undamped = [level for level in known if _word(_plain(level)).removesuffix("bj") in words]
        if len(undamped) == 1:
            return Declared(undamped[0], DAMPING.format(level=undamped[0]))
    return Declared(None, UNKNOWN.format(text=text, levels=", ".join(known)))


def _plain(text: str) -> str:
    """Lower case, plain letters; a dispersion correction joined to its functional: pbe-d3bj."""
    folded = unicodedata.normalize("NFKC", text).replace("ω", "w").replace("Ω", "w").lower()
    folded = _EXCITATIONS.sub(r"[\1]", folded)  # part of the name: CCSD(T) is not CCSD
    dashed = re.sub(r"[‐-―−]", "-", folded)
    damped = _DAMPED.sub(lambda m: m[1] + ("bj" if m[2] == "bj" else "zero"), dashed)
    return _PSEUDOPOTENTIALS.sub("pbe", _DISPERSION.sub("-", damped))


def _word(word: str) -> str:
    return word.replace("+u", "").replace("(", "").replace(")", "").replace("-", "")


def _plus_u(plain: str, level: str) -> str:
    return PLUS_U.format(level=level) if "+u" in plain else ""
