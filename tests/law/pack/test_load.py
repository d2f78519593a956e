from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darcha.law.errors import PackError
from darcha.law.finding import Finding
from darcha.law.pack.load import TABLES, digest, load
from darcha.law.text import explain

HEAD = b"""
code = "xa"
name = { en = "Aurelia" }
currency = "XTS"
languages = ["en"]
time_zone = "UTC"
weekend = [5, 6]
"""
SOURCES = b's1 = "The act, https://example.org/act"\n'
AMOUNTS = b"""
[defaults]
from = 2020-01-01
source = "s1"
status = "official"

[[row]]
code = "unit"
value = 30.25
currency = "XTS"
act = "Act 1"
to = 2024-12-31

[[row]]
code = "unit"
value = "31"
currency = "XTS"
act = "Act 2"
from = 2025-01-01
"""
EXCHANGE = b"""currency,per,value,from,to,act,source,status
USD,1,4.10,2020-01-01,,Act 3,s1,secondary
"""
TARIFF = """code,name.en,name.ru,unit,duty,from,act,source,status
0808,"apples, fresh",яблоки,,20%,2020-01-01,Act 4,s1,illustrative
""".encode()
FILES = {
    "pack.toml": HEAD,
    "sources.toml": SOURCES,
    "amounts.toml": AMOUNTS,
    "exchange.csv": EXCHANGE,
    "tariff.fruit.csv": TARIFF,
    "README.md": b"for readers",
}


def findings(**changed: bytes | None) -> tuple[Finding, ...]:
    files = {
        **FILES,
        **{name.replace("_toml", ".toml").replace("_csv", ".csv"): data for name, data in changed.items()},
    }
    with pytest.raises(PackError) as refused:
        load({name: data for name, data in files.items() if data is not None})
    return refused.value.findings


def only(**changed: bytes | None) -> Finding:
    (finding,) = findings(**changed)
    assert explain(finding).label.startswith(finding.params["file"])
    assert explain(finding).cure
    return finding


def test_files_become_rows() -> None:
    pack = load(FILES)
    assert (pack.code, pack.name, pack.weekend, pack.value_place) == ("xa", {"en": "Aurelia"}, (5, 6), Decimal("0.01"))
    older, newer = pack.amounts
    assert (older.value, older.start, older.end, older.act) == (
        Decimal("30.25"),
        date(2020, 1, 1),
        date(2024, 12, 31),
        "Act 1",
    )
    assert (newer.value, newer.start, newer.end, newer.act) == (Decimal(31), date(2025, 1, 1), None, "Act 2")
    assert newer.source == "The act, https://example.org/act"
    (rate,) = pack.exchange
    assert (rate.value, rate.end, rate.status) == (Decimal("4.10"), None, "secondary")
    (apples,) = pack.tariff
    assert apples.name == {"en": "apples, fresh", "ru": "яблоки"}
    assert apples.unit is None


def test_every_table_of_a_pack_has_a_file_name() -> None:
    assert {"procedures", "posts", "tariff", "rules", "omitted", "profiles", "holidays"} <= TABLES.keys()
    assert "cases" not in TABLES


def test_the_digest_is_that_of_names_and_contents() -> None:
    pack = load(FILES)
    assert pack.digest == digest(FILES) == digest(dict(reversed(FILES.items())))
    assert len(pack.digest) == 64
    others = [
        {**FILES, "README.md": b"for writers"},
        {**FILES, "README2.md": b""},
        {("readme.md" if name == "README.md" else name): data for name, data in FILES.items()},
        {**FILES, "README.md": b"for readersx", "a.md": b""},
    ]
    assert len({pack.digest, *(load(other).digest for other in others)}) == 5


@pytest.mark.parametrize(
    ("row", "line", "field", "problem"),
    [
        (b"value = 1\ncode = 'u'\ncurrency = 'XTS'", 7, "act", "Object missing required field `act`"),
        (b"value = 'x'\ncode = 'u'\ncurrency = 'XTS'\nact = 'a'", 7, "value", "Invalid decimal string"),
        (b"value = 1\ncode = 5\ncurrency = 'XTS'\nact = 'a'", 7, "code", "Expected `str`, got `int`"),
        (b"value = 1\ncode = 'u'\ncurrency = 'XTS'\nact = 'a'\nx = 1", 7, "x", "Object contains unknown field `x`"),
        (
            b"value = 1\ncode = 'u'\ncurrency = 'X'\nact = 'a'\nstatus = 'sure'",
            7,
            "status",
            "Invalid enum value 'sure'",
        ),
    ],
)
def test_a_wrong_row_is_named_by_file_line_and_field(row: bytes, line: int, field: str, problem: str) -> None:
    head = b"[defaults]\nfrom = 2020-01-01\nsource = 's1'\nstatus = 'official'\n\n# a comment\n[[row]]\n"
    finding = only(amounts_toml=head + row)
    assert finding.code == "pack.field"
    assert finding.pointer == f"/amounts.toml/{line}/{field}"
    assert (finding.params["line"], finding.params["field"], finding.params["problem"]) == (str(line), field, problem)
    assert "currency" in finding.params["expected"]


def test_all_wrong_rows_are_named_at_once() -> None:
    rows = b"[[row]]\ncode = 1\n\n[[row]]\ncode = 2\n"
    assert [f.params["line"] for f in findings(amounts_toml=rows, exchange_csv=EXCHANGE.replace(b"4.10", b"four"))] == [
        "1",
        "4",
        "2",
    ]


def test_a_cell_too_many_or_too_few_is_named() -> None:
    assert only(exchange_csv=EXCHANGE.replace(b"secondary", b"secondary,more")).code == "pack.cells"
    codes = {finding.code for finding in findings(exchange_csv=EXCHANGE.replace(b",s1,secondary", b",s1"))}
    assert codes == {"pack.cells", "pack.field"}


def test_a_source_has_to_be_listed() -> None:
    finding = only(exchange_csv=EXCHANGE.replace(b"s1", b"s2"))
    assert (finding.code, finding.pointer, finding.params["found"]) == ("pack.source", "/exchange.csv/2/source", "s2")


@pytest.mark.parametrize(
    ("changed", "code", "pointer"),
    [
        ({"pack_toml": None}, "pack.header", "/pack.toml"),
        ({"pack_toml": HEAD + b"flag = 1"}, "pack.field", "/pack.toml/1/flag"),
        ({"pack_toml": HEAD.replace(b"[5, 6]", b"'x'")}, "pack.field", "/pack.toml/1/weekend"),
        ({"pack_toml": b"code = "}, "pack.unreadable", "/pack.toml"),
        ({"amounts_toml": b"\xff"}, "pack.unreadable", "/amounts.toml"),
        ({"amounts_toml": b"row = 5"}, "pack.field", "/amounts.toml/1/row"),
        ({"amounts_toml": b"row = [5]"}, "pack.field", "/amounts.toml/1/row[0]"),
        ({"amounts_toml": b"defaults = 5"}, "pack.field", "/amounts.toml/1/defaults"),
        ({"amounts_toml": b"[other]"}, "pack.field", "/amounts.toml/1/other"),
        ({"exchange_csv": b"\xff\xfe"}, "pack.unreadable", "/exchange.csv"),
        ({"exchange_csv": EXCHANGE + b'"USD'}, "pack.unreadable", "/exchange.csv"),
        ({"prices_toml": b""}, "pack.table", "/prices.toml"),
        ({"amounts.txt": b""}, "pack.table", "/amounts.txt"),
        ({"sources_toml": b"s1 = ["}, "pack.unreadable", "/sources.toml"),
        ({"cases/a_toml": b"title = 1"}, "pack.field", "/cases~1a.toml/1/title"),
        ({"cases/a_toml": b"title = "}, "pack.unreadable", "/cases~1a.toml"),
    ],
)
def test_what_is_wrong_with_files(changed: dict[str, bytes | None], code: str, pointer: str) -> None:
    found = {(finding.code, finding.pointer) for finding in findings(**changed)}
    assert (code, pointer) in found


def test_a_header_must_be_whole() -> None:
    finding = only(pack_toml=HEAD.replace(b'currency = "XTS"\n', b""))
    assert (finding.code, finding.params["field"]) == ("pack.field", "currency")


@given(
    st.dictionaries(
        st.sampled_from([*FILES, "cases/a.toml", "fees.toml"]),
        st.binary(max_size=80) | st.text(max_size=80).map(str.encode),
        max_size=4,
    )
)
def test_no_bytes_are_an_error_of_ours(changed: dict[str, bytes]) -> None:
    with suppress(PackError):
        assert load({**FILES, **changed}).code
