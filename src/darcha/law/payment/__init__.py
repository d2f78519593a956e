"""Payment: the bill of a declaration, and the record of what was paid."""

from darcha.law.payment.bill import Bill, BillState, bill
from darcha.law.payment.lifecycle import PAYMENT, PaymentFacts

__all__ = ["PAYMENT", "Bill", "BillState", "PaymentFacts", "bill"]
