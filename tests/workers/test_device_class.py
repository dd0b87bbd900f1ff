"""Where times are compared, the device has the name that its host gives it."""

from __future__ import annotations

from pathlib import Path

import pytest

from workers import device_class as module
from workers.device_class import device_class
from workers.sandbox.nvml import Gpu


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ASSAY_DEVICE_CLASS", "ASSAY_DEVICE", "ASSAY_GPU"):
        monkeypatch.delenv(name, raising=False)


def test_a_processor_is_called_what_the_kernel_calls_it(tmp_path: Path) -> None:
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text("processor\t: 0\nmodel name\t: Example 9000\n\nmodel name\t: Example 9000\n")
    assert module._processor(cpuinfo) == "Example 9000, 1 thread"
    assert module._processor(tmp_path / "none") == "cpu"


def test_a_gpu_is_called_what_its_driver_calls_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_DEVICE", "cuda")
    monkeypatch.setenv("ASSAY_GPU", "GPU-1")
    monkeypatch.setattr("workers.sandbox.nvml.look", lambda uuid: Gpu(name=f"Example of {uuid}"))
    assert device_class() == "Example of GPU-1"


def test_a_gpu_without_a_driver_to_ask_is_named_by_its_kind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ASSAY_DEVICE", "cuda")
    assert device_class() == "cuda"


def test_an_operator_may_name_the_class(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSAY_DEVICE_CLASS", "Example 9000, 64 GB, liquid" + "!" * 100)
    assert device_class().startswith("Example 9000, 64 GB, liquid")
    assert len(device_class()) == module.MAX_NAME
