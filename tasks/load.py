"""A submitter's potential.py as a Potential in this process."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from tasks.ase_potential import AsePotential
from tasks.batch_potential import BatchPotential
from tasks.declared import LoadError, capabilities, is_calculator
from tasks.potential import Potential

NAME = "potential"


def load_potential(path: Path | str, device: str = "cpu") -> Potential:
    """What load(device) of the file, or of potential.py in the folder, returns.

    It runs the file's code in this process, with this process's rights. The file's folder goes in
    front of sys.path, so that it may import what lies beside it.
    Raises LoadError where the file is missing, raises, or has no load() that returns an ASE
    Calculator or an object with evaluate(batch); its cause is what the file raised.
    """
    module = _module(_file(Path(path)))
    if not callable(getattr(module, "load", None)):
        raise LoadError(
            f"{module.__file__} defines no function load(device).",
            "Define load(device), and return an ASE Calculator from it.",
        )
    try:
        made = module.load(device)
    except (Exception, SystemExit) as error:
        raise _raised(f"load({device!r}) in {module.__file__}", error) from error
    return _potential(module, made, device)


def _file(path: Path) -> Path:
    file = path / "potential.py" if path.is_dir() else path
    if not file.is_file():
        raise LoadError(
            f"There is no file {file}.",
            "Name a potential.py, or a folder that holds one, that defines load(device).",
        )
    return file.resolve()


def _module(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(NAME, file)
    if spec is None or spec.loader is None:
        raise LoadError(
            f"{file} is no Python file.",
            "Name a file that ends in .py; a zip has to be unpacked before.",
        )
    module = importlib.util.module_from_spec(spec)
    sys.modules[NAME] = module  # so that pickled classes of the file are found
    sys.path.insert(0, str(file.parent))
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        raise _raised(f"Importing {file}", error) from error
    return module


def _potential(module: ModuleType, made: Any, device: str) -> Potential:
    if is_calculator(made):
        return AsePotential(made, capabilities(module, made, device))
    if isinstance(made, type):
        raise LoadError(
            f"load({device!r}) in {module.__file__} returned the class {made.__name__}.",
            f"Return an object of it: {made.__name__}(…).",
        )
    if callable(getattr(made, "evaluate", None)):
        return BatchPotential(made.evaluate, capabilities(module, made, device))
    raise LoadError(
        f"load({device!r}) in {module.__file__} returned {type(made).__name__}.",
        "Return an ASE Calculator, or an object with evaluate(batch).",
    )


def _raised(what: str, error: BaseException) -> LoadError:
    advice = "Run again with --traceback to see where."
    if isinstance(error, ModuleNotFoundError):
        advice = (
            f"Put {error.name} beside potential.py, or install it here; "
            "on the site, the runtime or your image must have it."
        )
    return LoadError(f"{what} raised {type(error).__name__}: {error}", advice)
