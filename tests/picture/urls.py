"""The addresses that the page needs around it: its own, and where one logs in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from darcha.picture.page import urlpatterns as pages


def log_in(request: HttpRequest) -> HttpResponse:
    return HttpResponse("who are you?")


urlpatterns = [*pages, path("log-in", log_in, name="person.login"), path("home", log_in, name="home")]
