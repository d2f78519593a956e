"""Payment: the bill of a declaration, what was paid, and what is late, deferred, secured or given back."""

from darcha.law.payment.balance import ORDER, Claim, Owed, SetOff, owed, set_off
from darcha.law.payment.bill import Bill, BillState, bill
from darcha.law.payment.debt import DEBT, DebtFacts, Due, Standing, standing, with_dues
from darcha.law.payment.deferral import DEFERRAL, DeferralFacts, Instalment, Plan, even_days, longest, plan
from darcha.law.payment.guarantee import Account, Event, account
from darcha.law.payment.interest import Accrual, Paid, Period, accrue
from darcha.law.payment.lifecycle import PAYMENT, PaymentFacts
from darcha.law.payment.periodic import Month, Periodic, periodic
from darcha.law.payment.refund import Refund, RefundClaim, refund
from darcha.law.payment.security import (
    Cover,
    Deposit,
    Given,
    Needed,
    Return,
    cover,
    deposit_return,
    fixed,
    needed,
)

__all__ = [
    "DEBT",
    "DEFERRAL",
    "ORDER",
    "PAYMENT",
    "Account",
    "Accrual",
    "Bill",
    "BillState",
    "Claim",
    "Cover",
    "DebtFacts",
    "DeferralFacts",
    "Deposit",
    "Due",
    "Event",
    "Given",
    "Instalment",
    "Month",
    "Needed",
    "Owed",
    "Paid",
    "PaymentFacts",
    "Period",
    "Periodic",
    "Plan",
    "Refund",
    "RefundClaim",
    "Return",
    "SetOff",
    "Standing",
    "account",
    "accrue",
    "bill",
    "cover",
    "deposit_return",
    "even_days",
    "fixed",
    "longest",
    "needed",
    "owed",
    "periodic",
    "plan",
    "refund",
    "set_off",
    "standing",
    "with_dues",
]
