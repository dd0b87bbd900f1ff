"""Who leaves takes everything along but what others may have cited."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.serializers import serialize
from django.template import Context, Template
from django.test import Client

from leaderboard.leaving import farewell
from leaderboard.models import (
    ApiToken,
    Ban,
    Delivery,
    Potential,
    Profile,
    Statement,
    Submission,
    Webhook,
)
from leaderboard.orcid import checked, normal
from tests.leaderboard.conftest import PASSWORD, a_potential, a_submission
from tests.leaderboard.publications import published, secret
from tests.leaderboard.scored import QUICK, scored
from workers.storage import FolderStore

__all__ = ["published", "secret"]
ADA = "Ada Secretive"


@pytest.fixture
def ada(datasets: Any, settings: Any, tmp_path: Path) -> User:
    """Has one of everything, and has published one potential."""
    settings.ASSAY_STORE_SUBMISSIONS = str(tmp_path / "submissions")
    user = User.objects.create_user("ada-login", "ada@private.example", PASSWORD, first_name=ADA)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    Profile.objects.create(
        user=user, display_name=ADA, affiliation="Private Institute", orcid="0000-0002-1825-0097"
    )
    SocialAccount.objects.create(
        user=user, provider="orcid", uid="0000-0002-1825-0097", extra_data={"name": ADA}
    )
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    ApiToken.issue(user, "ada-login's laptop", ["read"], 7)
    Webhook.make(user, "https://hooks.private.example/ada-login")
    one = scored(user, "Shown", "emt", *QUICK)
    Submission.objects.filter(pk=one.pk).update(filename="ada-login.zip")
    one.evaluations.update(log="/home/ada-login/potential.py")
    return user


def everything() -> str:
    """All rows of all tables, sessions decoded."""
    rows = [serialize("json", model._base_manager.all()) for model in apps.get_models()]
    return "".join(rows)


def leave(user: User, client: Client | None = None, password: str = PASSWORD) -> Any:
    client = client or Client()
    client.force_login(user)
    return client.post("/accounts/delete/", {"password": password})


@pytest.mark.parametrize(
    "word", ["ada-login", "ada@private.example", ADA, "private.example", "0000-0002-1825-0097"]
)
def test_nothing_personal_remains(ada: User, word: str) -> None:
    scored(ada, "Unpublished of ada-login", "argon", *QUICK, publish=False)
    assert word in everything()
    assert leave(ada).status_code == 200
    assert word not in everything()


def test_published_science_stays_under_a_pseudonym(ada: User, client: Client) -> None:
    page = leave(ada).content.decode()
    potential = Potential.objects.get(name="Shown")
    assert potential.owner.username.startswith("former member ")
    assert potential.owner.username in page
    assert not potential.owner.is_active
    assert client.get("/potentials/shown/").status_code == 200
    assert "Shown" in client.get("/").content.decode()
    assert Statement.objects.filter(submission__potential=potential).exists()


def test_who_published_nothing_leaves_no_row(alice: User, submission: Submission) -> None:
    leave(alice)
    assert not User.objects.filter(pk=alice.pk).exists()
    assert not Potential.objects.exists()
    assert not Submission.objects.exists()


def test_what_is_on_its_way_is_cancelled_and_files_go(ada: User, settings: Any) -> None:
    store = FolderStore(Path(settings.ASSAY_STORE_SUBMISSIONS))
    sha, shared = store.put(b"weights of ada"), store.put(b"the same as somebody else's")
    potential = a_potential(ada, "Running")
    a_submission(potential, sha)
    a_submission(potential, shared)
    other = User.objects.create_user("carol", "carol@example.org", PASSWORD)
    a_submission(a_potential(other, "Carol's"), shared)
    assert farewell(ada).running == 2
    leave(ada)
    assert not Potential.objects.filter(name="Running").exists()
    assert store.get(shared)
    assert not list(Path(settings.ASSAY_STORE_SUBMISSIONS).rglob(sha))


def test_every_session_ends(ada: User) -> None:
    elsewhere = Client()
    elsewhere.force_login(ada)
    assert elsewhere.get("/dashboard/").status_code == 200
    leave(ada)
    assert elsewhere.get("/dashboard/").status_code == 302
    assert not Delivery.objects.filter(owner=ada).exists()


def test_without_the_password_nobody_leaves(ada: User) -> None:
    page = leave(ada, password="a guess").content.decode()
    assert "This is not your password" in page
    assert User.objects.get(pk=ada.pk).email == "ada@private.example"


def test_who_has_no_password_writes_it_out(ada: User) -> None:
    ada.set_unusable_password()
    ada.save()
    client = Client()
    client.force_login(ada)
    assert client.post("/accounts/delete/", {"words": "yes"}).status_code == 200
    assert User.objects.get(pk=ada.pk).is_active
    client.post("/accounts/delete/", {"words": "Delete my account"})
    assert not User.objects.get(pk=ada.pk).is_active


def test_operators_do_not_leave_by_a_form(ada: User) -> None:
    User.objects.filter(pk=ada.pk).update(is_staff=True)
    ada.refresh_from_db()
    assert "You operate this site" in leave(ada).content.decode()
    assert User.objects.get(pk=ada.pk).is_active


def test_a_ban_outlives_the_account(alice: User) -> None:
    Ban.objects.impose(alice, "it answered from a table")
    leave(alice)
    assert Ban.objects.get().account.username.startswith("former member ")


def test_looking_at_the_page_deletes_nothing(ada: User) -> None:
    client = Client()
    client.force_login(ada)
    page = client.get("/accounts/delete/").content.decode()
    assert "Shown" in page
    assert User.objects.get(pk=ada.pk).is_active


@pytest.mark.parametrize("text", ["0000-0002-1825-0097", "0000-0002-1694-233X"])
def test_true_orcid_ids_are_taken(text: str) -> None:
    checked(text)


@pytest.mark.parametrize("text", ["0000-0002-1825-0098", "0000-0002-1694-2330", "x", "1234"])
def test_mistyped_orcid_ids_are_told(text: str) -> None:
    with pytest.raises(ValidationError):
        checked(text)


def test_any_usual_writing_of_an_orcid_id_is_understood() -> None:
    for text in (
        "https://orcid.org/0000-0002-1694-233x",
        "000000021694233X",
        " 0000-0002-1694-233X",
    ):
        assert normal(text) == "0000-0002-1694-233X"


def test_the_profile_is_saved_and_a_linked_orcid_is_verified(alice: User) -> None:
    client = Client()
    client.force_login(alice)
    SocialAccount.objects.create(user=alice, provider="orcid", uid="0000-0002-1694-233X")
    orcid = "https://orcid.org/0000-0002-1694-233X"
    form = {"display_name": "Alice A.", "affiliation": "", "orcid": orcid}
    assert client.post("/accounts/profile/", form).status_code == 302
    page = client.get("/accounts/profile/").content.decode()
    assert "verified</span>" in page
    assert not Profile.objects.get(user=alice).letters
    wrong = client.post("/accounts/profile/", form | {"orcid": "0000-0002-1694-2330"})
    assert "one is mistyped" in wrong.content.decode()


def shown(potential: Potential) -> str:
    text = Template("{% load people %}{% submitter potential %}")
    return " ".join(text.render(Context({"potential": potential})).split())


def test_a_potential_says_who_submitted_it_if_they_want(ada: User, potential: Potential) -> None:
    """Alice has said nothing of herself; Ada has signed in with her ORCID iD."""
    assert shown(potential) == ""
    told = shown(Potential.objects.get(name="Shown"))
    assert ADA in told
    assert "verified" in told
    leave(ada)
    assert shown(Potential.objects.get(name="Shown")).startswith("former member ")
