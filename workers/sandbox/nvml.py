"""One GPU as NVIDIA's management library tells of it: by its UUID, from outside of any container.

Six functions of libnvidia-ml.so.1, which comes with the driver, by ctypes: their signatures are
those of nvml.h (https://docs.nvidia.com/deploy/nvml-api/), stable since the versions named in them.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

LIBRARY = "libnvidia-ml.so.1"
MAX_NAME = 96  # NVML_DEVICE_NAME_V2_BUFFER_SIZE


@dataclass(frozen=True)
class Gpu:
    """used: bytes. joules: since the driver was loaded. busy: of the last sample, from 0 to 1.

    None where the GPU does not tell: energy is told from Volta on.
    """

    name: str = ""
    used: int | None = None
    joules: float | None = None
    busy: float | None = None


class _Memory(ctypes.Structure):
    _fields_ = [(name, ctypes.c_ulonglong) for name in ("total", "free", "used")]


class _Utilization(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint) for name in ("gpu", "memory")]


def look(uuid: str, library: str = LIBRARY) -> Gpu:
    """What there is to see of it now; nothing where there is no library, or no such GPU."""
    try:
        with _library(library) as nvml:
            return _look(nvml, uuid)
    except (OSError, AttributeError):  # no library, or one without these functions
        return Gpu()


def _look(nvml: ctypes.CDLL, uuid: str) -> Gpu:
    device = ctypes.c_void_p()
    if nvml.nvmlDeviceGetHandleByUUID(uuid.encode(), ctypes.byref(device)):
        return Gpu()
    name, memory = ctypes.create_string_buffer(MAX_NAME), _Memory()
    millijoules, share = ctypes.c_ulonglong(), _Utilization()
    named = not nvml.nvmlDeviceGetName(device, name, ctypes.c_uint(MAX_NAME))
    held = not nvml.nvmlDeviceGetMemoryInfo(device, ctypes.byref(memory))
    spent = not nvml.nvmlDeviceGetTotalEnergyConsumption(device, ctypes.byref(millijoules))
    used = not nvml.nvmlDeviceGetUtilizationRates(device, ctypes.byref(share))
    return Gpu(
        name.value.decode(errors="replace") if named else "",
        int(memory.used) if held else None,
        millijoules.value / 1000 if spent else None,
        share.gpu / 100 if used else None,
    )


@contextmanager
def _library(name: str) -> Iterator[ctypes.CDLL]:
    """Raises OSError where it cannot be loaded or has no driver to talk to."""
    nvml = ctypes.CDLL(name)
    if nvml.nvmlInit_v2():
        raise OSError(f"{name} finds no driver")
    try:
        yield nvml
    finally:
        nvml.nvmlShutdown()
