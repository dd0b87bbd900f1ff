"""What a potential.py may declare: the server in the container and a laptop judge it alike."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from tasks.declared import LoadError, capabilities
from tasks.potential import Capabilities
from workers.guest import server
from workers.hello import _capabilities as heard

CALCULATOR = """
class Mine:
    implemented_properties = ["energy", "forces", "dipole"]
    def get_property(self, name, atoms): ...
"""
BATCHED = """
class Mine:
    def evaluate(self, batch): ...
"""

SOUND = [
    "",
    "ELEMENTS = None",
    "ELEMENTS = []",
    "ELEMENTS = ['Cu', 79, 'Cu']",
    "ELEMENTS = ('H', 'Og')",
    "ELEMENTS = {'H': 1, 'O': 8}",
    "ELEMENTS = (z for z in range(1, 119))",
    "import numpy; ELEMENTS = numpy.arange(1, 90)",
    "import numpy; ELEMENTS = numpy.array(['C', 'H'])",
    "CHARGES = SPINS = True; PERIODIC = False; BATCH = 4096",
    "MP2020 = True",
    "PROPERTIES = ['energy']",
    "PROPERTIES = ('stress', 'energy', 'energy')",
    "PROPERTIES = (name for name in ['energy', 'forces'])",
    "import numpy; PROPERTIES = numpy.array(['energy', 'forces'])",
    "Mine.implemented_properties = ('energy',)",
    "PROPERTIES = ['energy', 'descriptors']; DESCRIPTORS = 1",
    "PROPERTIES = ['energy', 'descriptors', 'forces']; DESCRIPTORS = 4096",
    "PROPERTIES = (name for name in ['descriptors', 'energy']); DESCRIPTORS = 64",
    "PROPERTIES = ['energy']; DESCRIPTORS = 'not looked at'",
]
REFUSED = [
    "ELEMENTS = 'HO'",
    "ELEMENTS = 'Cu'",
    "ELEMENTS = b'HO'",
    "ELEMENTS = 6",
    "ELEMENTS = ['Xx']",
    "ELEMENTS = ['X']",
    "ELEMENTS = ['cu']",
    "ELEMENTS = [0]",
    "ELEMENTS = [-1]",
    "ELEMENTS = [119]",
    "ELEMENTS = [10**30]",
    "ELEMENTS = [6.0]",
    "ELEMENTS = [6.5]",
    "ELEMENTS = ['6']",
    "ELEMENTS = [None]",
    "ELEMENTS = [['H']]",
    "import numpy; ELEMENTS = numpy.array(6)",
    "import numpy; ELEMENTS = numpy.eye(2)",
    "CHARGES = 1",
    "CHARGES = 'yes'",
    "SPINS = None",
    "import numpy; PERIODIC = numpy.bool_(True)",
    "BATCH = 0",
    "BATCH = 4097",
    "BATCH = True",
    "BATCH = 8.0",
    "BATCH = '8'",
    "PROPERTIES = 'energy'",
    "PROPERTIES = 3",
    "PROPERTIES = []",
    "PROPERTIES = ['forces']",
    "PROPERTIES = ['energy', 'dipole']",
    "PROPERTIES = ['energy', ['forces']]",
    "import numpy; PROPERTIES = numpy.eye(2)",
    "PROPERTIES = ['energy', 'descriptors']",
    "PROPERTIES = ['energy', 'descriptors']; DESCRIPTORS = 0",
    "PROPERTIES = ['energy', 'descriptors']; DESCRIPTORS = 4097",
    "PROPERTIES = ['energy', 'descriptors']; DESCRIPTORS = 64.0",
    "PROPERTIES = ['energy', 'descriptors']; DESCRIPTORS = True",
    "PROPERTIES = ['energy', 'descriptors']; DESCRIPTORS = None",
]
OF_CALCULATORS = [
    "Mine.implemented_properties = 'energy'",
    "Mine.implemented_properties = None",
    "Mine.implemented_properties = ['forces']",
    "del Mine.implemented_properties",
]


# Whatever is raised while the server loads is told in its hello.
TOLD = (server.BadPotential, TypeError, ValueError)


def module(potential: str, declared: str) -> ModuleType:
    made = ModuleType("potential")
    exec(potential + declared, made.__dict__)
    return made


def at_home(potential: str, declared: str) -> Capabilities:
    text = module(potential, declared)
    return capabilities(text, text.Mine(), "cpu")


def in_the_container(potential: str, declared: str) -> Capabilities:
    """What the driver makes of the server's hello."""
    text = module(potential, declared)
    return heard(server.declared(text, text.Mine(), "cpu"))


@pytest.mark.parametrize("potential", [CALCULATOR, BATCHED], ids=["calculator", "batched"])
@pytest.mark.parametrize("declared", SOUND)
def test_a_sound_declaration_means_the_same_in_both(potential: str, declared: str) -> None:
    assert at_home(potential, declared) == in_the_container(potential, declared)


@pytest.mark.parametrize("potential", [CALCULATOR, BATCHED], ids=["calculator", "batched"])
@pytest.mark.parametrize("declared", REFUSED)
def test_a_wrong_declaration_is_refused_by_both(potential: str, declared: str) -> None:
    with pytest.raises(LoadError):
        at_home(potential, declared)
    with pytest.raises(TOLD):
        in_the_container(potential, declared)


@pytest.mark.parametrize("declared", OF_CALCULATORS)
def test_a_calculator_that_implements_no_energy_is_refused_by_both(declared: str) -> None:
    with pytest.raises(LoadError):
        at_home(CALCULATOR, declared)
    with pytest.raises(server.BadPotential):
        in_the_container(CALCULATOR, declared)


def test_the_server_stays_short_enough_to_be_read() -> None:
    assert len(Path(str(server.__file__)).read_text().splitlines()) < 300
