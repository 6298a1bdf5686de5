"""Amounts as people of six languages write them: what divides thousands, and what divides the cents."""

from decimal import Decimal

THIN, FIRM = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"
MARKS = {"en": (THIN, "."), "ro": (".", ",")}
OTHERS = (THIN, ",")


def amount(of: Decimal, language: str, *, cents: bool = True) -> str:
    """`1.234,50` in Romanian, `1 234.50` in English; `cents` says whether `,00` is written."""
    thousands, point = MARKS.get(language.split("-")[0], OTHERS)
    whole, _, rest = f"{of:,.2f}".partition(".")
    return whole.replace(",", thousands) + (point + rest if cents or rest != "00" else "")


def price(of: Decimal, currency: str, language: str, *, cents: bool = True) -> str:
    """An amount with its currency, on one line: `1.234,50 RON`."""
    return f"{amount(of, language, cents=cents)}{FIRM}{currency}"
