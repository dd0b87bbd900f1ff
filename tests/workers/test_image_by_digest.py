"""An image that is named by its digest: a registry on loopback, real manifests, and Mallory's."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import docker
import pytest

from tests.workers.archives import layer
from tests.workers.registry import INDEX, Registry, serving
from workers import image
from workers.faults import ServiceFault, SubmissionFault
from workers.image_archive import ImageLimits
from workers.image_by_digest import fetch, load, look, read
from workers.image_reference import parsed, registries

NOWHERE = "sha256:" + "0" * 64


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry]:
    with serving() as made:
        monkeypatch.setenv("ASSAY_REGISTRIES", f"ghcr.io, {made.host}")
        yield made


def changed(registry: Registry, reference: str, **changes: Any) -> str:
    """Another manifest, with these parts."""
    manifest = json.loads(registry.blobs[reference.partition("@")[2]])
    return registry.named(registry.add_json(manifest | changes))


def test_what_is_fetched_is_the_archive_that_would_have_been_uploaded(
    registry: Registry, tmp_path: Path
) -> None:
    layers = [layer("one"), layer("two")]
    found = look(registry.push(layers))
    kept = read(found.record())
    assert kept == found
    fetch(kept, tmp_path / "image.tar")
    assert image.check(tmp_path / "image.tar") == found.image_id


def test_before_it_is_queued_no_layer_is_asked_for(registry: Registry) -> None:
    found = look(registry.push([layer("x" * 100_000)]))
    assert not any(one.digest in path for one in found.layers for path in registry.asked)
    assert found.size > found.layers[0].size > 0


def test_of_an_image_for_several_machines_ours_is_taken(registry: Registry, tmp_path: Path) -> None:
    ours = registry.push().partition("@")[2]
    other = {"digest": NOWHERE, "platform": {"os": "linux", "architecture": "arm64"}}
    mine = {"digest": ours, "platform": {"os": "linux", "architecture": "amd64"}}
    index = {"schemaVersion": 2, "mediaType": INDEX, "manifests": [other, mine]}
    found = look(registry.named(registry.add_json(index)))
    fetch(read(found.record()), tmp_path / "image.tar")
    assert image.check(tmp_path / "image.tar") == found.image_id
    index["manifests"] = [other]
    with pytest.raises(SubmissionFault, match="not there for linux on amd64"):
        look(registry.named(registry.add_json(index)))


def test_a_registry_that_gives_tokens_to_anybody_is_asked_for_one(registry: Registry) -> None:
    registry.private = True
    look(registry.push())
    assert any(path.startswith("/token?") for path in registry.asked)


def test_what_is_told_to_the_registry_is_not_told_where_it_sends(
    registry: Registry, tmp_path: Path
) -> None:
    registry.private = registry.away = True
    fetch(look(registry.push()), tmp_path / "image.tar")
    assert registry.told_elsewhere == ["", ""]  # the configuration, the layer


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"User": "root"}, "runs as root"),
        ({"User": ""}, "runs as root"),
        ({"architecture": "arm64"}, "arm64"),
        ({"Volumes": {"/data": {}}}, "volumes"),
        ({"Entrypoint": []}, "does not say what to run"),
    ],
)
def test_an_image_that_cannot_run_here_is_refused_by_what_it_says(
    registry: Registry, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(SubmissionFault, match=words) as raised:
        look(registry.push(**changes))
    assert raised.value.advice


def test_size_and_layers_are_bounded(registry: Registry) -> None:
    reference = registry.push([layer(str(n)) for n in range(4)])
    with pytest.raises(SubmissionFault, match="4 layers"):
        look(reference, ImageLimits(layers=3))
    with pytest.raises(SubmissionFault, match="at most"):
        look(reference, ImageLimits(bytes=100))
    with pytest.raises(SubmissionFault, match="too long"):
        look(reference, ImageLimits(json=100))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"layers": "all"}, "makes no sense"),
        ({"layers": []}, "makes no sense"),
        ({"layers": [{"mediaType": "x.tar", "digest": NOWHERE, "size": -1}]}, "no size"),
        ({"layers": [{"mediaType": "x.tar", "digest": NOWHERE, "size": True}]}, "no size"),
        ({"layers": [{"mediaType": "x.tar", "digest": "md5:0", "size": 1}]}, "else than SHA-256"),
        ({"layers": [{"mediaType": "x.tar+zstd", "digest": NOWHERE, "size": 1}]}, "unusual kind"),
        ({"config": None}, "no manifest"),
        ({"config": {"digest": "../../etc/passwd"}}, "else than SHA-256"),
        ({"config": {"digest": NOWHERE}}, "gives nobody"),
        ({"manifests": "x"}, "not there for linux"),
    ],
)
def test_a_manifest_that_makes_no_sense_is_refused(
    registry: Registry, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(SubmissionFault, match=words):
        look(changed(registry, registry.push(), **changes))


def test_a_registry_that_gives_something_else_is_not_believed(
    registry: Registry, tmp_path: Path
) -> None:
    reference = registry.push()
    found = look(reference)
    (only,) = found.layers
    registry.blobs[only.digest] = bytes(len(registry.blobs[only.digest]))
    with pytest.raises(SubmissionFault, match="something else"):
        fetch(found, tmp_path / "image.tar")
    registry.blobs[only.digest] += b"more"
    with pytest.raises(SubmissionFault, match="another size"):
        fetch(found, tmp_path / "image.tar")
    registry.leaves_out_length = True
    with pytest.raises(SubmissionFault, match="something else"):
        fetch(found, tmp_path / "image.tar")
    registry.blobs[reference.partition("@")[2]] = b"{}"
    with pytest.raises(SubmissionFault, match="something else"):
        look(reference)


def test_what_ends_early_or_does_not_answer_is_no_fault_of_the_submission(
    registry: Registry, tmp_path: Path
) -> None:
    reference = registry.push()
    found = look(reference)
    registry.leaves_out_length = True
    registry.blobs[found.layers[0].digest] = b""
    with pytest.raises(ServiceFault, match="does not answer"):
        fetch(found, tmp_path / "image.tar")
    registry.status = 503
    with pytest.raises(ServiceFault, match="status 503"):
        look(reference)


def test_a_registry_that_is_gone_is_no_fault_of_the_submission(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with serving() as made:
        monkeypatch.setenv("ASSAY_REGISTRIES", made.host)
        reference = made.push()
    with pytest.raises(ServiceFault, match="does not answer"):
        look(reference)


@pytest.mark.parametrize("status", [401, 403, 404])
def test_an_image_that_not_everybody_may_pull_is_refused(registry: Registry, status: int) -> None:
    reference = registry.push()
    registry.status = status
    with pytest.raises(SubmissionFault, match="gives nobody"):
        look(reference)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ghcr.io/alice/potential:latest", "names no image by its digest"),
        (f"ghcr.io/alice/potential:v1@{NOWHERE}", "tag such as :v1"),
        (f"alice/potential@{NOWHERE}", "not taken from alice"),
        (f"evil.example/alice/potential@{NOWHERE}", "not taken from evil.example"),
        (f"ghcr.io/../secrets@{NOWHERE}", "no"),
        (f"ghcr.io/a//b@{NOWHERE}", "no name"),
        (f"ghcr.io@evil.example/a@{NOWHERE}", "names no image"),
        (f"ghcr.io/a?x=@{NOWHERE}", "names no image"),
        (f"http://ghcr.io/a@{NOWHERE}", "names no image"),
        ("ghcr.io/a@sha256:00", "names no image"),
        (f"ghcr.io/{'a' * 300}@{NOWHERE}", "names no image"),
        ("", "names no image"),
    ],
)
def test_only_a_digest_in_an_allowed_registry_is_a_name(
    text: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSAY_REGISTRIES", "ghcr.io")
    with pytest.raises(SubmissionFault, match=words) as raised:
        parsed(text)
    assert raised.value.advice
    assert str(parsed(f"ghcr.io/alice/potential@{NOWHERE}")).endswith(NOWHERE)


def test_no_registry_is_asked_unless_the_operator_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ASSAY_REGISTRIES", raising=False)
    assert registries() == ()
    with pytest.raises(SubmissionFault, match=r"not taken from ghcr\.io"):
        parsed(f"ghcr.io/a@{NOWHERE}")


def test_a_gpu_host_believes_no_record_and_asks_only_what_it_may(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever could write to the store could otherwise have it run, or ask, anything."""
    found = look(registry.push())
    forged = replace(found, texts=(*found.texts[:-1], b'{"config": {}}'))
    with pytest.raises(SubmissionFault, match="something else"):
        read(forged.record())
    for broken in (b"", b"[]", b'{"reference": 1, "texts": []}', b"\xff"):
        with pytest.raises(ServiceFault):
            read(broken)
    monkeypatch.setenv("ASSAY_REGISTRIES", "ghcr.io")
    with pytest.raises(ServiceFault, match=r"not taken from 127\.0\.0\.1"):
        read(found.record())


@pytest.mark.docker
def test_it_is_loaded_nameless_and_fetched_once(
    engine: docker.DockerClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    record = tmp_path / "record"
    with serving() as registry:
        monkeypatch.setenv("ASSAY_REGISTRIES", registry.host)
        found = look(registry.push([layer(str(tmp_path))]))
        record.write_bytes(found.record())
        loaded = load(engine, record, tmp_path / "folder")
    assert loaded == found.image_id
    name = f"{image.LOADED}:{hashlib.sha256(found.texts[-1]).hexdigest()}"
    assert engine.images.get(loaded).tags == [name]
    assert list((tmp_path / "folder").iterdir()) == []
    assert load(engine, record, tmp_path / "folder") == loaded  # the registry is gone
    engine.images.remove(name)
