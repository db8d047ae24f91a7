"""Laws of a loan's state, whatever was agreed and paid.

1. Scheduled principal sums to the loan; dates never go back; nothing in a schedule is negative.
2. Allocation conserves: what was received is what was allocated plus what is held as credit.
3. No part owed is ever negative; what is owed now, overdue and outstanding contain one another.
4. Paying the payoff closes the loan; one unit less does not.
5. The same payment told twice changes nothing; neither does the order in which facts arrive.
6. The fast way to arrears says what the whole state says.
7. Charges never exceed their cap.
"""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from loan_strategies import HOLIDAYS, days_st, loan_terms_st, loans_st

from bot.loans import Loan, Payment, arrears_of, assess, build_schedule


@given(loan_terms_st())
def test_a_schedule_repays_the_loan(terms):
    schedule = build_schedule(terms, holidays=HOLIDAYS)
    assert sum(i.principal.minor for i in schedule) == terms.principal.minor
    assert all(i.principal.minor >= 0 <= i.interest.minor for i in schedule)
    dates = [i.due_date for i in schedule]
    assert dates == sorted(dates)
    assert [i.number for i in schedule] == list(range(1, len(schedule) + 1))


@given(st.data(), loans_st())
def test_allocation_conserves(data, loan):
    today = data.draw(days_st(loan))
    state = assess(loan, today=today)
    seen = [p for p in loan.payments if p.received_on <= today]
    taken_back = {p.reversal_of for p in seen}
    received = sum(
        p.amount.minor for p in seen if p.reversal_of is None and p.reference not in taken_back
    )
    assert received == state.paid.total.minor + state.credit.minor


@given(st.data(), loans_st())
def test_nothing_owed_is_negative(data, loan):
    state = assess(loan, today=data.draw(days_st(loan)))
    for part in (state.arrears, state.due_now, state.payoff, state.credit, state.waived):
        assert part.minor >= 0
    assert state.arrears <= state.due_now
    for installment in state.installments:
        unpaid = installment.unpaid
        parts = (unpaid.fees, unpaid.penalty_interest, unpaid.interest, unpaid.principal)
        assert min(part.minor for part in parts) >= 0
    assert (state.days_past_due > 0) == (state.arrears.minor > 0)


@given(st.data(), loans_st())
def test_the_payoff_closes_the_loan(data, loan):
    today = data.draw(days_st(loan))
    price = assess(loan, today=today).payoff
    if not price:
        return
    paid = replace(loan, payments=(*loan.payments, Payment("LAST", price, today)))
    assert assess(paid, today=today).payoff.minor == 0
    if price.minor > 1:
        less = replace(paid.payments[-1], amount=price - type(price)(1, price.currency))
        almost = replace(loan, payments=(*loan.payments, less))
        assert assess(almost, today=today).payoff.minor == 1


@given(st.data(), loans_st())
def test_facts_told_twice_or_in_another_order_change_nothing(data, loan):
    today = data.draw(days_st(loan))
    days = {p.received_on for p in loan.payments}
    state = assess(loan, today=today)
    assert assess(replace(loan, payments=loan.payments * 2), today=today) == state
    if len(days) == len(loan.payments):
        shuffled = tuple(data.draw(st.permutations(loan.payments)))
        assert assess(replace(loan, payments=shuffled), today=today) == state


@given(st.data(), loans_st())
def test_the_fast_way_to_arrears_agrees(data, loan):
    today = data.draw(days_st(loan))
    state = assess(loan, today=today, holidays=HOLIDAYS)
    arrears = arrears_of(loan, today=today, holidays=HOLIDAYS)
    assert (arrears.amount, arrears.days_past_due) == (state.arrears, state.days_past_due)
    assert arrears.bucket is state.bucket


@given(st.data(), loans_st())
def test_late_charges_stay_below_their_cap(data, loan):
    bare = Loan(loan.terms)
    cap = loan.terms.late_charges.cap_rate
    if cap is None:
        return
    state = assess(bare, today=data.draw(days_st(loan)))
    scheduled = sum(i.fees.minor for i in build_schedule(loan.terms))
    fees = sum(i.unpaid.fees.minor for i in state.installments) - scheduled
    penalty = sum(i.unpaid.penalty_interest.minor for i in state.installments)
    assert fees + penalty <= loan.terms.principal.share(cap).minor
