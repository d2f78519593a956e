"""What can be said of bytes that are no good message, or not wholly one. The codes begin with W.

Params that recur: ``line`` and ``column`` count from 1; ``found`` is what stands there, cut short; ``expected`` what
should; ``name`` is the element, attribute or key; ``path`` leads to an XML element by the names above it.
"""

from __future__ import annotations

from darcha.law.text import text

UNKNOWN_FORMAT = text(
    "W001",
    "The message is in no format that is known; it begins with {found}",
    "Send one of: {expected}.",
)
TOO_LARGE = text("W002", "The message has {found} bytes; {expected} are allowed", "Send it in parts.")
MALFORMED = text(
    "W003",
    "The message breaks off or is not well formed at line {line}, column {column}: {found}",
    "Send the whole message as your program made it, without changes by hand.",
)
ENCODING = text(
    "W004",
    "The bytes at line {line}, column {column} are not {expected}",
    "Send the message in UTF-8, or in the encoding that its first line names.",
)
CHARACTER = text(
    "W005",
    "The character {found} at line {line} may not stand in a message",
    "Take control characters out of the text.",
)
DOCTYPE = text(
    "W006",
    "The message declares a document type or entities at line {line}",
    "Leave the declaration <!DOCTYPE …> out and write all texts in full.",
)
TOO_DEEP = text(
    "W007", "The message is nested more than {expected} levels deep at line {line}", "Keep to the published schema."
)
TOO_MANY = text("W008", "The message holds {found} {name}; {expected} are allowed", "Send it in parts.")
EMPTY = text("W009", "The message holds no document", "Put a declaration into it.")

UNKNOWN_ELEMENT = text(
    "W010",
    "The element {path} at line {line} is not part of the document and was not read",
    "Check its name and its place, or leave it out.",
    "warning",
)
UNKNOWN_ATTRIBUTE = text(
    "W011",
    "The attribute {name} of {path} at line {line} is not part of the document and was not read",
    "Leave it out.",
    "warning",
)
STRAY_TEXT = text(
    "W012",
    "The text «{found}» in {path} at line {line} stands outside of any field and was not read",
    "Put it into the field it belongs to.",
    "warning",
)
UNKNOWN_KEY = text(
    "W013", "The key {name} at line {line}, column {column} is not known here", "Check its name and its place."
)
REPEATED = text("W014", "{name} stands here a second time, at line {line}", "Give it once.")
MISSING = text("W015", "{name} is missing at line {line}", "Give {expected}.")

WRONG_NUMBER = text(
    "W020",
    "«{found}» at line {line} is not {expected}",
    "Write figures only, with a point before decimals and without spaces: 1250.50.",
)
TOO_LONG_NUMBER = text("W021", "The number at line {line} has more than {expected} digits", "Round it.")
WRONG_MOMENT = text("W022", "«{found}» at line {line} is not {expected}", "Write a date that exists, in this form.")
TOO_LONG = text(
    "W023", "The text at line {line} has {found} characters; {expected} are allowed", "Shorten it to what is needed."
)
WRONG_KIND = text("W024", "{found} stands at line {line} where {expected} should", "Keep to the published schema.")

MORE = text("W099", "There is more of this kind: {found} findings were left out", "Correct these and send it again.")
NO_WORKBOOK = text("W030", "The workbook cannot be opened: {found}", "Save it anew as XLSX, or send it as CSV.")
NO_TABLE = text(
    "W031", "The table breaks off or is not well formed at line {line}: {found}", "Close every quotation mark."
)
NO_COLUMN = text(
    "W032", "«{found}» at line {line} stands in no column that has a name", "Name the column, or empty it."
)
NO_ROWS = text("W033", "The table holds no row", "Name the columns in the first line, and put the rows under it.")
