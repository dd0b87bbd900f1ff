"""What scientists tell us: a potential, and a submission of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import category

import structlog
from django import forms
from django.conf import settings
from django.contrib.auth.models import User
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.text import slugify

from leaderboard import elements, quota, uploads
from leaderboard.lookalikes import skeleton
from leaderboard.models import Potential, Submission
from workers.faults import Fault, ServiceFault, SubmissionFault
from workers.image_reference import EXAMPLE, LONGEST, parsed, registries
from workers.storage import open_store

log = structlog.get_logger(__name__)

if TYPE_CHECKING:
    from workers.image_by_digest import Described

    AboutPotential = forms.ModelForm[Potential]
else:
    AboutPotential = forms.ModelForm

BY_DIGEST = (
    Submission.Route.REFERENCE.value,
    "A container image in a public registry, named by its digest",
)
WEB = ["http", "https"]
RESERVED = {"new"}  # /potentials/new/ is a form


class PotentialForm(AboutPotential):
    link = forms.URLField(
        max_length=300,
        assume_scheme="https",
        validators=[URLValidator(schemes=WEB)],
        label="Paper or repository",
        help_text="A link that starts with https://",
    )
    elements = forms.CharField(
        max_length=600,
        label="Elements supported",
        help_text=f"{elements.HINT} For readers and for the ranking’s filter; what it is asked "
        "is what ELEMENTS in potential.py says.",
    )

    class Meta:
        model = Potential
        fields = [
            "name", "authors", "link", "parameters", "training_data", "training_level",
            "forces", "elements", "licence", "description",
        ]  # fmt: skip
        labels = {
            "parameters": "Number of parameters",
            "training_data": "Training data",
            "training_level": "Level of theory of the training labels",
            "forces": "How forces are obtained",
        }
        help_texts = {
            "name": "As it will stand on the ranking, with its version",
            "parameters": "Fitted parameters, as a plain number",
            "training_level": "E.g. PBE+U or ωB97M-V",
        }
        widgets = {
            "parameters": forms.NumberInput(attrs={"min": 0, "class": "narrow"}),
            "forces": forms.RadioSelect,
            "description": forms.Textarea(attrs={"rows": 5}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        link = self.fields["link"]  # Django's own validator takes ftp, and says the same twice
        link.validators = [one for one in link.validators if getattr(one, "schemes", WEB) == WEB]
        if "elements" not in (kwargs.get("initial") or {}):
            known = self.instance.pk is not None
            self.initial["elements"] = elements.text(self.instance.elements) if known else ""

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if slugify(name) in RESERVED:
            raise forms.ValidationError("This name is taken by a page of the site; add a version.")
        others = Potential.objects.exclude(owner=self.instance.owner).values_list("name", flat=True)
        if skeleton(name) in map(skeleton, others):
            raise forms.ValidationError("A potential of somebody else has a name that reads alike.")
        return name

    def clean(self) -> dict[str, Any]:
        """No escape sequences on an operator's terminal, no text that runs backwards on a page."""
        given = super().clean() or {}
        hidden = [name for name, value in given.items() if isinstance(value, str) and _hides(value)]
        for name in hidden:
            self.add_error(name, "There is a character in it that cannot be shown.")
        return given

    def clean_elements(self) -> list[int]:
        try:
            return elements.parse(self.cleaned_data["elements"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None


class SubmissionForm(forms.Form):
    """refused: why the file did not arrive, where the upload was stopped on its way.

    checks_the_rest: False where single fields are looked at, and nothing costly is.
    """

    refused = ""
    checks_the_rest = True

    route = forms.ChoiceField(
        choices=[
            (
                "bundle",
                "A bundle: a .zip with potential.py, run in a runtime of ours",
            ),
            ("image", "A container image: an archive made with docker save"),
        ],
        initial="bundle",
        widget=forms.RadioSelect,
        label="What do you hand in?",
    )
    runtime = forms.ChoiceField(
        required=False,
        label="Runtime of the bundle",
        help_text="What is installed beside your potential.py. Images bring their own.",
    )
    reference = forms.CharField(
        max_length=LONGEST,
        required=False,
        label="Image",
        help_text="registry/name@sha256:… of an image that anybody may pull. No tag: the digest "
        "says which one, today and in ten years.",
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "off"}),
    )
    file = forms.FileField(
        max_length=200,
        required=False,
        label="File",
        widget=forms.FileInput(attrs={"accept": ".zip,.tar"}),
    )
    publish_when_scored = forms.BooleanField(
        required=False,
        initial="true",
        label="Who reads the scores?",
        widget=forms.RadioSelect(
            choices=[
                ("true", "Everybody, as soon as they are complete"),
                ("false", "You alone, until you publish them: an embargo"),
            ]
        ),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.image: Described | None = None
        self.fields["runtime"].choices = runtime_choices()  # type: ignore[attr-defined]
        if registries():
            routes = self.fields["route"]
            routes.choices = [*routes.choices, BY_DIGEST]  # type: ignore[attr-defined]

    def clean_reference(self) -> str:
        """Whether it may be asked for; the registry itself is asked last."""
        text = str(self.cleaned_data.get("reference") or "")
        try:
            return str(parsed(text)) if text else ""
        except SubmissionFault as fault:
            raise forms.ValidationError(said(fault)) from None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        route, file = given.get("route"), given.get("file")
        by_digest = route == Submission.Route.REFERENCE
        if not by_digest:
            self.errors.pop("reference", None)
        if route == Submission.Route.BUNDLE and given.get("runtime") == "":
            self.add_error("runtime", "Choose the runtime that your bundle needs.")
        if self.refused:
            self.errors.pop("file", None)
            self.add_error("file", self.refused)
        elif route and not file and not by_digest:
            self.add_error("file", "Choose the file to hand in.")
        elif by_digest and not given.get("reference") and "reference" not in self.errors:
            self.add_error("reference", EXAMPLE)
        if route and not self.errors and self.checks_the_rest:
            self._check(route, file)
        return given

    def _check(self, route: str, file: Any) -> None:
        by_digest = route == Submission.Route.REFERENCE
        if not by_digest and file.size > uploads.limit(route):
            return self.add_error("file", uploads.too_large(route))
        try:
            quota.require(self.user)  # before the costly look into the file; counted again below
            if by_digest:
                self.image = uploads.look(self.cleaned_data["reference"])
            else:
                uploads.check(route, Path(file.temporary_file_path()))
        except quota.Exhausted as exhausted:
            self.add_error(None, str(exhausted))
        except SubmissionFault as fault:
            self.add_error("reference" if by_digest else "file", said(fault))
        except ServiceFault as fault:
            if not by_digest:
                raise
            self.add_error("reference", f"{said(fault)} Try again in a few minutes.")
        return None

    def hand_in(self, potential: Potential) -> Submission:
        """Store the file, then count, create and enqueue in one transaction.

        Raises quota.Exhausted; ServiceFault where the store does not take the file.
        """
        given, route = self.cleaned_data, self.cleaned_data["route"]
        stored = self._stored(given["file"])
        with transaction.atomic():
            quota.lock(self.user)
            quota.require(self.user)
            submission = Submission.objects.create(
                potential=potential,
                route=route,
                runtime=given["runtime"] if route == Submission.Route.BUNDLE else "",
                publish_when_scored=given["publish_when_scored"],
                **stored,
            )
            submission.enqueue()
        about = {"potential": potential.slug, "user": self.user.pk}
        log.info("handed in", submission=submission.public_id, **about)
        return submission

    def _stored(self, file: Any) -> dict[str, Any]:
        """Its blob, in the store, as a submission names it. Raises ServiceFault."""
        store = open_store(settings.ASSAY_STORE_SUBMISSIONS)
        if self.image:
            sha = store.put(self.image.record())
            name, size = str(self.image.reference), self.image.size
        else:
            sha = store.put_file(Path(file.temporary_file_path()))
            name, size = file.name, file.size
        return {"blob_sha256": sha, "blob_bytes": size, "filename": name}


def _hides(text: str) -> bool:
    """Is there a control or a formatting character in it, other than the ends of lines?"""
    return any(category(c).startswith("C") and c not in "\r\n\t" for c in text)


def said(fault: Fault) -> str:
    """What is wrong, and what to do, as sentences."""
    parts = [part.strip() for part in (fault.reason, fault.advice) if part.strip()]
    return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in parts)


def runtime_choices() -> list[tuple[str, str]]:
    from workers.runtimes import RUNTIMES

    return [(name, f"{name}: {runtime.summary}") for name, runtime in RUNTIMES.items()]
