"""Numbers as text, which NumPy would read; and an object, which it would keep."""


class Words:
    def evaluate(self, batch):
        return [{"energy": "minus one", "forces": [["a", None, {}]] * len(a)} for a in batch]


def load(device):
    return Words()
