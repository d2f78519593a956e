from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Callable

import pytest
from django.test import Client

from darcha.doors import assets

PAGES = ("/", "/drafts/upload", "/log-in")


@pytest.mark.parametrize("asset", assets.ASSETS, ids=lambda a: str(a.path))
def test_files_of_others_are_the_ones_we_looked_at(asset: assets.Asset) -> None:
    found = assets.content(asset.path)
    assert found is not None
    assert hashlib.sha256(found.plain).hexdigest() == asset.sha256


def test_files_are_sent_packed_and_for_ever_by_their_mark(client_for: Callable[..., Client]) -> None:
    client = client_for()
    address = assets.address("darcha/parts.css")
    packed = client.get(address, headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert "immutable" in packed["Cache-Control"]
    assert gzip.decompress(packed.content) == client.get(address).content
    assert "immutable" not in client.get("/static/darcha/parts.css")["Cache-Control"]
    assert client.get("/static/darcha/none.css").status_code == 404
    assert client.get("/static/../urls.py").status_code == 404


@pytest.mark.parametrize("address", PAGES)
def test_the_first_load_is_light_and_all_of_it_is_ours(client_for: Callable[..., Client], address: str) -> None:
    client = client_for("tom")
    page = client.get(address)
    wanted = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page.content.decode()))
    assert wanted
    loaded = [client.get(one, headers={"accept-encoding": "gzip"}) for one in wanted]
    assert all(answer.status_code == 200 for answer in loaded)
    assert len(page.content) + sum(len(answer.content) for answer in loaded) < 150_000
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', page.content.decode())


def test_licences_are_shown(client_for: Callable[..., Client]) -> None:
    page = client_for().get("/licences").content.decode()
    assert all(asset.sha256 in page and asset.licence in page for asset in assets.ASSETS)
