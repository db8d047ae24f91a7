from bot.understanding.lint import Example, lint


def example(text, intent, language="en"):
    return Example(text, intent, language, "here")


def kinds(examples, tests=()):
    return {finding.kind for finding in lint(examples, list(tests))}


def test_one_text_under_two_intents_is_found():
    findings = lint([example("Pay now!", "make_payment"), example("pay now", "affirm")], [])
    assert any(f.kind == "duplicate" and "affirm, make_payment" in f.message for f in findings)


def test_two_emoji_are_two_texts():
    assert "duplicate" not in kinds([example("👍", "affirm"), example("👋", "greet")])


def test_an_example_among_others_of_another_intent_is_found():
    told = [f"i want to pay {n} dollars today" for n in range(7)]
    examples = [example(text, "make_payment") for text in told]
    examples.append(example("i want to pay 8 dollars today", "greet"))
    odd = [f.message for f in lint(examples, []) if f.kind == "odd_one_out"]
    assert len(odd) == 1
    assert "greet" in odd[0]


def test_an_intent_short_in_one_language_is_found():
    assert "shortage" in kinds([example("你好", "greet", "zh_Hans")])


def test_a_test_line_that_is_a_training_line_in_other_dress_is_found():
    examples = [example("我想还款", "make_payment", "zh_Hans")]
    assert "leak" in kinds(examples, [example("我 想 還 款！", "make_payment")])


def test_an_unrelated_test_line_is_no_leak():
    examples = [example("我想还款", "make_payment", "zh_Hans")]
    assert "leak" not in kinds(examples, [example("what a lovely day", "chitchat")])
