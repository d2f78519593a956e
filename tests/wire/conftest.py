"""What the tests of messages share: invented messages, published samples, their schemas."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of invented messages."""
    return DATA


@pytest.fixture(scope="session")
def published(samples: Path) -> list[Path]:
    """All published WCO messages."""
    files = sorted((samples / "wco" / "declarations").glob("*/*.xml"))
    return files + sorted((samples / "wco" / "notifications").glob("*.xml"))


@pytest.fixture(scope="session")
def schemas(samples: Path) -> dict[str, etree.XMLSchema]:
    """The published schemas of whole messages, by root: envelope and body are schemas of their own."""
    folder = samples / "wco" / "schemas" / "wco"
    envelope = ("urn:wco:datamodel:WCO:DocumentMetaData-DMS:2", folder / "declaration" / "DocumentMetaData_2_DMS.xsd")
    bodies = {
        "Declaration": ("urn:wco:datamodel:WCO:DEC-DMS:2", folder / "declaration" / "WCO_DEC_2_DMS.xsd"),
        "Response": ("urn:wco:datamodel:WCO:RES-DMS:2", folder / "notification" / "WCO_RES_2_DMS.xsd"),
    }
    return {name: _schema(envelope, body) for name, body in bodies.items()}


def _schema(*imports: tuple[str, Path]) -> etree.XMLSchema:
    lines = "".join(f'<xs:import namespace="{name}" schemaLocation="{path.as_uri()}"/>' for name, path in imports)
    return etree.XMLSchema(
        etree.fromstring(f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{lines}</xs:schema>')
    )
