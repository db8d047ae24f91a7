"""What the assistant says, in English in ``domain.yml`` and translated in the catalogues."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from bot.replies import never_say
from bot.replies.catalogue import LOCALES
from bot.replies.extract import extract_domain
from bot.replies.render import placeholders
from bot.replies.texts import written
from bot.trainer.domain_texts import DOMAIN, PLURAL, TEXT, Source, read_sources, replaced
from bot.trainer.drafts import Draft
from bot.trainer.example_files import has_unseen
from bot.trainer.problems import CannotChange, Problem

ENGLISH = "en"
TRANSLATED = tuple(locale for locale in LOCALES if locale != ENGLISH)
LONGEST = 2000
CATALOGUES_KEPT = 8
MAY_WARN = "secret"
"""The rule that our own warnings break: what may not be asked for is named in them."""

Said = Mapping[str, str]
"""By locale, and under ``plural`` the English one where there is one."""


@dataclass(frozen=True)
class Wording:
    """One text of a response. ``shared`` are the others that say it too, in the same words."""

    response: str
    key: str
    said: Said
    shared: Sequence[str]

    @property
    def placeholders(self) -> frozenset[str]:
        return placeholders(self.said.get(PLURAL) or self.said[ENGLISH])


@dataclass(frozen=True)
class Fault:
    where: str
    problem: Problem
    detail: str


class ResponseFiles:
    """Read and written through ``draft``. Raises ``CannotChange``: ``domain.yml`` is broken."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._sources = read_sources(draft)
        self._translations = {
            locale: _translations(draft.read(_path(locale)), locale) for locale in TRANSLATED
        }
        self._sharing: dict[str, list[str]] = {}
        for source in chain.from_iterable(self._sources.values()):
            self._sharing.setdefault(source.text, []).append(source.response)

    def names(self) -> Sequence[str]:
        return list(self._sources)

    def wordings(self, response: str) -> Sequence[Wording]:
        """Raises ``CannotChange`` where there is no such response."""
        if response not in self._sources:
            raise CannotChange(Problem.NOT_FOUND, response)
        own = self._sources[response]
        return [self._wording(one) for one in own if one.text and one.key != PLURAL]

    def wording(self, response: str, key: str) -> Wording:
        for found in self.wordings(response):
            if found.key == key:
                return found
        raise CannotChange(Problem.NOT_FOUND, f"{response} {key}")

    def say(self, old: Wording, said: Said) -> None:
        """In ``domain.yml`` and in every catalogue. Raises ``CannotChange`` for the first fault."""
        for fault in faults(old, said):
            raise CannotChange(fault.problem, fault.detail)
        wanted = {name: _edged(text, said[name]) for name, text in old.said.items()}
        english = {old.key: ENGLISH, PLURAL: PLURAL} if PLURAL in wanted else {old.key: ENGLISH}
        changes = [
            (source, wanted[english[source.key]])
            for source in self._sources[old.response]
            if source.key in english and wanted[english[source.key]] != source.text
        ]
        domain = replaced(self._draft.read(DOMAIN), changes)
        self._draft.write(DOMAIN, domain)
        template = _template(domain)
        for locale in LOCALES:
            catalogue = _read_catalogue(self._draft, locale)
            _put(catalogue, template, old.said, wanted, locale)
            self._draft.write(_path(locale), written(catalogue).decode())

    def _wording(self, source: Source) -> Wording:
        said = {ENGLISH: source.text}
        for other in self._sources[source.response]:
            if (source.key, other.key) == (TEXT, PLURAL):
                said[PLURAL] = other.text
        for locale, translations in self._translations.items():
            said[locale] = translations.get(source.text, "")
        others = sorted({*self._sharing[source.text]} - {source.response})
        return Wording(source.response, source.key, said, others)


def faults(old: Wording, said: Said) -> Sequence[Fault]:
    """What keeps new words from being taken, for each place in which they stand."""
    return [fault for name in old.said for fault in _faults(old, name, said.get(name, "").strip())]


def _faults(old: Wording, name: str, text: str) -> Iterator[Fault]:
    if not text:
        yield Fault(name, Problem.EMPTY, name)
    if len(text) > LONGEST:
        yield Fault(name, Problem.TOO_LONG, str(LONGEST))
    if has_unseen(text.replace("\n", "")):
        yield Fault(name, Problem.UNPRINTABLE, name)
    wanted = placeholders(old.said[name]) or (
        old.placeholders if not old.said[name] else frozenset()
    )
    if placeholders(text) != wanted or text.count("{") != text.count("}"):
        names = " ".join(f"{{{one}}}" for one in sorted(wanted ^ placeholders(text)))
        yield Fault(name, Problem.PLACEHOLDERS, names)
    known = {finding.words for finding in never_say.lint(old.said[name])}
    for finding in never_say.lint(text):
        if finding.rule != MAY_WARN and finding.words not in known:
            yield Fault(name, Problem.NEVER_SAY, finding.words)


def _put(catalogue: Catalog, template: Catalog, old: Said, said: Said, locale: str) -> None:
    """A text that is new takes its translation along; one that nobody says any more leaves."""
    ids: tuple[str, str] | str = (said[ENGLISH], said[PLURAL]) if PLURAL in said else said[ENGLISH]
    if catalogue.get(said[ENGLISH]) is None:
        catalogue.add(ids, _strings(said, locale))
    catalogue.update(template, no_fuzzy_matching=True)
    message = catalogue.get(said[ENGLISH])
    if message is None:
        raise CannotChange(Problem.NOT_FOUND, said[ENGLISH])
    message.string = _strings(said, locale)


def _strings(said: Said, locale: str) -> str | tuple[str, ...]:
    if PLURAL not in said:
        return said[locale]
    return (said[ENGLISH], said[PLURAL]) if locale == ENGLISH else (said[locale],)


@lru_cache(CATALOGUES_KEPT)
def _translations(text: str, locale: str) -> Mapping[str, str]:
    """By the English text, which is the singular where there are two."""
    catalogue = read_po(io.StringIO(text), locale=locale)
    return {_first(message.id): _first(message.string) for message in catalogue if message.id}


def _first(said: str | Sequence[str] | None) -> str:
    """The only form, or the first of several."""
    return said if isinstance(said, str) else (said or ("",))[0]


def _edged(old: str, new: str) -> str:
    """With the blanks around it as they were: a part of a sentence needs them."""
    bare = old.strip()
    before, after = old.split(bare, 1) if bare else ("", "")
    return f"{before}{new.strip()}{after}"


def _template(domain: str) -> Catalog:
    catalogue = Catalog(charset="utf-8")
    for _line, _function, text, comments in extract_domain(io.BytesIO(domain.encode()), (), (), {}):
        catalogue.add(text, auto_comments=comments)
    return catalogue


def _read_catalogue(draft: Draft, locale: str) -> Catalog:
    return read_po(io.BytesIO(draft.read(_path(locale)).encode()), locale=locale)


def _path(locale: str) -> str:
    return f"bot/locale/{locale}/LC_MESSAGES/messages.po"
