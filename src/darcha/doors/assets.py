"""Files that pages load: our own, and those of others, each with its package, hash and licence.

They are served from the packages themselves and named with their content's hash, so that a browser may keep them for
ever. A test checks the hashes of :data:`ASSETS`; an upgrade that changes a file fails there and not on a screen.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from pathlib import Path

import msgspec
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_vary_headers

_FOR_EVER = "public, max-age=31536000, immutable"
_SHORT = "public, max-age=300"
_WORTH_PACKING = 1024


class Asset(msgspec.Struct, frozen=True):
    """A file that another package ships."""

    path: str
    package: str
    licence: str
    sha256: str


ASSETS = (
    Asset(
        "django_htmx/htmx-2.min.js",
        "django-htmx",
        "0BSD (htmx), MIT (package)",
        "71ea67185bfa8c98c39d31717c6fce5d852370fcdfd129db4543774d3145c0de",
    ),
)


class Content(msgspec.Struct, frozen=True):
    """A file as it is sent: plain, packed where that helps, its type and a short name of its content."""

    plain: bytes
    packed: bytes | None
    kind: str
    mark: str


_kept: dict[str, Content] = {}


def content(path: str) -> Content | None:
    """The file behind a path, read once a process; None if there is none."""
    if path not in _kept and (read := _read(path)) is not None:
        _kept[path] = read
    return _kept.get(path)


def _read(path: str) -> Content | None:
    try:
        found = finders.find(path)
    except SuspiciousFileOperation:
        return None
    if not isinstance(found, str) or not Path(found).is_file():
        return None
    plain = Path(found).read_bytes()
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    text = kind.startswith("text/") or kind in {"application/javascript", "image/svg+xml", "application/json"}
    packed = gzip.compress(plain, 9, mtime=0) if text and len(plain) > _WORTH_PACKING else None
    return Content(plain, packed, kind + ("; charset=utf-8" if text else ""), hashlib.sha256(plain).hexdigest()[:12])


def address(path: str) -> str:
    """The address of a file, with the mark of its content."""
    found = content(path)
    return reverse("asset", args=[path]) + (f"?{found.mark}" if found else "")


def asset(request: HttpRequest, path: str) -> HttpResponse:
    """Send a file; for ever if it was asked for with its mark."""
    found = content(path)
    if found is None:
        raise Http404(path)
    named = request.META.get("QUERY_STRING") == found.mark
    packed = found.packed if "gzip" in request.headers.get("Accept-Encoding", "") else None
    response = HttpResponse(packed or found.plain, content_type=found.kind)
    response["Cache-Control"] = _FOR_EVER if named else _SHORT
    response["X-Content-Type-Options"] = "nosniff"
    if packed:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
