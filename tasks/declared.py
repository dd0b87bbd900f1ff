"""What potential.py declares: module-level names, all optional.

ELEMENTS: symbols or atomic numbers; without it, no limit. CHARGES, SPINS: whether the total charge
and the multiplicity are taken into account; False. PERIODIC: True. MP2020: whether energies contain
the Materials Project's corrections; False. BATCH: how many structures it likes at once; 1.
PROPERTIES: of energy, forces, stress, and of energies, uncertainty and descriptors, which are
offered by name alone; without it, those of the first three that the calculator implements, or all
three for an object with evaluate(batch). DESCRIPTORS: how many numbers an atom's descriptor has;
wanted, and looked at, where descriptors are offered.
"""

from __future__ import annotations

import operator
from collections.abc import Container, Iterable
from types import ModuleType
from typing import Any, TypeVar

from ase.data import atomic_numbers

from tasks.potential import DESCRIPTORS, ENERGY, EXTRAS, PROPERTIES, WIDEST, Capabilities

MAX_BATCH = 4_096
HEAVIEST = 118
T = TypeVar("T", bool, int)


class LoadError(Exception):
    """The potential cannot be asked. reason: what is wrong. advice: what to do next."""

    def __init__(self, reason: str, advice: str) -> None:
        super().__init__(f"{reason}\n{advice}")
        self.reason = reason
        self.advice = advice


def capabilities(module: ModuleType, potential: Any, device: str) -> Capabilities:
    """The rules of the server in the container. Raises LoadError where a name has no such value."""
    try:
        return _declared(module, potential, device)
    except LoadError:
        raise
    except Exception as error:
        what = f"Reading what potential.py declares raised {type(error).__name__}: {error}"
        raise LoadError(what, "Declare plain lists, texts, numbers, True and False.") from error


def _declared(module: ModuleType, potential: Any, device: str) -> Capabilities:
    truths, sizes = ("True or False", (False, True)), range(1, MAX_BATCH + 1)
    properties = _properties(module, potential)
    return Capabilities(
        properties=properties,
        elements=_elements(getattr(module, "ELEMENTS", None)),
        charges=_setting(module, "CHARGES", False, *truths),
        spins=_setting(module, "SPINS", False, *truths),
        periodic=_setting(module, "PERIODIC", True, *truths),
        mp2020=_setting(module, "MP2020", False, *truths),
        batch=_setting(module, "BATCH", 1, f"a whole number from 1 to {MAX_BATCH}", sizes),
        device=device[:64],
        descriptors=_width(module) if DESCRIPTORS in properties else 0,
    )


def _width(module: ModuleType) -> int:
    """Nothing is no width: 0, which stands for it, is not allowed."""
    meaning, widths = f"a whole number from 1 to {WIDEST}", range(1, WIDEST + 1)
    return _setting(module, "DESCRIPTORS", 0, meaning, widths)


def is_calculator(potential: Any) -> bool:
    """A calculator, not its class: `return EMT` for `return EMT()` is a frequent slip."""
    return not isinstance(potential, type) and callable(getattr(potential, "get_property", None))


def _setting(module: ModuleType, name: str, default: T, meaning: str, allowed: Container[T]) -> T:
    value = getattr(module, name, default)
    if type(value) is not type(default) or value not in allowed:
        raise _bad(name, f"must be {meaning}, not {value!r}")
    return value


def _properties(module: ModuleType, potential: Any) -> frozenset[str]:
    names = _listed("PROPERTIES", getattr(module, "PROPERTIES", None))
    if names is None:
        own = getattr(potential, "implemented_properties", ())
        offered = own if is_calculator(potential) else PROPERTIES
        names = [p for p in _listed("implemented_properties", offered) or () if p in PROPERTIES]
    known = (*PROPERTIES, *EXTRAS)
    unknown = sorted(str(name) for name in names if name not in known)
    if unknown:
        raise _bad("PROPERTIES", f"{', '.join(unknown)}: none of {', '.join(known)}")
    if ENERGY not in names:
        raise _bad("PROPERTIES", "the potential offers no energy, which every task asks for")
    return frozenset(names)


def _elements(names: Any) -> frozenset[int] | None:
    listed = _listed("ELEMENTS", names)
    return None if listed is None else frozenset(_element(name) for name in listed)


def _element(name: Any) -> int:
    try:
        number = atomic_numbers.get(name, 0) if isinstance(name, str) else operator.index(name)
    except TypeError:
        number = 0
    if not 1 <= number <= HEAVIEST:
        raise _bad("ELEMENTS", f"{name!r} is no chemical element")
    return int(number)


def _listed(name: str, value: Any) -> list[Any] | None:
    """A plain text would be read letter by letter: "Co" as carbon and oxygen."""
    if value is None:
        return None
    if isinstance(value, str | bytes) or not isinstance(value, Iterable):
        raise _bad(name, f"must be a list, not {value!r}")
    return list(value)


def _bad(name: str, reason: str) -> LoadError:
    return LoadError(f"{name}: {reason}", f"Correct {name} in potential.py, or leave it out.")
