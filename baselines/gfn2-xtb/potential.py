"""GFN2-xTB by tblite: molecules, with their charge and multiplicity.

Periodic systems are declined: tblite samples them at Γ alone, which is nonsense for small cells.
"""

from ase.calculators.calculator import all_changes
from tblite.ase import TBLite

ELEMENTS = range(1, 87)
PROPERTIES = ["energy", "forces"]
CHARGES = True
SPINS = True
PERIODIC = False


class XTB(TBLite):
    """Takes charge and multiplicity from atoms.info, where a structure's come."""

    def calculate(self, atoms=None, properties=None, system_changes=all_changes):
        info = (atoms or self.atoms).info
        if self.set(charge=info.get("charge", 0), multiplicity=info.get("spin", 1)):
            system_changes = all_changes  # else tblite would keep the old electrons
        super().calculate(atoms, properties, system_changes)


def load(device):
    return XTB(method="GFN2-xTB", verbosity=0)
