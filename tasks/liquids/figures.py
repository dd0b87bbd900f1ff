"""A simulated liquid as a person looks at it: g(r) with its error, and how its atoms vibrate."""

from __future__ import annotations

from tasks.figure import Figure, Kind, curve
from tasks.liquids.curves import rdf_curve, spectrum_curve
from tasks.system import Arrays, System


def draw(system: System, predicted: Arrays, reference: Arrays) -> list[Figure]:
    """Two figures; nothing of a run whose replicas all ended. The band is one standard error."""
    found, spectrum = rdf_curve(system, predicted, reference), spectrum_curve(predicted)
    if found is None or spectrum is None:
        return []
    curves = [curve("simulated", Kind.LINE, found.r, found.g, spread=found.error)]
    if found.measured:
        place, height = found.measured
        curves.append(curve("measured first peak", Kind.MEASURED, [place], [height]))
    elif "position" in reference:
        place = float(reference["position"])
        top = [0.0, float(found.g.max())]
        curves.append(curve("measured first peak", Kind.REFERENCE, [place, place], top))
    waves = curve("simulated", Kind.LINE, spectrum.waves, spectrum.states, spread=spectrum.error)
    name = system.id.capitalize()
    return [
        Figure(system.id, f"{name}: g(r)", "r / Å", "g(r)", tuple(curves)),
        Figure(system.id, f"{name}: vibrations", "Wave number / cm⁻¹", "States / cm", (waves,)),
    ]
