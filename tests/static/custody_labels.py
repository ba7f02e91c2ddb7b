"""Texts as scanned or typed, with what the hub reads them as."""

from server.domain.objects import KINDS, label_number, read_label, seal_number
from server.domain.refusal import Refusal


def labels(chance):
    """Return texts as scanned or typed, and what each is read as."""
    texts = ["", "hello", "B017-X", "KL1:1:2:B017-X", "KL1:360101:20261122:r 001 ", "Ｂ００１", "0017-E", "KW1:ABC"]
    for kind in KINDS:
        if kind.letter:
            number = label_number(kind.code, chance.randrange(1, 3000))
            wrong = number.replace(number[2], str((int(number[2]) + 1) % 10), 1)
            letters = number[0] + number[1:].replace("0", "O").replace("1", "I")
            spaced = f" {number[:1]}  {number[1:].lower()} "
            texts += [number, number.lower(), number.replace("-", "—"), letters, wrong, spaced, number[:-2],
                      f"KL1:360101:20261122:{number}"]  # fmt: skip
    return [{"text": text} | _read(text) for text in texts]


def _read(text):
    try:
        label = read_label(text)
    except Refusal as no:
        return {"code": no.code}
    seal = None
    try:
        seal = seal_number(text)
    except Refusal as no:
        seal = no.code
    return {"label": label.number, "kind": label.kind, "site": label.site, "plan": label.plan, "seal": seal}
