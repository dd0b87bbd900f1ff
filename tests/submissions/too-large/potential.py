"""A potential that needs more memory than there is, from 65 atoms on."""

ELEMENTS = ["Cu"]


class Greedy:
    def evaluate(self, batch):
        if max(map(len, batch)) > 64:
            held = [bytearray(b"x" * (64 << 20)) for _ in range(1000)]
            return held[0]
        return [{"energy": 0.0, "forces": [[0.0, 0.0, 0.0]] * len(atoms)} for atoms in batch]


def load(device):
    return Greedy()
