"""What a person does on the site, in a real browser."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

from playwright.sync_api import Page, expect

ARTIFACTS = Path("var/artifacts")
PASSWORD = "a-long-enough-passphrase"
PATIENCE = 240_000  # milliseconds: an evaluation of a dozen tasks on two busy cores


def sign_up(page: Page, email: str) -> None:
    page.goto("/")
    page.get_by_role("link", name="Sign up").first.click()
    page.get_by_label("E-mail").or_(page.get_by_label("Email")).first.fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label(re.compile(r"Password \(again\)|Repeat")).fill(PASSWORD)
    photograph(page, "sign-up")
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("heading", name="Confirm your e-mail address")).to_be_visible()


def confirm(page: Page) -> None:
    page.goto("/demo/mail/")
    page.locator('a[href*="/accounts/confirm-email/"]').first.click()
    page.get_by_role("button", name="Confirm").click()


def create_potential(page: Page, name: str, elements: str = "all") -> None:
    page.goto("/potentials/new/")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Authors").fill("K. W. Jacobsen, P. Stoltze, J. K. Nørskov")
    page.get_by_label("Paper or repository").fill("https://doi.org/10.1016/0039-6028(96)00816-3")
    page.get_by_label("Number of parameters").fill("70")
    page.get_by_label("Training data").fill("Properties of pure metals")
    page.get_by_label("Level of theory of the training labels").fill("LDA")
    page.get_by_label("Licence").fill("LGPL-2.1-or-later")
    page.get_by_label("Elements supported").fill(elements)
    photograph(page, "new-potential")
    page.get_by_role("button", name=re.compile("Create|Save|Continue")).first.click()


def hand_in(page: Page, file: Path, route: str = "bundle", publish: bool = True) -> None:
    """From the page of one's own potential to the page of the new submission."""
    if "/submit/" not in page.url:
        page.goto(page.url.split("?")[0].rstrip("/") + "/submit/")
    page.locator(f'input[name=route][value="{route}"]').check()
    if route == "bundle":
        page.get_by_label("Runtime of the bundle").select_option("base")
    page.get_by_label("File", exact=True).set_input_files(file)
    page.locator(f"input[name=publish_when_scored][value={str(publish).lower()}]").check()
    photograph(page, f"hand-in-{route}")
    page.get_by_role("button", name="Submit").click()


def wait_for(page: Page, state: str) -> None:
    """Live, without reloading the page. Each task has a state of its own, further down."""
    expect(page.locator(f"#status > [role=status] .state.{state}")).to_be_visible(timeout=PATIENCE)


def photograph(page: Page, name: str) -> None:
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=ARTIFACTS / f"{name}.png", full_page=True)


def bundle(folder: Path, source: str) -> Path:
    """A .zip made by hand."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("potential.py", source)
    path = folder / "my-potential.zip"
    path.write_bytes(buffer.getvalue())
    return path
