"""The second route: an image of one's own, in which nothing comes from Assay."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import docker
import pytest
from playwright.sync_api import Page, expect

from deploy.base_image import base_image
from tests.journey import visitor

pytestmark = [pytest.mark.browser, pytest.mark.docker]

FOLDER = Path(__file__).parent / "plain_image"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Path]:
    """What `docker build` and `docker save` make of the folder."""
    client = docker.from_env(timeout=600)
    base = base_image(client, Path("var/cache"))
    image, _ = client.images.build(
        path=str(FOLDER), buildargs={"BASE": base}, tag="journey-plain:test", rm=True
    )
    path = tmp_path / "plain.tar"
    with path.open("wb") as file:
        file.writelines(image.save(named=True))
    client.images.remove(str(image.id), force=True)
    yield path
    client.close()


def test_an_image_archive_goes_from_sign_up_to_a_place(page: Page, archive: Path) -> None:
    visitor.sign_up(page, "carol@assay.example")
    visitor.confirm(page)
    visitor.create_potential(page, "Plain Lennard-Jones")
    visitor.hand_in(page, archive, route="image")
    visitor.wait_for(page, "scored")
    page.goto("/")
    expect(page.get_by_role("row", name="Plain Lennard-Jones")).to_be_visible()
    visitor.photograph(page, "ranking-with-an-image")
