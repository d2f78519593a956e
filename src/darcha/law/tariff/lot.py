"""One item on its way through assessment: what of it decides its charges, each worked out when first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from darcha.law.document import AdditionalDocument
from darcha.law.dossier import Dossier, Goods
from darcha.law.tariff.units import in_base
from darcha.law.tariff.value import item_pointer
from darcha.law.view import ItemView


class Lot:
    """An item with its customs value in the country's currency."""

    __slots__ = ("_documents", "_quantities", "_view", "code", "dossier", "goods", "value")

    def __init__(self, dossier: Dossier, goods: Goods, value: Decimal) -> None:
        self.dossier = dossier
        self.goods = goods
        self.code = goods.code or ""
        self.value = value
        self._documents: frozenset[str] | None = None
        self._quantities: dict[str, Decimal] | None = None
        self._view: ItemView | None = None

    @property
    def pointer(self) -> str:
        """The JSON pointer of the item."""
        return item_pointer(self.goods.index)

    def view(self) -> ItemView:
        """What conditions ask of the item."""
        if self._view is None:
            self._view = ItemView(self.dossier, self.goods, self.value)
        return self._view

    def documents(self) -> frozenset[str]:
        """The types of the documents that are cited with a number, for the whole or for the item."""
        if self._documents is None:
            cited = (*self.dossier.declaration.additional_document, *self.goods.documents)
            self._documents = frozenset(filter(None, map(_proven, cited)))
        return self._documents

    def quantities(self) -> Mapping[str, Decimal]:
        """Its quantities by the units that they convert to. Raises as :func:`~.units.in_base` does."""
        if self._quantities is None:
            found: dict[str, Decimal] = {}
            goods = self.goods
            if goods.quantity:
                found[goods.quantity.unit or ""] = goods.quantity.value
            measure = goods.item.commodity.goods_measure if goods.item.commodity else None
            if measure and measure.net_net_weight_measure:
                found[measure.net_net_weight_measure.unit or "KGM"] = measure.net_net_weight_measure.value
            self._quantities = in_base(found)
        return self._quantities


def _proven(document: AdditionalDocument) -> str | None:
    """The type of a document that has a number: without one it proves nothing."""
    return document.type_code if document.id else None
