"""SevenNet-0 (11 July 2024), its weights from the sevenn package."""

import torch
from sevenn import _keys as keys
from sevenn.calculator import SevenNetCalculator

ELEMENTS = [*range(1, 84), *range(89, 95)]  # those of its training set, MPtrj
PROPERTIES = ["energy", "forces", "stress", "energies", "descriptors"]
DESCRIPTORS = 128  # the features of the last layer, all of them scalars


class Described(SevenNetCalculator):
    """Keeps what the readout reads of each atom, which the energy takes the place of."""

    def __init__(self, *names, **settings):
        super().__init__(*names, **settings)
        self.implemented_properties.append("descriptors")
        readout = self.model.get_submodule("reduce_input_to_hidden")
        readout.register_forward_pre_hook(self.keep)

    def keep(self, module, data):
        self.described = data[0][keys.NODE_FEATURE].detach().cpu().numpy()

    def output_to_results(self, output):
        return super().output_to_results(output) | {"descriptors": self.described}


def load(device):
    torch.set_num_threads(1)
    return Described("7net-0", device=device)
