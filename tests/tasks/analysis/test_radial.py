"""g(r): an ideal gas has none of it, a crystal its shells, and every image is counted once."""

from __future__ import annotations

import numpy as np
import pytest
from ase.build import bulk

from tasks.analysis.radial import distribution, first_peak, reach

CELLS = {
    "cube": 12.0 * np.eye(3),
    "skewed": np.array([[12.0, 0, 0], [4.0, 12.0, 0], [3.0, -2.0, 13.0]]),
}


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
def test_an_ideal_gas_has_no_structure(cell: np.ndarray) -> None:
    """1 - 1/N in each bin, in a cube and in a skewed cell, wrapped or not."""
    rng, n, frames = np.random.default_rng(1), 50, 400
    positions = rng.uniform(-2, 2, size=(frames, n, 3)) @ cell
    edges = np.linspace(0.0, reach(cell), 13)
    found = distribution(positions, np.array([cell] * frames), np.arange(n), edges)
    expected, counts = 1 - 1 / n, frames * n * (n - 1) / 2
    shells = 4 / 3 * np.pi * np.diff(edges**3) / abs(np.linalg.det(cell))
    noise = 1 / np.sqrt(counts * shells)
    assert (np.abs(found.mean(axis=0) - expected) < 4 * noise).all()


def test_a_crystal_has_its_shells_of_neighbours() -> None:
    """Twelve at a/√2 and six at a, of fcc; the integral of g counts them."""
    atoms = bulk("Cu", "fcc", a=3.6, cubic=True).repeat(3)
    edges = np.array([2.0, 3.0, 4.0])
    cells = np.array([atoms.cell.array])
    found = distribution(atoms.positions[None], cells, np.arange(len(atoms)), edges)[0]
    density = len(atoms) / atoms.get_volume()
    neighbours = found * density * 4 / 3 * np.pi * np.diff(edges**3)
    np.testing.assert_allclose(neighbours, [12.0, 6.0])


def test_only_the_chosen_atoms_count() -> None:
    cell = 10.0 * np.eye(3)
    positions = np.array([[[0.0, 0, 0], [1.0, 0, 0], [3.0, 0, 0]]])
    edges = np.array([0.0, 2.0, 4.0])
    found = distribution(positions, cell[None], np.array([0, 2]), edges)[0]
    assert found[0] == 0
    assert found[1] > 0


def test_beyond_its_reach_a_cell_shows_images() -> None:
    assert reach(12.0 * np.eye(3)) == pytest.approx(6.0)
    assert reach(CELLS["skewed"]) < 6.0


def test_a_peak_is_found_between_bins_and_through_noise() -> None:
    r = np.arange(2.0, 4.0, 0.05)
    g = 1 + 1.6 * np.exp(-(((r - 2.813) / 0.15) ** 2))
    noisy = g + 0.02 * np.random.default_rng(3).standard_normal(len(r))
    assert first_peak(r, g) == pytest.approx((2.813, 2.6), abs=0.02)
    assert first_peak(r, noisy) == pytest.approx((2.813, 2.6), abs=0.06)
    assert first_peak(r, 0 * g) == (0.0, 0.0)
