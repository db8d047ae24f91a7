"""Stands in for TensorFlow's imports.

Rasa imports TensorFlow for components that this assistant does not use. With inert classes in its
place the server starts in half the time and half the memory; a component that really needs it fails
when it is built, not silently.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import MutableSequence, Sequence

_ABSENT = frozenset(
    {"keras", "tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text"}
)


class _InertType(type):
    """A class that can be inherited from and named, whose attributes are such classes."""

    def __getattr__(cls, name: str) -> _InertType:
        if name.startswith("__"):
            raise AttributeError(name)
        attribute = _InertType(name, (), {})
        setattr(cls, name, attribute)
        return attribute

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if len(args) == 1 and callable(args[0]) and not kwargs:
            return args[0]  # a bare decorator leaves its function as it is
        return super().__call__()


class _InertModule(ModuleType):
    __path__: MutableSequence[str] = []  # noqa: RUF012 - marks a package, and stays empty

    def __getattr__(self, name: str) -> _InertType:
        if name.startswith("__"):
            raise AttributeError(name)
        attribute = _InertType(name, (), {})
        setattr(self, name, attribute)
        return attribute


class _InertFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        del path, target
        if fullname.partition(".")[0] not in _ABSENT:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _InertModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run: attributes appear when they are asked for."""


def install() -> None:
    """Must run before the first import of rasa."""
    if "rasa" in sys.modules:
        raise RuntimeError("bot.nlu.no_tensorflow.install() must run before rasa is imported")
    sys.meta_path.insert(0, _InertFinder())
