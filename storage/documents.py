"""Values as JSON text: whole cases, tasks and entries, and free facts that keep their times."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, is_dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")

TAG = '{"$'  # how something begins that JSON lacks; within a text the quotation mark is escaped
PLAIN = (str, int, float, type(None))  # and their enums


class Document(Generic[T]):
    """One kind of frozen value kept whole in a column; its reader is built at first use."""

    def __init__(self, kind: type[T]) -> None:
        self._kind = kind

    @cached_property
    def _adapter(self) -> TypeAdapter[T]:
        return TypeAdapter(self._kind)

    # Past the adapter's own methods: every message and every task comes by here.

    def dump(self, value: T) -> str:
        return self._adapter.serializer.to_json(value).decode()

    def load(self, text: str) -> T:
        value: T = self._adapter.validator.validate_json(text)
        return value


class FreeDocument(Document[T]):
    """The same for values with free facts in some fields: times in them come back as times."""

    def __init__(self, kind: type[T], *free: str) -> None:
        super().__init__(kind)
        self._free = free

    def dump(self, value: T) -> str:
        if all(_is_plain(getattr(value, name)) for name in self._free):
            return super().dump(value)  # nearly always, in a third of the time
        return dump_facts(self._adapter.dump_python(value))

    def load(self, text: str) -> T:
        if TAG not in text:
            return super().load(text)
        return self._adapter.validate_python(load_facts(text))


def dump_facts(facts: Mapping[str, Any]) -> str:
    """JSON text; times, dates and spans are tagged so that `load_facts` gives them back."""
    return _ENCODER.encode(facts)


def load_facts(text: str) -> dict[str, Any]:
    """The facts again: enums as their values, tuples and sets as lists."""
    facts: dict[str, Any] = _DECODER.decode(text) if TAG in text else json.loads(text)
    return facts


def listed(values: Iterable[str]) -> str:
    """Several texts as one parameter (see `statements.among`)."""
    return json.dumps(list(values), ensure_ascii=False)


def tagged(value: object) -> object:
    """What JSON lacks, as JSON that `load_facts` turns back."""
    match value:
        case datetime():
            return {"$at": value.isoformat()}
        case date():
            return {"$day": value.isoformat()}
        case time():
            return {"$time": value.isoformat()}
        case timedelta():
            return {"$seconds": value.total_seconds()}
        case frozenset() | set():
            return sorted(value)
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(f"{type(value).__name__} cannot be a fact")


def _is_plain(value: object) -> bool:
    """Whether JSON itself gives all that is in it back as it is."""
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list | tuple):
        return isinstance(value, PLAIN)
    return all(isinstance(each, PLAIN) or _is_plain(each) for each in value)


def _span(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


_READERS: dict[str, Callable[[Any], object]] = {
    "$at": datetime.fromisoformat,
    "$day": date.fromisoformat,
    "$time": time.fromisoformat,
    "$seconds": _span,
}


def _untagged(found: dict[str, Any]) -> Any:
    if len(found) == 1:
        tag, value = next(iter(found.items()))
        if tag in _READERS:
            return _READERS[tag](value)
    return found


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=tagged)
_DECODER = json.JSONDecoder(object_hook=_untagged)
