"""Properties of single molecules that go beyond their energies."""
