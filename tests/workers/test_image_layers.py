"""Layers and settings that Docker would read in another way than we do, and fill a disk by it."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import tarfile
from pathlib import Path

import docker
import pytest

from tests.workers.archives import Files, image, layer, refused, replaced, saved, tar
from workers.faults import SubmissionFault
from workers.image import check, load
from workers.image_archive import ImageLimits


def packed_as(content: bytes, layer: bytes) -> Files:
    """An archive that holds `content` where its configuration names `layer`."""
    return replaced(image([layer]), "0/layer.tar", content)


def with_records(*records: str) -> bytes:
    """A layer whose file has an extended header."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.PAX_FORMAT) as archive:
        member = tarfile.TarInfo("weights")
        member.pax_headers = dict(record.split("=") for record in records)
        archive.addfile(member)
    return made.getvalue()


BIG = layer("x" * 10_000)
OTHERWISE = [
    (bz2.compress(BIG), "another method"),
    (lzma.compress(BIG), "another method"),
    (b"\x28\xb5\x2f\xfd" + BIG, "another method"),
    (b"\x50\x2a\x4d\x18" + BIG, "another method"),
    (with_records("GNU.sparse.major=1", "GNU.sparse.realsize=99999999999"), "holes"),
    (BIG[:700], "cut off"),
    (BIG[:156] + b"S" + BIG[157:], "bad checksum"),
]


@pytest.mark.parametrize(("content", "words"), OTHERWISE)
def test_a_layer_that_docker_would_read_otherwise(
    content: bytes, words: str, tmp_path: Path
) -> None:
    """Docker unpacks first and compares hashes then, so each of these could fill a disk."""
    refused(saved(image([content]), tmp_path / "i.tar"), words)


def test_a_layer_of_two_gzip_members_is_read_to_its_end(tmp_path: Path) -> None:
    twice = gzip.compress(BIG[:512]) + gzip.compress(BIG[512:])
    check(saved(packed_as(twice, BIG), tmp_path / "i.tar"))
    refused(saved(packed_as(twice, BIG[:512]), tmp_path / "i.tar"), "damaged")
    refused(saved(packed_as(twice[:-20], BIG), tmp_path / "i.tar"), "cut off")


def test_a_layer_of_too_many_files(tmp_path: Path) -> None:
    many = tar([(f"{number}", b"") for number in range(20)])
    refused(saved(image([many]), tmp_path / "i.tar"), "more than 10 files", ImageLimits(entries=10))


def test_usual_extended_headers_pass(tmp_path: Path) -> None:
    long = with_records("mtime=1.5", "path=" + "long/" * 60 + "name", "SCHILY.xattr.user.a=b")
    check(saved(image([long]), tmp_path / "i.tar"))


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('"User"', '"volumes": {"/data": {}}, "User"', "declares volumes"),
        ('"User"', '"volume\u017f": {"/data": {}}, "User"', "declares volumes"),
        ('{"arch', '{"config": {"Volumes": {"/data": {}}}, "arch', "config more than once"),
        ('"User"', '"Volumes": {"/data": {}}, "volumes": {}, "User"', "Volumes more than once"),
    ],
)
def test_settings_that_docker_reads_and_python_does_not(
    before: str, after: str, words: str, tmp_path: Path
) -> None:
    """Docker's JSON knows no case, and merges what is given twice."""
    text = dict(image())["config.json"].decode()
    files = replaced(image(), "config.json", text.replace(before, after).encode())
    refused(saved(files, tmp_path / "i.tar"), words)


@pytest.mark.docker
def test_volumes_are_refused_as_docker_sees_them(
    engine: docker.DockerClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.image_archive._require_settings", lambda settings: None)
    files = image([layer(str(tmp_path))], Volumes={"/data": {}})
    digest = hashlib.sha256(dict(files)["config.json"]).hexdigest()
    with pytest.raises(SubmissionFault, match="declares volumes"):
        load(engine, saved(files, tmp_path / "i.tar"))
    with pytest.raises(docker.errors.ImageNotFound):
        engine.images.get(f"sha256:{digest}")
