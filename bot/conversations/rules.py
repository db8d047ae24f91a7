"""The rules by which what people write is resolved where it can be understood in other ways.

An entity carries the name of its rule, so that what was assumed is read back before it counts.
"""

from __future__ import annotations

RULES = {
    # numbers
    "short_tail": "三千五 is 3500: a figure after 百, 千 or 万 counts the next lower place",
    "hundred_left_out": "two fifty is 250",
    "cents_follow": "twenty-nine ninety nine is 29.99",
    "few_is_three": "几 and a few are 3",
    "at_least": "三千多 is 3000: no more than what is said",
    "range_lower": "500到800 is 500, 两三天 two days: the smaller figure",
    "number_alone": "a number alone answers what was asked; unasked, up to 36 counts installments",
    # dates
    "day_to_come": "the 15th is this month's where it has not gone by",
    "days_in_order": "the 5th and the 20th are of the same month, where the 5th is next month's",
    "next_month": "the 15th is next month's where it has gone by",
    "next_year": "3 May is next year's where it has gone by",
    "most_recent": "I paid on Friday is the last Friday: the clause speaks of the past",
    "weekday_to_come": "Friday is the next one, on a Friday in a week",
    "week_starts_on_monday": "下周五 is the Friday of next week, weeks starting on Monday",
    "next_is_next_week": "next Friday is the one of next week, weeks starting on Monday",
    "last_day_of_month": "the 31st is the last day of this month or the next where that is shorter",
    "start_of_period": "next week is its Monday, next month its first day",
    "start_is_the_first": "月初 and the start of a month are the first",
    "middle_is_the_15th": "月中 and mid-month are the 15th",
    "late_is_the_21st": "下旬 starts on the 21st",
    "week_ends_on_friday": "the end of a week is its Friday",
    "range_earliest": "15到20号 is the 15th: the earliest day",
    "deadline": "within three days is the last of them",
    "couple_is_two": "过两天 is two days from now",
    "named_day": "Christmas is the next 25 December",
    "month_first": "4/5 is 5 April in this locale",
    "day_first": "4/5 is 4 May in this locale",
    "minguo_year": "114/4/15 counts years of the republic",
    "short_year": "25年 is 2025",
    # durations and counts
    "half_month_is_15_days": "半个月 is 15 days",
    "working_days_as_days": "working days are counted as days",
    "years_of_months": "over two years is 24 monthly installments",
}
