"""What a potential uses up is read from the kernel, and what cannot be read is None."""

from __future__ import annotations

import mmap
import os
import subprocess
import sys
from pathlib import Path

from ase.calculators.emt import EMT

from tasks import meter
from tasks.ase_potential import AsePotential
from tasks.checkpoint import NOWHERE, Carrying
from tasks.meter import Reading

MIB = 1 << 20
SLEEPS = "import time; held = bytearray(64 << 20); print('ready', flush=True); time.sleep(60)"


def host() -> int:
    told = meter.of_this_process().host
    assert told is not None
    return told


def test_memory_that_is_taken_is_seen_and_memory_that_is_given_back_is_gone() -> None:
    before = host()
    held = mmap.mmap(-1, 256 * MIB)
    held.write(b"x" * 256 * MIB)
    taken = host()
    held.close()
    assert 250 < (taken - before) / MIB < 262
    assert abs(host() - before) / MIB < 6


def test_the_peak_stays_after_the_memory_was_given_back() -> None:
    held = bytearray(200 * MIB)
    held[:] = b"x" * len(held)
    del held
    told = meter.of_this_process()
    assert told.host_peak is not None
    assert told.host is not None
    assert told.host_peak > told.host + 100 * MIB


def test_children_of_a_session_are_read_with_their_leader() -> None:
    leader = subprocess.Popen(
        ["/bin/sh", "-c", f'"{sys.executable}" -c "{SLEEPS}" & wait'],
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        assert leader.stdout is not None
        leader.stdout.readline()
        processes = meter.of_session(leader.pid)
        assert leader.pid in processes
        assert len(processes) == 2
        told = meter.of_processes(processes).host
        assert told is not None
        assert told > 64 * MIB
    finally:
        os.killpg(leader.pid, 9)
        leader.wait()


def test_of_a_process_that_has_ended_nothing_is_known() -> None:
    ended = subprocess.Popen(["/bin/true"])
    ended.wait()
    told = meter.of_processes([ended.pid])
    assert (told.host, told.host_peak) == (None, None)


def test_the_energy_of_the_processors_is_the_sum_of_their_counters(tmp_path: Path) -> None:
    for name, energy in (("intel-rapl:0", 1_500_000), ("intel-rapl:1", 2_000_000)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "energy_uj").write_text(f"{energy}\n")
    (tmp_path / "intel-rapl:0:0").mkdir()  # a part of the first, which has counted it
    (tmp_path / "intel-rapl:0:0" / "energy_uj").write_text("7\n")
    assert meter.joules(tmp_path) == 3.5


def test_where_there_is_no_counter_there_is_no_energy(tmp_path: Path) -> None:
    assert meter.joules(tmp_path) is None
    assert meter.joules(tmp_path / "nowhere") is None


def test_a_potential_is_read_through_what_carries_its_checkpoint() -> None:
    carried = Carrying(AsePotential(EMT()), NOWHERE)
    assert meter.reading(carried).host is not None


def test_of_a_potential_that_offers_no_reading_nothing_is_known() -> None:
    class Plain:
        capabilities = AsePotential(EMT()).capabilities
        evaluate = AsePotential(EMT()).evaluate

    assert meter.reading(Plain()) == Reading()
