"""What a bundle may be: each way in which Mallory packs one is named, and nothing gets out."""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from tests.workers.submitted import BASELINES, SUBMISSIONS
from tests.workers.submitted import bundle as zipped
from workers.bundle import check, unpack
from workers.bundle_entries import BundleLimits
from workers.entry_point import require_load
from workers.faults import SubmissionFault
from workers.sandbox.limits import KIB, MIB

GOOD = "def load(device):\n    return None\n"


def archive(
    *entries: tuple[str | zipfile.ZipInfo, str | bytes], load: str | None = GOOD
) -> io.BytesIO:
    """A .zip of these entries, and of a good potential.py."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries:
            made.writestr(name, content)
        if load is not None:
            made.writestr("potential.py", load)
    return file


def entry(name: str, mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    info.create_system = 3  # Unix
    return info


def refused(file: io.BytesIO | Path, words: str, limits: BundleLimits | None = None) -> None:
    """By the check and by the unpacking, with advice."""
    with pytest.raises(SubmissionFault, match=words) as raised:
        check(file, limits)
    assert raised.value.advice


@pytest.mark.parametrize("folder", sorted(p.parent for p in BASELINES.glob("*/potential.py")))
def test_our_own_baselines_pass(folder: Path, tmp_path: Path) -> None:
    check(zipped(folder, tmp_path / "b.zip"))


def test_files_in_folders_pass(tmp_path: Path) -> None:
    path = zipped(SUBMISSIONS / "batched", tmp_path / "b.zip")
    check(path)
    unpack(path, tmp_path / "new")
    assert (tmp_path / "new" / "weights" / "shift.txt").read_text() == "1.5\n"


def test_no_zip_at_all() -> None:
    refused(io.BytesIO(b"PK but not really"), "not a readable .zip")


@pytest.mark.parametrize(
    "name",
    [
        "/etc/passwd",
        "../up",
        "a/../../up",
        "a//b",
        "./a",
        "C:/a",
        "a\\b",
        "a\nb",
        "a\x7fb",
        "‮a",
        "ä" * 130,
    ],
)
def test_paths_that_lead_elsewhere(name: str, folder: Path) -> None:
    file = archive((name, "x"))
    refused(file, "path that is not allowed")
    with pytest.raises(SubmissionFault):
        unpack(file, folder)
    assert [p.name for p in folder.iterdir()] == []


def test_a_path_that_hides_behind_a_nul() -> None:
    file = archive(("innocent.txt", "x"))
    refused(io.BytesIO(file.getvalue().replace(b"innocent.txt", b"inno\0ent.txt")), "not allowed")


@pytest.mark.parametrize(
    "kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK]
)
def test_links_and_devices(kind: int, folder: Path) -> None:
    file = archive((entry("weights", kind | 0o777), "/etc/passwd"))
    refused(file, "link or a device")
    with pytest.raises(SubmissionFault):
        unpack(file, folder)


@pytest.mark.parametrize(
    ("first", "second"),
    [("a.txt", "a.txt"), ("a.txt", "A.TXT"), ("a", "a/b"), ("a/b", "A/c"), ("straße", "STRASSE")],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name(first: str, second: str) -> None:
    refused(archive((first, "x"), (second, "y")), "twice, or once more")


def test_too_many_entries() -> None:
    refused(archive(*[(f"{n}", "") for n in range(20)]), "21 entries", BundleLimits(entries=20))


def test_too_large_a_file() -> None:
    refused(archive(("a", os.urandom(4096))), "at most 1 KiB", BundleLimits(bytes=KIB))


def test_too_much_when_unpacked() -> None:
    refused(archive(("a", os.urandom(8 * KIB))), "Unpacked", BundleLimits(unpacked=4 * KIB))


def test_a_bomb() -> None:
    refused(archive(("zeros", b"\0" * (4 * MIB))), "grows more than 100 times")


def test_a_bomb_that_lies_about_its_size(folder: Path) -> None:
    """The table of contents says 100 bytes; what is packed has 4 MiB."""
    file = archive(("zeros", b"\0" * (4 * MIB)), load=None).getvalue()
    size = struct.pack("<I", 4 * MIB)
    assert file.count(size) == 2
    with zipfile.ZipFile(
        made := io.BytesIO(file.replace(size, struct.pack("<I", 100))), "a"
    ) as more:
        more.writestr("potential.py", GOOD)
    refused(made, "damaged")
    with pytest.raises(SubmissionFault, match="damaged"):
        unpack(made, folder)
    assert (folder / "zeros").stat().st_size <= 100


def test_a_damaged_file() -> None:
    file = archive((entry("weights", 0o100644), b"w" * 1000)).getvalue()
    refused(io.BytesIO(file.replace(b"w" * 1000, b"w" * 999 + b"v")), "damaged: Bad CRC")


def test_an_encrypted_file() -> None:
    content = bytearray(archive(("secret", b"x")).getvalue())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + flags] |= 1
    refused(io.BytesIO(bytes(content)), "encrypted")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_unusual_packing(method: int) -> None:
    file = archive()
    with zipfile.ZipFile(file, "a", method) as more:
        more.writestr("a", "x" * 100)
    refused(file, "unusual method")


def test_the_folder_around_the_files() -> None:
    refused(
        archive(("model/potential.py", GOOD), load=None), "there is one in 'model/potential.py'"
    )


def test_a_potential_that_is_a_folder() -> None:
    refused(archive(("potential.py/__init__.py", GOOD), load=None), "no potential.py at its top")


def test_a_potential_longer_than_any_code() -> None:
    refused(archive(load=GOOD + "#" + os.urandom(MIB // 2).hex()), "at most 256 KiB")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("def load(device)\n", "line 1"),
        ("def make(device): ...\n", "defines no function `load`"),
        ("def load(): ...\n", "does not take one argument"),
        ("def load(device, weights): ...\n", "does not take one argument"),
        ("def load(device, *, weights): ...\n", "does not take one argument"),
        ("class A:\n    def load(self): ...\n", "defines no function `load`"),
        ("x = " + "(" * 5000 + ")" * 5000, "does not parse"),
        ("x = " + "-" * 200_000 + "1", "does not parse"),
        ("if 0: ...\n" + "elif 0: ...\n" * 20_000, "does not parse"),
        ("load = 'a\0b'", "does not parse"),
    ],
)
def test_a_potential_that_cannot_be_loaded(source: str, words: str) -> None:
    refused(archive(load=source), words)


@pytest.mark.parametrize(
    "source",
    [
        "def load(device='cpu'): ...",
        "def load(device, dtype='float64', *, weights=None): ...",
        "def load(*arguments): ...",
        "from model import load",
        "from model import *",
        "from model import build as load",
        "import model\nload = model.load",
        "load = lambda device: None",
        "try:\n    from fast import load\nexcept ImportError:\n    from slow import load",
        "if True:\n    def load(device): ...",
    ],
)
def test_every_way_to_define_load(source: str) -> None:
    require_load(source.encode())


def test_everybody_can_read_what_is_unpacked(tmp_path: Path) -> None:
    """The container runs as nobody, whatever the modes in the .zip and the umask here."""
    file = archive((entry("secret/weights", 0o100000), "x"), (entry("setuid", 0o104755), "x"))
    before = os.umask(0o077)
    try:
        unpack(file, tmp_path / "new")
    finally:
        os.umask(before)
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "new").rglob("*")}
    assert modes == {"secret": 0o755, "weights": 0o644, "setuid": 0o644, "potential.py": 0o644}


def test_it_is_unpacked_into_a_new_folder_only(tmp_path: Path) -> None:
    with pytest.raises(FileExistsError):
        unpack(archive(), tmp_path)


def test_unpacking_checks_by_itself(folder: Path) -> None:
    """The GPU host does not rely on a check that the web zone may not have made."""
    with pytest.raises(SubmissionFault, match="not allowed"):
        unpack(archive(("../up", "x")), folder)
    assert not (folder.parent / "up").exists()


def test_a_table_of_contents_that_fills_the_memory() -> None:
    """It is refused unread; Python would make 100,000 objects of it before it can be counted."""
    file = archive()
    with zipfile.ZipFile(file, "a") as made:
        made.filelist.extend(made.filelist * 100_000)
        made._didModify = True  # type: ignore[attr-defined]
    refused(file, "table of contents is too long")
