"""Temperature and pressure of a mineral: in its file's name, and often in the title of its article.

The name has 298.00 K and 1.01 bar where nothing is said. The two contradict each other here and
there (143 K taken for 143 °C, 15 kbar for 15 bar): then neither is to be trusted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

NAME = re.compile(r"(.+)_\d+_\1_(\d+\.\d\d)_(\d+\.\d\d)_\.cif")
UNSAID = (298.0, 1.01)

_TEMPERATURE = re.compile(r"\bT ?= ?(-?\d*\.?\d+) ?(?:deg )?([KC])\b")
_PRESSURE = re.compile(r"\bP ?= ?(\d*\.?\d+) ?(gpa|mpa|kbar|kb|bar|atm)\b", re.IGNORECASE)
_BAR = {"gpa": 1e4, "mpa": 10.0, "kbar": 1e3, "kb": 1e3, "bar": 1.0, "atm": 1.01325}
_KELVIN = {"K": 0.0, "C": 273.15}
_ROUNDING = {"T": 1.0, "P": 2.0}  # K, bar: between a title and a name


@dataclass(frozen=True)
class Conditions:
    """mineral: its name. temperature: K. pressure: bar, absolute (1.01 is the atmosphere's; files
    say 0.00 and 1.00 as well)."""

    mineral: str
    temperature: float
    pressure: float

    @property
    def said(self) -> bool:
        """Whether the name says more than what it says where nothing is known."""
        return (self.temperature, self.pressure) != UNSAID


def conditions(file: str) -> Conditions | None:
    """Of "Quartz_0_Quartz_298.00_1.01_.cif". None where the name is not made like that."""
    found = NAME.fullmatch(file)
    return None if found is None else Conditions(found[1], float(found[2]), float(found[3]))


def contradiction(of: Conditions, title: str) -> str:
    """How the title says otherwise; "" where it agrees or is silent. Of several, one may agree."""
    kelvin = [float(number) + _KELVIN[unit] for number, unit in _TEMPERATURE.findall(title)]
    bar = [float(number) * _BAR[unit.lower()] for number, unit in _PRESSURE.findall(title)]
    if kelvin and all(abs(of.temperature - each) > _ROUNDING["T"] for each in kelvin):
        return f"the file's name says {of.temperature:g} K, the title {kelvin[0]:g} K"
    if bar and all(abs(of.pressure - each) > _ROUNDING["P"] + 0.01 * each for each in bar):
        return f"the file's name says {of.pressure:g} bar, the title {bar[0]:g} bar"
    return ""
