from collections import Counter

import entity_phrases as phrases
import pytest

ENTITIES = ("amount", "count", "date", "duration", "hardship_reason", "language", "loan")
LEAST_RIGHT = 0.97


@pytest.mark.parametrize("entity", ENTITIES)
def test_phrases_people_write_are_read_right(entity):
    wrong, total = [], Counter()
    for phrase in phrases.phrases():
        wanted = phrases.of_kind(phrase.expected, entity)
        found = phrases.of_kind(phrases.read(phrase), entity)
        if wanted or found:
            total[phrase.language] += 1
            if wanted != found:
                wrong.append(f"{phrase.language}: {phrase.text}: {sorted(found)}")
    right = 1 - len(wrong) / total.total()
    print(f"{entity}: {right:.3f} of {dict(total)}", *wrong, sep="\n  ")
    assert right >= LEAST_RIGHT, "\n".join(wrong)


def test_there_are_phrases_of_every_language_and_entity():
    counted = phrases.tally()
    assert sum(1 for _ in phrases.phrases()) >= 400
    assert {language for language, _ in counted} == set(phrases.CURRENCIES)
    assert {entity for _, entity in counted} == set(ENTITIES)
