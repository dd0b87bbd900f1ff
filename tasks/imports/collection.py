"""One published set as it was read: its systems, its references and where they come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tasks.dataset import Dataset
from tasks.task import Source


@dataclass(frozen=True)
class About:
    """What a reader of the numbers has to know.

    name: "folder/set", unique, e.g. "gscdb138/S66". origin: repository and commit of the files.
    level: of theory, or "experiment". unit: in which the source gives its references (the dataset
    holds eV, Å, GPa as everywhere). sign: the source's convention, in a sentence.
    skipped: what the source has and the dataset has not, with the reason, by name.
    published: the mean absolute errors that the source states for functionals, in `published_unit`.
    """

    name: str
    title: str
    sources: tuple[Source, ...]
    origin: str
    licence: str
    level: str
    unit: str
    sign: str
    skipped: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    published: Mapping[str, float] = field(default_factory=dict)
    published_unit: str = ""


@dataclass(frozen=True, eq=False)
class Collection:
    about: About
    dataset: Dataset
