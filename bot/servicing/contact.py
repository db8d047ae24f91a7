"""A new phone number, e-mail address or postal address, as it is written, kept and read back."""

from __future__ import annotations

import re
from dataclasses import dataclass

import phonenumbers

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ADDRESS = re.compile(
    r"[省市县區区鄉乡镇鎮村路街道巷弄号號楼樓室座苑邨]"
    r"|\b(?:street|st|road|rd|avenue|ave|lane|ln|drive|close|court|flat|apartment|apt|suite"
    r"|floor|house|p\.?o\.? box)\b",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"^.*?(?:地址(?:是|為|为|係|改成|改為|改为|换成|換成)?|搬到(?:了|咗)?|搬去(?:了|咗)?"
    r"|住(?:在|喺)|address (?:is"
    r"|to)(?: now)?|moved to|live at)[\s:：,，]*",
    re.IGNORECASE,
)
_SHOWN_DIGITS = 4
_SHOWN_START = 4
SHORTEST_ADDRESS = 6
UNKNOWN_COUNTRY = "ZZ"
"""Only a phone number with its country's code is read."""


@dataclass(frozen=True)
class Contact:
    field: str
    value: str


def read_contact(text: str, *, country: str) -> Contact | None:
    """The first that is written whole: an e-mail address, a phone number (E.164), an address."""
    if email := _EMAIL.search(text):
        return Contact("email", email[0])
    for match in phonenumbers.PhoneNumberMatcher(text, country):
        number = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        return Contact("phone", number)
    address = _TOLD.sub("", text).strip(" ,，。.")
    has_figure = any(sign.isdigit() or sign in "一二三四五六七八九十" for sign in address)
    if _ADDRESS.search(address) and has_figure and len(address) >= SHORTEST_ADDRESS:
        return Contact("address", address)
    return None


def masked(contact: Contact) -> str:
    """Enough to be recognised by whom it belongs to, too little for anybody else."""
    if contact.field == "phone":
        return f"•••• {contact.value[-_SHOWN_DIGITS:]}"
    if contact.field == "email":
        name, _, host = contact.value.partition("@")
        return f"{name[:1]}•••@{host}"
    return f"{contact.value[:_SHOWN_START]} •••"
