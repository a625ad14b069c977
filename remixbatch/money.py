"""US dollars: decimal text outside, whole micro-dollars inside, never a float."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

MICROS = 1_000_000


def micros(text: str | int | Decimal) -> int:
    """Micro-dollars of "2.40" or 2. Raises ValueError unless it is a finite amount of at least 0."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{text!r} is not an amount of money") from None
    if not amount.is_finite() or amount < 0 or amount > 10**9:
        raise ValueError(f"{text!r} is not an amount of money")
    return int((amount * MICROS).to_integral_value(ROUND_HALF_UP))


def dollars(amount: int) -> str:
    """Decimal text with at least cents: 2400000 is "2.40", 1500 is "0.0015"."""
    whole, rest = divmod(amount, MICROS)
    digits = f"{rest:06d}".rstrip("0")
    return f"{whole}.{digits:0<2}"


def price(per_second: int | None, per_take: int | None, seconds: Decimal | None) -> int | None:
    """Micro-dollars of one take; None where a needed figure is unknown."""
    if per_take is not None:
        return per_take
    if per_second is None or seconds is None:
        return None
    return int((per_second * seconds).to_integral_value(ROUND_HALF_UP))
