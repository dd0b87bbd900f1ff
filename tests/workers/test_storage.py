"""Blobs: named by their hash, whole or absent, checked on every read; in folders and in buckets."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from workers.faults import ServiceFault
from workers.storage import FolderStore, Store, open_store

DATA = b"one potential" * 1000
SHA = hashlib.sha256(DATA).hexdigest()


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """A real HTTP server that speaks S3, on loopback."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        environment.setenv("AWS_ACCESS_KEY_ID", "alice")
        environment.setenv("AWS_SECRET_ACCESS_KEY", "secret")
        environment.setenv("AWS_DEFAULT_REGION", "us-east-1")
        boto3.client("s3").create_bucket(Bucket="assay")
        yield "assay"
    server.stop()


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "folder":
        return open_store(str(tmp_path / "store"))
    bucket = request.getfixturevalue("bucket")
    return open_store(f"s3://{bucket}/{tmp_path.name}")


def test_what_is_put_can_be_got_by_its_hash(store: Store) -> None:
    assert store.put(DATA) == SHA
    assert store.get(SHA) == DATA


def test_putting_twice_changes_nothing(store: Store) -> None:
    assert store.put(DATA) == store.put(DATA) == SHA


@pytest.mark.parametrize("kind", ["path", "stream"])
def test_files_and_streams_are_kept_as_well(store: Store, tmp_path: Path, kind: str) -> None:
    file = tmp_path / "bundle.zip"
    file.write_bytes(DATA)
    assert store.put_file(file if kind == "path" else io.BytesIO(DATA)) == SHA
    assert file.read_bytes() == DATA
    with store.path(SHA) as path:
        assert path.read_bytes() == DATA


def test_a_missing_blob_is_our_fault(store: Store) -> None:
    with pytest.raises(ServiceFault, match="there is no blob"):
        store.get(SHA)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "F" * 64, SHA + "\n"])
def test_only_a_hash_is_a_name(store: Store, name: str) -> None:
    with pytest.raises(ServiceFault, match="is no SHA-256"):
        store.get(name)


def test_an_altered_blob_is_not_given_out(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.put(DATA)
    place = next(path for path in tmp_path.rglob(SHA))
    place.chmod(0o644)
    place.write_bytes(DATA[:-1])
    with pytest.raises(ServiceFault, match="altered"):
        store.get(SHA)


def test_an_altered_object_is_not_given_out(bucket: str) -> None:
    store = open_store(f"s3://{bucket}/altered")
    store.put(DATA)
    key = f"altered/{SHA[:2]}/{SHA}"
    boto3.client("s3").put_object(Bucket=bucket, Key=key, Body=DATA[:-1])
    with pytest.raises(ServiceFault, match="altered"):
        store.get(SHA)


def test_a_bucket_that_is_not_there_is_our_fault(bucket: str) -> None:
    store = open_store("s3://nobodys/store")
    with pytest.raises(ServiceFault, match="could not write"):
        store.put(DATA)
    with pytest.raises(ServiceFault, match="could not write"):
        store.put_file(io.BytesIO(DATA))


def test_nothing_of_a_broken_upload_remains(tmp_path: Path) -> None:
    class Breaks(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell():
                raise OSError("the connection was lost")
            return super().read(10)

    with pytest.raises(ServiceFault, match="the connection was lost"):
        FolderStore(tmp_path).put_file(Breaks(DATA))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_many_may_put_the_same_at_once(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    threads = [threading.Thread(target=store.put, args=(DATA,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.get(SHA) == DATA
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
@pytest.mark.parametrize(
    ("root", "blob"), [(0o2750, 0o440), (0o700, 0o400), (0o755, 0o444), (None, 0o440)]
)
def test_who_may_read_a_blob_is_who_may_read_its_store(
    tmp_path: Path, root: int | None, blob: int, umask: int
) -> None:
    """Its folder's mode counts, not the umask. None: the store makes its folder itself."""
    store = tmp_path / "store"
    if root is not None:
        store.mkdir()
        store.chmod(root)
    before = os.umask(umask)
    try:
        FolderStore(store).put(DATA)
    finally:
        os.umask(before)
    made = stat.S_IMODE(store.stat().st_mode)
    assert made == (0o750 & ~umask if root is None else root)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (store, *store.rglob("*"))}
    assert modes.pop(SHA) == blob & made
    assert set(modes.values()) == {made}


def test_a_bucket_without_its_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    monkeypatch.delitem(sys.modules, "workers.s3", raising=False)
    with pytest.raises(ServiceFault, match="needs boto3") as caught:
        open_store("s3://bucket/prefix")
    assert "[s3]" in caught.value.advice


@pytest.mark.parametrize("url", ["", "ftp://example.org/store", "file://host/store"])
def test_an_address_of_no_store_says_what_to_give(url: str) -> None:
    with pytest.raises(ServiceFault, match="is no store"):
        open_store(url)


def test_what_a_killed_writer_left_is_removed_a_day_later(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    left, writing = tmp_path / "incoming" / "put-left", tmp_path / "incoming" / "put-writing"
    for folder in (left, writing):
        folder.mkdir(parents=True)
        (folder / "blob").write_bytes(b"half")
        os.utime(folder, (0, 0))
    os.utime(left / "blob", (0, 0))
    assert store.get(store.put(DATA)) == DATA
    assert not left.exists()
    assert writing.exists()
