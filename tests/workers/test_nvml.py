"""The GPU's own figures, through a library that has the driver's functions and one GPU made up.

It stands in at the boundary of the C library, on machines that have no GPU: what is tested is that
names, types and units are those of nvml.h.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from workers.sandbox import nvml
from workers.sandbox.nvml import Gpu

UUID = "GPU-11111111-2222-3333-4444-555555555555"
SOURCE = f"""
#include <string.h>
typedef struct {{ unsigned long long total, free, used; }} memory_t;
typedef struct {{ unsigned int gpu, memory; }} utilization_t;
static int gpu;
int nvmlInit_v2(void) {{ return DRIVER; }}
int nvmlShutdown(void) {{ return 0; }}
int nvmlDeviceGetHandleByUUID(const char *uuid, void **device) {{
  if (strcmp(uuid, "{UUID}")) return 6;
  *device = &gpu;
  return 0;
}}
int nvmlDeviceGetName(void *device, char *name, unsigned int length) {{
  if (device != &gpu) return 2;
  strncpy(name, "Made-up GPU", length);
  return 0;
}}
int nvmlDeviceGetMemoryInfo(void *device, memory_t *memory) {{
  memory->total = 80ull << 30; memory->free = 77ull << 30; memory->used = 3ull << 30;
  return device != &gpu;
}}
int nvmlDeviceGetTotalEnergyConsumption(void *device, unsigned long long *millijoules) {{
  *millijoules = 12345678901ull;
  return ENERGY;
}}
int nvmlDeviceGetUtilizationRates(void *device, utilization_t *rates) {{
  rates->gpu = 25; rates->memory = 99;
  return 0;
}}
"""


@pytest.fixture
def library(tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """What its functions for a driver and for energy return is the parameter."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler")
    driver, energy = getattr(request, "param", (0, 0))
    (tmp_path / "nvml.c").write_text(SOURCE)
    made = tmp_path / f"libnvidia-ml-{driver}-{energy}.so"
    defined = [f"-DDRIVER={driver}", f"-DENERGY={energy}"]
    command = [compiler, "-shared", "-fPIC", *defined, "-o", str(made), str(tmp_path / "nvml.c")]
    subprocess.run(command, check=True)
    return str(made)


def test_a_gpu_is_read_by_its_uuid(library: str) -> None:
    assert nvml.look(UUID, library) == Gpu("Made-up GPU", 3 << 30, 12345678.901, 0.25)


def test_of_another_uuid_nothing_is_told(library: str) -> None:
    assert nvml.look("GPU-0", library) == Gpu()


@pytest.mark.parametrize("library", [(0, 3)], indirect=True)
def test_a_gpu_that_counts_no_energy_tells_the_rest(library: str) -> None:
    assert nvml.look(UUID, library) == Gpu("Made-up GPU", 3 << 30, None, 0.25)


@pytest.mark.parametrize("library", [(9, 0)], indirect=True)
def test_a_library_without_a_driver_tells_nothing(library: str) -> None:
    assert nvml.look(UUID, library) == Gpu()


def test_without_the_library_nothing_is_told() -> None:
    assert nvml.look(UUID, "libnvidia-ml-is-not-here.so.1") == Gpu()
