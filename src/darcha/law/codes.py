"""Codes by their standards: bring them into one form, and say whether they have the shape.

Whether a code is in force on a day is the pack's to say; here is only what the standards fix for everybody.
"""

from __future__ import annotations

import re

from stdnum import iso6346, luhn

_COUNTRIES = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
    CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR
    GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP
    KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS
    MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS
    RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ
    UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
"""
COUNTRIES = frozenset(_COUNTRIES.split())
"""ISO 3166-1 alpha-2, officially assigned."""

_CURRENCIES = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP
    CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR
    IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU
    MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG
    SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST
    XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""
CURRENCIES = frozenset(_CURRENCIES.split())
"""ISO 4217, the currencies in which goods are paid (no metals, funds or test codes)."""

UNKNOWN_ORIGIN = "QU"
"""Origin not determined, as customs services write it (a user-assigned code of ISO 3166-1)."""

INCOTERMS = frozenset(("EXW", "FCA", "CPT", "CIP", "DAP", "DPU", "DDP", "FAS", "FOB", "CFR", "CIF"))
"""The rules of Incoterms 2020."""

CARRIAGE_UNPAID = frozenset(("EXW", "FCA", "FAS", "FOB"))
"""The terms under which the price leaves the main carriage out."""

BY_WATER = frozenset(("FAS", "FOB", "CFR", "CIF"))
"""The terms that Incoterms 2020 keep for carriage by sea and inland waterway."""

TRANSPORT_MODES = frozenset("123456789")
"""UN/ECE Recommendation 19: sea, rail, road, air, mail, multimodal, fixed installation, inland water, other."""

SEA, RAIL, ROAD, AIR, INLAND_WATER = "1", "2", "3", "4", "8"

BULK = frozenset(("VQ", "VG", "VL", "VY", "VR", "VO", "VS"))
"""UN/ECE Recommendation 21: goods in bulk, which no packages hold and nobody counts."""

_HS = re.compile(r"(?!00)\d{4,10}", re.ASCII)
_PACKAGE = re.compile(r"[0-9A-Z]{2}")
_CONTAINER = re.compile(r"[A-Z]{3}[JRUZ][0-9]{7}")
_UNIT = re.compile(r"[0-9A-Z]{2,3}")
_LOCODE = re.compile(r"[A-Z]{2}[A-Z2-9]{3}")
_FLIGHT = re.compile(r"(?:[A-Z][A-Z0-9]|[0-9][A-Z])[A-Z]? ?[0-9]{1,4}[A-Z]?")
_WAGON = re.compile(r"[0-9]{8}|[0-9]{12}", re.ASCII)
_UN_NUMBER = re.compile(r"(?:UN ?)?[0-3][0-9]{3}", re.ASCII)
_UCR = re.compile(r"[0-9][A-Z]{2}[0-9A-Z!\"%&'()*+,\-./:;<=>?]{1,32}")
_HS_FILL = str.maketrans("", "", " .-\u00a0")


def compact_hs(text: str) -> str:
    """A commodity code without the spaces, dots and dashes that people write: ``0805 10.22`` is ``08051022``."""
    return text.translate(_HS_FILL)


def is_hs(code: str) -> bool:
    """Whether ``code`` has the shape of a commodity code: 4 to 10 digits, of a chapter that can exist."""
    return _HS.fullmatch(code) is not None


def is_package(code: str) -> bool:
    """Whether ``code`` has the shape of a kind of package (UN/ECE Recommendation 21: two letters or digits)."""
    return _PACKAGE.fullmatch(code) is not None


def is_unit(code: str) -> bool:
    """Whether ``code`` has the shape of a unit of measure (UN/ECE Recommendation 20: two or three)."""
    return _UNIT.fullmatch(code) is not None


def compact_container(number: str) -> str:
    """A container number in one form: capitals, no spaces or dashes."""
    return number.upper().replace(" ", "").replace("-", "")


def is_container(number: str) -> bool:
    """Whether a container number (compact) is right by ISO 6346, its check digit included."""
    return _CONTAINER.fullmatch(number) is not None and iso6346.calc_check_digit(number[:10]) == number[10]


def is_locode(code: str) -> bool:
    """Whether ``code`` has the shape of a UN/LOCODE (UN/ECE Recommendation 16): country and three signs of a place."""
    return _LOCODE.fullmatch(code) is not None


def is_flight(number: str) -> bool:
    """Whether ``number`` has the shape of a flight number (IATA Resolution 761): airline, one to four digits."""
    return _FLIGHT.fullmatch(number) is not None


def is_wagon(number: str) -> bool:
    """Whether ``number`` is that of a railway wagon: 8 digits (1520 mm gauge) or 12 (UIC), the last one checks."""
    return _WAGON.fullmatch(number) is not None and luhn.checksum(number) == 0


def is_un_number(number: str) -> bool:
    """Whether ``number`` has the shape of a UN number of dangerous goods: four digits below 4000."""
    return _UN_NUMBER.fullmatch(number) is not None


def is_ucr(reference: str) -> bool:
    """Whether ``reference`` is made as a unique consignment reference of the WCO (ISO 15459).

    It is the last digit of the year, the country, and up to 32 signs that the trader chooses: 35 in all.
    """
    return _UCR.fullmatch(reference) is not None


def checks_out(digits: str, weights: tuple[int, ...]) -> bool:
    """Whether the last of ``digits`` is the weighted sum of those before it, modulo ten."""
    return sum(int(d) * w for d, w in zip(digits, weights, strict=False)) % 10 == int(digits[-1])
