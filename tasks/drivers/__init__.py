"""What moves atoms: ASE's optimizers and integrators, asking a black box for every step."""
