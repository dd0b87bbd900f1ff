"""CHGNet 0.3.0, its weights from the chgnet package. Energies contain the MP2020 corrections."""

import torch
from ase.calculators.calculator import all_changes
from chgnet.model import CHGNet, CHGNetCalculator

# Those of its training set, MPtrj. The package would answer for astatine to radium, too.
ELEMENTS = [*range(1, 84), *range(89, 95)]
MP2020 = True
PROPERTIES = ["energy", "forces", "stress", "energies", "descriptors"]
DESCRIPTORS = 64  # the features of atoms that the magnetic moments are read from
VACUUM = 8.0  # Å on each side; the cutoffs are 6 Å for bonds and 3 Å for angles


class Described(CHGNet):
    """Keeps the features of the atoms, which the package computes and its calculator drops."""

    def predict_graph(self, graph, **asked):
        self.said = super().predict_graph(graph, return_atom_feas=True, **asked)
        return self.said


class Boxed(CHGNetCalculator):
    """CHGNet knows periodic structures only: molecules and slabs get a box with vacuum."""

    implemented_properties = (*CHGNetCalculator.implemented_properties, "descriptors")

    def calculate(self, atoms=None, properties=None, system_changes=all_changes):
        open_axes = [axis for axis in range(3) if not atoms.pbc[axis]]
        boxed = atoms.copy()
        if open_axes:
            boxed.center(vacuum=VACUUM, axis=open_axes)
            boxed.pbc = True
        super().calculate(boxed, properties, system_changes)
        self.results["descriptors"] = self.model.said["atom_fea"]
        self.atoms = atoms.copy()  # what was asked, so that ASE knows these results again


def load(device):
    torch.set_num_threads(1)
    model = Described.load(model_name="0.3.0", use_device=device, verbose=False)
    return Boxed(model, use_device=device, on_isolated_atoms="ignore", return_site_energies=True)
