"""A model card of Matbench Discovery, pasted or chosen as a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopFutureHandlers

from tasks.model_card import LARGEST, CardError, Understood, understood

FIELD = "card_file"
BYTES = 4 * LARGEST  # a character has four at most


class CardForm(forms.Form):
    """understood: what the card says, once the form is valid."""

    understood: Understood

    card = forms.CharField(
        required=False,
        strip=False,
        label="The card’s text",
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )
    card_file = forms.FileField(
        required=False,
        label="Or the card as a file",
        help_text="models/<family>/<model>.yml of janosh/matbench-discovery",
        widget=forms.FileInput(attrs={"accept": ".yml,.yaml"}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        file = given.get("card_file")
        try:
            text = file.read().decode() if file else str(given.get("card") or "")
        except UnicodeDecodeError:
            raise forms.ValidationError("The file is no text in UTF-8.") from None
        if not text.strip():
            raise forms.ValidationError(
                f"Paste the card, or choose its file of at most {BYTES:,} bytes."
            )
        try:
            self.understood = understood(text)
        except CardError as why:
            raise forms.ValidationError(str(why)) from None
        return given


class CardUpload(FileUploadHandler):
    """Keeps the one file of a card in memory, so much of it, and leaves all others to the rest."""

    _chunks: list[bytes] | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        user = getattr(self.request, "user", None)
        mine = self.field_name == FIELD and self._chunks is None
        if mine and user is not None and user.is_authenticated:
            self._chunks = []
            raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if self.field_name != FIELD or self._chunks is None:
            return raw_data
        if start + len(raw_data) > BYTES:
            self._chunks = []
            raise SkipFile
        self._chunks.append(raw_data)
        return None

    def file_complete(self, file_size: int) -> SimpleUploadedFile | None:
        if self.field_name != FIELD or self._chunks is None:
            return None
        return SimpleUploadedFile(self.file_name or "card.yml", b"".join(self._chunks))
