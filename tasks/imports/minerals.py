"""Minerals as measured: cell, density, temperature and pressure of what a crystal structure is
known of in full. One collection, "minx-minerals-experimental/crystals".

Traps of the files, and what becomes of them:
    an archive from elsewhere -> read in memory, file by file, with bounds; nothing is extracted
    half of the sites are shared or half empty -> skipped by name: there is no such structure
    hydrogens that X-rays did not see -> skipped; the formula has them, the sites have not
    deuterium -> hydrogen; the density is that of natural masses, and the tag says so
    temperature or pressure at odds with the article's title -> skipped
    lists that start with a byte order mark, name measurements that the archive has not, or nothing
    not corrected for zero-point motion, and finite temperature -> said in the notes

A CIF that cannot be read stops the import, as a row of a table does: none of the 2684 is like that.
"""

from __future__ import annotations

import re
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from tasks.dataset import Dataset
from tasks.imports.cif import Cif, parse
from tasks.imports.collection import About, Collection
from tasks.imports.conditions import Conditions, conditions, contradiction
from tasks.imports.malformed import Malformed
from tasks.imports.mineral import Mineral, Unusable, mineral
from tasks.imports.mineral_lists import lists
from tasks.system import Arrays, System
from tasks.task import Source

FOLDER = "minx-minerals-experimental"
NAME = f"{FOLDER}/crystals"
ARCHIVE = "all_minerals_cif.tar.gz"
INSIDE = "all_minerals/"
LARGEST = 1_000_000  # bytes of a CIF; the largest has 15 000
MOST = 20_000  # CIFs
UNCERTAINTY = 0.003  # of the density: 0.1 % of each length, as diffraction commonly has it

PAPER = Source(
    "S. Mannan et al., UniFFBench: evaluating universal machine learning force fields against "
    "experimental measurements, arXiv:2508.05762 (2025)",
    "https://doi.org/10.48550/arXiv.2508.05762",
)
DATA = Source("MinX: structures and lists of minerals", "https://doi.org/10.5281/zenodo.16733258")
AMCSD = Source(
    "R. T. Downs, M. Hall-Wallace, The American Mineralogist crystal structure database, Am. "
    "Mineral. 88, 247 (2003); each CIF names its article",
    "https://rruff.geo.arizona.edu/AMS/amcsd.php",
)


def read(folder: Path) -> list[Collection]:
    """Raises Malformed; the file is then the CIF's name below the archive's."""
    cifs: dict[Conditions, Cif] = {}
    for file, text in _members(folder / ARCHIVE):
        found = conditions(file.name)
        if found is None or found in cifs:
            raise Malformed(file, 0, "no new name of the kind Mineral_n_Mineral_T_P_.cif")
        cifs[found] = parse(file, text)
    on, skipped = lists(folder, {of.mineral: cif for of, cif in cifs.items()})
    made: dict[str, tuple[System, Arrays]] = {}
    for of, cif in cifs.items():
        if reason := contradiction(of, cif.text("_publ_section_title")):
            skipped[cif.file.name] = reason
            continue
        try:
            crystal = mineral(cif)
        except Unusable as error:
            skipped[cif.file.name] = str(error)
            continue
        system = _system(of, crystal, on.get(of.mineral, "none"), cif)
        if system.id in made:
            raise Malformed(cif.file, 0, f"a second {system.id}")
        made[system.id] = system, _reference(crystal)
    dataset = Dataset([s for s, _ in made.values()], {k: r for k, (_, r) in made.items()})
    return [Collection(_about(skipped), dataset)]


def _members(archive: Path) -> Iterator[tuple[Path, str]]:
    """Names and texts, one after the other, in memory. Raises Malformed."""
    try:
        with tarfile.open(archive, "r|gz") as tar:
            for count, member in enumerate(tar, 1):
                file = archive / member.name.removeprefix(INSIDE)
                plain = member.isfile() and member.name == INSIDE + file.name
                if not plain or member.size > LARGEST or count > MOST:
                    raise Malformed(archive, 0, f"{member.name!r}: not one of few small CIFs")
                data = tar.extractfile(member)
                assert data is not None
                yield file, data.read().decode()
    except (OSError, EOFError, tarfile.TarError, zlib.error, UnicodeDecodeError) as error:
        raise Malformed(archive, 0, f"cannot be read: {error}") from error


def _system(of: Conditions, crystal: Mineral, on: str, cif: Cif) -> System:
    """settings: temperature, K, and pressure, bar. The structure is the measured one."""
    settings = {"temperature": np.array(of.temperature), "pressure": np.array(of.pressure)}
    tags = {
        "list": on,
        "conditions": "stated" if of.said else "assumed ambient",
        "hydrogen": _hydrogen(crystal),
        "amcsd": cif.text("_database_code_amcsd"),
    }
    name = identifier(cif.file.name)
    return System(name, {"crystal": crystal.structure}, settings, tags)


def identifier(file: str) -> str:
    """The mineral's name in letters that an id may have: "Kainosite-Y" of "Kainosite-(Y)_0_…", and
    "Magnesiotaaffeite-2N.2S", which is not the one without its apostrophe."""
    return re.sub(r"[^A-Za-z0-9._+-]", "", file.split("_")[0].replace("'", "."))


def _hydrogen(crystal: Mineral) -> str:
    if crystal.deuterated:
        return "deuterium"
    return "hydrogen" if (crystal.structure.numbers == 1).any() else "none"


def _reference(crystal: Mineral) -> Arrays:
    """lengths: a, b, c, Å, and angles: α, β, γ, degrees, each shape (3,). volume: Å³, of the cell.

    density: g/cm³, of the structure, with natural masses; stated: as the file has it.
    uncertainty: of the density.
    """
    apart = abs(crystal.density - crystal.stated) if not crystal.deuterated else 0.0
    return {
        "lengths": crystal.parameters[:3],
        "angles": crystal.parameters[3:],
        "volume": np.array(crystal.structure.volume),
        "density": np.array(crystal.density),
        "stated": np.array(crystal.stated),
        "uncertainty": np.array(max(UNCERTAINTY * crystal.density, apart)),
    }


def _about(skipped: dict[str, str]) -> About:
    return About(
        name=NAME,
        title="Crystal structures of minerals (MinX)",
        sources=(PAPER, DATA, AMCSD),
        origin="github.com/M3RG-IITD/UniFFBench @ c2a581382dd1bb2a437c342dd0e6554d12d9980a "
        "(all_minerals/, CIF_metadata/)",
        licence="MIT (of the repository); the CIFs come from the AMCSD, cite the article in each",
        level="experiment: diffraction, mostly at room temperature",
        unit="Å, degrees, g/cm³",
        sign="positive",
        skipped=skipped,
        notes=(
            "At the temperature of the measurement, not corrected for zero-point motion.",
            "298 K and 1.01 bar stand where nothing is said (tag conditions: assumed ambient); "
            "conditions of synthesis may be given as those of the measurement.",
            "The measured crystal is the structure as well as the reference: a task on it has to "
            "move away from it first.",
            "Only minerals whose sites are all fully occupied, whose hydrogens are given, and "
            "whose cell holds a whole number of the stated formula.",
            "Not screened one by one. The elastic moduli of MinX-EM are not in the source.",
        ),
    )
