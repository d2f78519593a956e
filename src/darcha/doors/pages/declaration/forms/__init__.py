"""Forms of the declaration: the canonical document as a tree of what was typed.

The name of a field is its path in the document (``goods_shipment.importer.name``), so a finding's JSON pointer finds
its field, and what a form does not show (a file that was sent in holds more) stays as it was.
"""
