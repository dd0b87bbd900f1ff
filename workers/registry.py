"""A registry of images, asked over HTTPS in the way of the OCI distribution API: read, by digest.

No password is sent: an image has to be readable by anybody, as its scores will be. What comes is
bounded, and is what its digest names, or it is refused.
"""

from __future__ import annotations

import contextlib
import hashlib
import ipaddress
import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPException, HTTPResponse
from typing import IO, Any
from urllib.parse import urlencode, urlsplit

from workers.faults import Fault, ServiceFault, SubmissionFault
from workers.image_reference import Reference

SECONDS = 15.0  # without a byte
MANIFESTS = (
    "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, "
    "application/vnd.docker.distribution.manifest.list.v2+json, "
    "application/vnd.docker.distribution.manifest.v2+json"
)
API = {"docker.io": "registry-1.docker.io"}  # where it answers, if not at its name
CHUNK = 1 << 20
AGAIN = "Push the image again."
TROUBLE = (urllib.error.URLError, HTTPException, OSError)


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Blobs lie elsewhere often; what was said to the registry is not told there."""

    max_redirections = 4

    def redirect_request(
        self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        _require_sealed(newurl, urlsplit(req.full_url).hostname or "")
        return urllib.request.Request(newurl)  # noqa: S310  the scheme was looked at


class Registry:
    def __init__(self, reference: Reference) -> None:
        host = API.get(reference.registry, reference.registry)
        scheme = "http" if _is_loopback(host.partition(":")[0]) else "https"
        self._what, self._token = str(reference), ""
        self._base = f"{scheme}://{host}/v2/{reference.name}"
        self._opener = urllib.request.build_opener(_Redirects)

    def manifest(self, digest: str, most: int) -> bytes:
        """Raises SubmissionFault; ServiceFault where the registry does not answer."""
        return self._small(f"/manifests/{digest}", most, MANIFESTS)

    def text(self, digest: str, most: int) -> bytes:
        """A small blob, such as a configuration. Raises as `manifest` does."""
        return self._small(f"/blobs/{digest}", most, "*/*")

    @contextlib.contextmanager
    def layer(self, digest: str, size: int, seconds: float) -> Iterator[Hashed]:
        """A large blob, as a stream; what ends early, or takes longer, is a ServiceFault.

        Raises SubmissionFault where it has another size than the manifest says.
        """
        with self._asked(f"/blobs/{digest}", "*/*") as answer:
            if answer.length not in (None, size):
                raise SubmissionFault(f"{digest} has another size than its manifest says.", AGAIN)
            yield Hashed(answer, digest, time.monotonic() + seconds)

    def _small(self, path: str, most: int, accept: str) -> bytes:
        with self._asked(path, accept) as answer:
            body = answer.read(most + 1)
        if len(body) > most:
            raise SubmissionFault(f"A text of {self._what} is too long.", "Build a simpler image.")
        return body

    @contextlib.contextmanager
    def _asked(self, path: str, accept: str) -> Iterator[HTTPResponse]:
        try:
            answer = self._open(path, accept)
        except urllib.error.HTTPError as error:
            if error.code != 401 or self._token:
                raise self._refusal(error.code) from None
            self._token = self._new_token(error.headers.get("WWW-Authenticate", ""))
            try:
                answer = self._open(path, accept)
            except urllib.error.HTTPError as again:
                raise self._refusal(again.code) from None
        with answer, _answering(self._what):
            yield answer

    def _open(self, path: str, accept: str) -> HTTPResponse:
        headers = {"Accept": accept}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        request = urllib.request.Request(self._base + path, headers=headers)  # noqa: S310
        with _answering(self._what):
            return self._opener.open(request, timeout=SECONDS)  # type: ignore[no-any-return]

    def _new_token(self, challenge: str) -> str:
        """What the registry's own service gives to anybody who asks for it."""
        told = dict(re.findall(r'(\w+)="([^"]*)"', challenge))
        realm = told.pop("realm", "")
        if not challenge.lower().startswith("bearer ") or not realm:
            raise self._refusal(401)
        _require_sealed(realm, urlsplit(self._base).hostname or "")
        query = urlencode({key: told[key] for key in ("service", "scope") if key in told})
        with _answering(self._what):
            try:
                with self._opener.open(f"{realm}?{query}", timeout=SECONDS) as answer:
                    found = json.loads(answer.read(1 << 16))
            except (urllib.error.HTTPError, ValueError):
                raise self._refusal(401) from None
        token = found.get("token") or found.get("access_token") if isinstance(found, dict) else ""
        if not isinstance(token, str) or not re.fullmatch(r"[\x21-\x7e]{1,20000}", token):
            raise self._refusal(401)
        return token

    def _refusal(self, status: int) -> Fault:
        if status in (401, 403, 404):
            return SubmissionFault(
                f"The registry gives nobody {self._what}.",
                "Look at the digest, push the image, and make its repository public.",
            )
        return ServiceFault(f"The registry of {self._what} answered with status {status}.")


class Hashed:
    """A stream that remembers what it read."""

    def __init__(self, stream: IO[bytes], digest: str, until: float) -> None:
        self._stream, self._digest, self._until = stream, digest, until
        self._sha = hashlib.sha256()

    def read(self, count: int = CHUNK) -> bytes:
        if time.monotonic() > self._until:
            raise ServiceFault("The registry is too slow.")
        data = self._stream.read(min(count, CHUNK))
        self._sha.update(data)
        return data

    def require_end(self) -> None:
        """Raises SubmissionFault where there is more, or where it is something else."""
        if self._stream.read(1) or f"sha256:{self._sha.hexdigest()}" != self._digest:
            raise SubmissionFault(f"The registry gave something else than {self._digest}.", AGAIN)


@contextlib.contextmanager
def _answering(what: str) -> Iterator[None]:
    """Raises ServiceFault where the registry does not. HTTP errors go on as they are."""
    try:
        yield
    except urllib.error.HTTPError:
        raise
    except TROUBLE as trouble:
        reason = getattr(trouble, "reason", trouble)
        if isinstance(reason, Fault):
            raise reason from None
        raise ServiceFault(f"The registry of {what} does not answer: {reason}") from trouble


def _require_sealed(url: str, before: str) -> None:
    """https, or from loopback to loopback. Raises SubmissionFault."""
    parts = urlsplit(url)
    at_home = _is_loopback(parts.hostname or "") and _is_loopback(before)
    if parts.scheme != "https" and not (parts.scheme == "http" and at_home):
        raise SubmissionFault("The registry sends elsewhere without HTTPS.", "Use another one.")


def _is_loopback(host: str) -> bool:
    """As Docker sees it: there a registry needs no certificate."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
