"""Does potential.py define load(device)? Read, never run."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

from workers.faults import SubmissionFault

NAME = "potential.py"
HOW = "Define `def load(device):` in it, which returns an ASE Calculator."


def require_load(source: bytes) -> None:
    """Raises SubmissionFault where it does not parse, or defines no `load` at its top level."""
    try:
        with warnings.catch_warnings(action="ignore"):
            module = ast.parse(source, NAME)
        names = set(_names(module.body))
    except SyntaxError as error:
        raise SubmissionFault(
            f"{NAME} does not parse: line {error.lineno}: {error.msg}.",
            "Correct it; the runtimes have Python 3.11.",
        ) from None
    except (ValueError, RecursionError, MemoryError) as error:
        why = str(error) or "it is nested too deeply"
        raise SubmissionFault(f"{NAME} does not parse: {why}.", HOW) from None
    if "load" not in names:
        raise SubmissionFault(f"{NAME} defines no function `load` at its top level.", HOW)
    for node in module.body:
        if isinstance(node, ast.FunctionDef) and node.name == "load" and not _takes_one(node.args):
            raise SubmissionFault(f"`load` in {NAME} does not take one argument, the device.", HOW)


def _takes_one(arguments: ast.arguments) -> bool:
    positional = [*arguments.posonlyargs, *arguments.args]
    required = len(positional) - len(arguments.defaults)
    lacking = any(default is None for default in arguments.kw_defaults)
    return required <= 1 and bool(positional or arguments.vararg) and not lacking


def _names(body: list[ast.stmt]) -> Iterator[str]:
    """What statements bind in the module, those within if, try and with included."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from ((alias.asname or alias.name).split(".")[0] for alias in node.names)
            yield from ("load" for alias in node.names if alias.name == "*")
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name))
        else:
            for part in ("body", "orelse", "finalbody"):
                yield from _names(getattr(node, part, []))
            for handler in getattr(node, "handlers", []):
                yield from _names(handler.body)
