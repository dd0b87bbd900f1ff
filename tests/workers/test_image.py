"""What an image archive may be: checked by its manifest, loaded without a name."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docker
import numpy as np
import pytest

from tasks.structure import Structure
from tests.workers.archives import image, layer, refused, replaced, saved, tar
from tests.workers.submitted import SUBMISSIONS
from workers.faults import SubmissionFault
from workers.image import LOADED, check, forget, load
from workers.image_archive import ImageLimits
from workers.sandbox import Limits, Submission, open_sandbox
from workers.sandbox.limits import KIB, MIB

ARGON = Structure(
    numbers=np.array([18, 18], dtype=np.int32), positions=np.array([[0.0, 0, 0], [0, 0, 3.8]])
)


@pytest.mark.parametrize("packed", [False, True])
def test_a_good_image_is_known_by_the_digest_of_its_configuration(
    packed: bool, tmp_path: Path
) -> None:
    files = image(packed=packed)
    expected = "sha256:" + hashlib.sha256(dict(files)["config.json"]).hexdigest()
    assert check(saved(files, tmp_path / "i.tar")) == expected


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"architecture": "arm64"}, "arm64"),
        ({"os": "windows"}, "windows"),
        ({"User": ""}, "runs as root"),
        ({"User": "0:65534"}, "runs as root"),
        ({"User": "root"}, "runs as root"),
        ({"User": "000"}, "runs as root"),
        ({"Entrypoint": None}, "does not say what to run"),
        ({"Entrypoint": [""]}, "does not say what to run"),
        ({"Entrypoint": ["a\0b"]}, "Entrypoint is no list of words"),
        ({"Env": ["=x"]}, "environment makes no sense"),
        ({"Env": ["A"]}, "environment makes no sense"),
        ({"Env": ["A=\0"]}, "Env is no list of words"),
        ({"Volumes": {"/data": {}}}, "declares volumes"),
        ({"rootfs": {"diff_ids": []}}, "makes no sense"),
        ({"rootfs": {"diff_ids": ["sha256:0"]}}, "Layer 1 of the image is damaged"),
        ({"rootfs": 7}, "makes no sense"),
    ],
)
def test_images_that_cannot_run_here(changes: dict[str, Any], words: str, tmp_path: Path) -> None:
    refused(saved(image(**changes), tmp_path / "i.tar"), words)


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (ImageLimits(bytes=KIB), "at most 1 KiB"),
        (ImageLimits(layers=1), "2 layers"),
        (ImageLimits(unpacked=4 * KIB), "Unpacked"),
        (ImageLimits(members=2), "too many members"),
        (ImageLimits(json=10), "too long"),
    ],
)
def test_images_beyond_a_limit(limits: ImageLimits, words: str, tmp_path: Path) -> None:
    refused(saved(image([layer("a"), layer("b")]), tmp_path / "i.tar"), words, limits)


def test_a_layer_that_is_a_bomb(tmp_path: Path) -> None:
    path = saved(image([b"\0" * (64 * MIB)], packed=True), tmp_path / "i.tar")
    assert path.stat().st_size < MIB
    refused(path, "Unpacked", ImageLimits(unpacked=MIB))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("manifest.json", b"[]", "0 images"),
        ("manifest.json", b"[{}, {}]", "2 images"),
        ("manifest.json", b"{}", "not the JSON"),
        ("manifest.json", b"[" * 100_000, "not the JSON"),
        ("manifest.json", b'[{"Config": "../../etc/passwd"}]', "no file"),
        ("manifest.json", b'[{"Config": 7}]', "names no Config"),
        ("manifest.json", b'[{"Config": "config.json", "Layers": 7}]', "makes no sense"),
        ("config.json", b"7", "not the JSON"),
        ("config.json", b"{}", "None"),
        ("0/layer.tar", b"something else", "damaged"),
        ("0/layer.tar", b"\x1f\x8bsomething else", "damaged"),
    ],
)
def test_archives_that_make_no_sense(name: str, content: bytes, words: str, tmp_path: Path) -> None:
    refused(saved(replaced(image(), name, content), tmp_path / "i.tar"), words)


def test_what_is_no_tar_at_all(tmp_path: Path) -> None:
    path = tmp_path / "i.tar"
    path.write_bytes(b"\x1f\x8b" + b"x" * 2000)
    refused(path, "not a tar file")


def test_an_archive_that_is_cut_off(tmp_path: Path) -> None:
    path = saved(image([layer("x" * 100_000)]), tmp_path / "i.tar")
    path.write_bytes(path.read_bytes()[:50_000])
    refused(path, "cut off")


def test_a_file_given_twice(tmp_path: Path) -> None:
    files = image()
    refused(saved([*files, files[0]], tmp_path / "i.tar"), "twice")


def test_a_header_that_asks_for_all_memory(tmp_path: Path) -> None:
    """Python's tarfile would read this extended header into memory, as long as it says it is."""
    header = tarfile.TarInfo("header")
    header.type, header.size = tarfile.XHDTYPE, 8 << 30
    path = tmp_path / "i.tar"
    path.write_bytes(header.tobuf(tarfile.GNU_FORMAT) + tar(image()))
    refused(path, "cut off")


def with_link(target: str) -> bytes:
    """An archive whose one layer is a link, as older versions of Docker save a repeated layer."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for name, content in replaced(image(), "0/layer.tar", b""):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            if name == "0/layer.tar":
                member.type, member.linkname = tarfile.SYMTYPE, target
            archive.addfile(member, io.BytesIO(content))
        member = tarfile.TarInfo("1/layer.tar")
        member.size = len(layer())
        archive.addfile(member, io.BytesIO(layer()))
    return made.getvalue()


def test_a_repeated_layer_is_a_link_within_the_archive(tmp_path: Path) -> None:
    path = tmp_path / "i.tar"
    path.write_bytes(with_link("../1/layer.tar"))
    check(path)


@pytest.mark.parametrize("target", ["/etc/passwd", "../../../etc/passwd", "../0/layer.tar"])
def test_a_link_that_leads_elsewhere(target: str, tmp_path: Path) -> None:
    path = tmp_path / "i.tar"
    path.write_bytes(with_link(target))
    refused(path, "no file")


@pytest.mark.docker
def test_no_archive_can_take_the_name_of_a_runtime(
    engine: docker.DockerClient, runtime: Callable[[str], str], tmp_path: Path
) -> None:
    ours = runtime("base")
    files = image([layer("mallory")], tags=["assay-runtime-base:current"])
    digest = hashlib.sha256(dict(files)["config.json"]).hexdigest()
    names = {"assay-runtime-base": {"current": digest}}
    path = saved([*files, ("repositories", json.dumps(names).encode())], tmp_path / "i.tar")
    loaded = load(engine, path)
    assert loaded == f"sha256:{digest}"
    assert engine.images.get("assay-runtime-base:current").id == ours
    assert engine.images.get(loaded).tags == [f"{LOADED}:{digest}"]
    engine.images.remove(f"{LOADED}:{digest}")


@pytest.mark.docker
def test_loading_checks_by_itself(engine: docker.DockerClient, tmp_path: Path) -> None:
    files = replaced(image(), "0/layer.tar", layer("other"))
    with pytest.raises(SubmissionFault, match="damaged"):
        load(engine, saved(files, tmp_path / "i.tar"))


@pytest.mark.docker
def test_only_the_last_images_are_kept(engine: docker.DockerClient, tmp_path: Path) -> None:
    images = [image([layer(f"{tmp_path} {n}")]) for n in range(3)]
    loaded = [load(engine, saved(one, tmp_path / "i.tar")) for one in images]
    forget(engine, keep=1)
    left = [one.id for one in engine.images.list(name=LOADED)]
    assert [image_id in left for image_id in loaded] == [False, False, True]
    engine.images.remove(loaded[2])


@pytest.mark.docker
@pytest.mark.usefixtures("unset_sandbox")
def test_an_image_made_as_the_guide_says_answers(
    engine: docker.DockerClient, runtime: Callable[[str], str], tmp_path: Path
) -> None:
    """docker build, docker save, upload: from the runtime's own base, with the potential inside."""
    context = tmp_path / "context"
    context.mkdir()
    source = (SUBMISSIONS / "lennard-jones" / "potential.py").read_text()
    (context / "potential.py").write_text(source)
    dockerfile = f"FROM {runtime('base')}\nCOPY potential.py /submission/potential.py\n"
    (context / "Dockerfile").write_text(dockerfile)
    built, _ = engine.images.build(path=str(context), tag="assay-test:alice", rm=True)
    path = tmp_path / "image.tar"
    with path.open("wb") as file:
        for chunk in built.save(named=True):
            file.write(chunk)
    engine.images.remove("assay-test:alice")
    assert check(path) == built.id
    session = open_sandbox(Submission("image", "", path), Limits(load_seconds=60))
    with session as potential:
        energy = potential.evaluate([ARGON], frozenset({"energy"}))[0].energy
    assert energy == pytest.approx(-0.01032, rel=0.02)  # eV, close to the minimum
    assert session.image_digest == built.id
    engine.images.remove(f"{LOADED}:{str(built.id).removeprefix('sha256:')}")


@pytest.mark.docker
@pytest.mark.usefixtures("unset_sandbox", "engine")
def test_an_image_without_its_program_is_the_submitters_mistake(tmp_path: Path) -> None:
    path = saved(image([layer("nothing to run")]), tmp_path / "i.tar")
    session = open_sandbox(Submission("image", "", path))
    with pytest.raises(SubmissionFault, match="127: its program is not there"), session:
        pass


@pytest.mark.docker
@pytest.mark.usefixtures("unset_sandbox", "engine")
@pytest.mark.parametrize("place", ["run", "tmp"])
def test_an_image_that_is_in_the_way_of_its_mounts(place: str, tmp_path: Path) -> None:
    path = saved(image([tar([(place, b"a file where a folder must be")])]), tmp_path / "i.tar")
    session = open_sandbox(Submission("image", "", path))
    with pytest.raises(SubmissionFault, match="could not be started"), session:
        pass


def test_configuration_and_layers_are_all_that_is_read(tmp_path: Path) -> None:
    """What manifest.json does not name may be there, and is never looked at."""
    extra = [("index.json", b"not JSON"), ("blobs/sha256/0", b"anything"), ("VERSION", b"9")]
    check(saved([*image(), *extra], tmp_path / "i.tar"))
