"""X23: lattice energies of 23 organic crystals."""

from __future__ import annotations

from pathlib import Path

from tasks.imports.crystal import crystal
from tasks.imports.fragments import formula
from tasks.imports.frames import Frame
from tasks.imports.lattice import PBE_D3, Lattice, Value, gas_molecule, with_pbe
from tasks.imports.named import frames_by_name, match, rows_by_name
from tasks.imports.rows import Row, rows

CSV = "x23_lattice_energies_kJmol.csv"
CRYSTALS, GAS = "x23_crystals.extxyz", "x23_gas_molecules.extxyz"
CCSD_T, CCSD_CT = "E_latt_LNO-MBE-CCSD(T)", "E_latt_CCSD(cT)-fit"
DMC, DMC_ERROR = "E_latt_DMC", "DMC_err"
CHECK = "check_PBE-D3(BJ)_from_same_geometries"
COLUMNS = (
    "name", "crystal_formula", "molecule_formula", "n_molecules",
    CCSD_T, CCSD_CT, DMC, DMC_ERROR, CHECK,
)  # fmt: skip

# As the paper classes them (its tables of the two subsets; the other three are mixed).
DISPERSION = frozenset({
    "1-4-cyclohexanedione", "Adamantane", "Anthracene", "Benzene", "CO2", "Hexamine",
    "Naphthalene", "Pyrazine", "Pyrazole", "Triazine", "Trioxane",
})  # fmt: skip
HYDROGEN_BONDED = frozenset({
    "Acetic_Acid", "Ammonia", "Cyanamide", "Ethyl_carbamate", "Formamide", "Oxalic_Acid_alpha",
    "Oxalic_Acid_beta", "Succinic_Acid", "Urea",
})  # fmt: skip
MIXED = frozenset({"Cytosine", "Imidazole", "Uracil"})
FAMILIES = {"dispersion": DISPERSION, "hydrogen-bonded": HYDROGEN_BONDED, "mixed": MIXED}


def x23(folder: Path) -> list[Lattice]:
    """In the order of the table. Raises Malformed."""
    table = rows_by_name(rows(folder / CSV, COLUMNS), "name")
    crystals, gas = frames_by_name(folder / CRYSTALS), frames_by_name(folder / GAS)
    match(table, crystals)
    match(table, gas)
    return [_lattice(row, crystals[name], gas[name]) for name, row in table.items()]


def _lattice(row: Row, solid: Frame, molecule: Frame) -> Lattice:
    found = crystal(solid, row.whole("n_molecules"))
    if formula(found.structure.numbers) != row.text("crystal_formula"):
        raise row.malformed(f"the cell is {formula(found.structure.numbers)}")
    if found.formula != row.text("molecule_formula"):
        raise row.malformed(f"the crystal's molecules are {found.formula}")
    name, ccsd_t = row.text("name"), row.number(CCSD_T)
    levels = {PBE_D3: row.number(CHECK), "DMC": row.number(DMC), "CCSD(T)": ccsd_t}
    return Lattice(
        name=name,
        crystal=found,
        gas=gas_molecule(molecule, found),
        energy=row.number(CCSD_CT),
        others=(Value(ccsd_t), Value(row.number(DMC), row.number(DMC_ERROR))),
        levels=with_pbe(name, levels),
        tags={"set": "X23", "family": _family(row)},
        cluster=name.removesuffix("_alpha").removesuffix("_beta"),
    )


def _family(row: Row) -> str:
    for family, names in FAMILIES.items():
        if row["name"] in names:
            return family
    raise row.malformed(f"{row['name']} is in no class of interaction")
