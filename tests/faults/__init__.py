"""Faults: what an operator would lose is killed while real evaluations run; nothing is lost.

python -m tests.faults --faults 200 --seed 1     (or: make faults)
"""
