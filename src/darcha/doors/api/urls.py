"""The addresses of the API, to be included under ``api/v1/``."""

from __future__ import annotations

from django.urls import URLPattern, re_path
from ninja.openapi.docs import Swagger

from darcha.doors.api import declaration, reference
from darcha.doors.api.describe import DescribedAPI
from darcha.doors.api.problems import handle_all, method_told, missing
from darcha.doors.api.sender import SENDERS

api = DescribedAPI(
    title="Darcha",
    version="1",
    description="Declarations to customs and how they stand. Errors are problem documents (RFC 9457) with findings.",
    urls_namespace="api",
    docs=Swagger(),
    auth=SENDERS,
)
handle_all(api)
api.add_router("", declaration.router)
api.add_router("", reference.router)

_patterns, _, _ = api.urls
for _pattern in _patterns:
    if isinstance(_pattern, URLPattern):
        _pattern.callback = method_told(_pattern.callback)

app_name = "api"
urlpatterns = [*_patterns, re_path("", missing, name="missing")]
