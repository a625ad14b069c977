"""A parameter of a service, and a value in the type that the service wants."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Param:
    """A parameter that the service takes."""

    name: str
    type: Literal["string", "integer", "number", "boolean"]
    values: tuple[Any, ...] = ()  # empty: any

    def typed(self, value: Any) -> Any:
        """The value as the service wants it: `8` and `"8"` are one. Raises ValueError."""
        made = _TYPED[self.type](value)
        if self.values and made not in self.values:
            allowed = ", ".join(str(each) for each in self.values)
            raise ValueError(f"{self.name}: {value!r} is none of {allowed}")
        return made


def _string(value: Any) -> str:
    if type(value) not in (str, int, float, Decimal):
        raise ValueError(f"{value!r} is not text")
    return str(value)


def _integer(value: Any) -> int:
    if re.fullmatch(r"-?[0-9]{1,18}", str(value)):  # a boolean's text has no digits
        return int(value)
    raise ValueError(f"{value!r} is not a whole number")


def _number(value: Any) -> int | float:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise ValueError(f"{value!r} is not a number") from None
    if not number.is_finite() or abs(number) > 10**15:
        raise ValueError(f"{value!r} is not a number")
    return int(number) if number == number.to_integral_value() else float(number)


def _boolean(value: Any) -> bool:
    if value is True or value is False:
        return value
    if value in ("true", "false"):
        return bool(value == "true")
    raise ValueError(f"{value!r} is neither true nor false")


_TYPED: dict[str, Callable[[Any], Any]] = {
    "string": _string,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
}
