"""How a station program begins: where the hub is, as whom this computer is enrolled, and that its numbers fit."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import Any, TypeVar

import click

from kiosk import identity
from kiosk.hub import Away, BadAddress, Hub, Refused, address
from kiosk.identity import BadIdentity, Station
from kiosk.outbox import Held, Outbox, Unwritable, held
from kiosk.words import Language, Screen

HERE = "http://localhost:8080"
LONGEST_NAME, LONGEST_CODE = 40, 64  # characters that the hub takes
F = TypeVar("F", bound=Callable[..., Any])


class Problem(click.ClickException):
    """Something is wrong that a person has to put right; exit code 1."""


def joining_options(name: str, example: str) -> Callable[[F], F]:
    """Return the options by which a station finds its hub and is enrolled there.

    Args:
        name: what the station is called where ``--name`` says nothing.
        example: in Chinese behind the help of ``--name``; may be empty.
    """
    every = (
        click.option(
            "--hub",
            "url",
            help=f"主机地址，默认为登记时的地址，未登记则 {HERE} / the hub's address; by default where enrolled",
        ),
        click.option(
            "--ca",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            help="主机的证书 ca.crt，连 https 时用 / the hub's certificate, for https",
        ),
        click.option("--enrol", "code", help="一次性登记码，只登记一次 / one-time code, used once"),
        click.option(
            "--name", default=name, show_default=True, help=f"登记的名称{example} / what people call this station"
        ),
    )

    def under(command: F) -> F:
        return reduce(lambda under, option: option(under), reversed(every), command)

    return under


def hub_at(folder: Path, url: str | None, ca: Path | None, screen: Screen, lang: Language) -> tuple[Hub, Path | None]:
    """Return the hub by what was typed or kept at enrolment, and the certificate trusted there.

    Raises:
        click.UsageError: the address is none.
    """
    try:
        url, ca = where(folder, url, ca)
        return Hub(address(url, ca), lang), ca
    except BadAddress as error:
        raise click.UsageError(screen.word(error.args[0])) from error


@contextmanager
def told(folder: Path, screen: Screen) -> Iterator[None]:
    """Say what is wrong with the station's folder as a ``Problem``: another program holds it, it cannot be written."""
    try:
        yield
    except Held as error:
        raise Problem(screen.word("held", folder=folder)) from error
    except BadIdentity as error:
        raise Problem(screen.word("bad-identity", file=error)) from error
    except (Unwritable, OSError) as error:
        raise Problem(screen.word("folder-unwritable", folder=folder, detail=error)) from error


@contextmanager
def home(folder: Path) -> Iterator[None]:
    """Hold the station's folder, made where there is none; raises ``Held`` where another program has it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with held(folder):
        yield


def settled_identity(
    folder: Path, hub: Hub, screen: Screen, code: str | None, name: str, ca: Path | None, kinds: Collection[str]
) -> Station:
    """Return who this station is, enrolling it where it is not, or no longer.

    Args:
        folder: the station's folder.
        hub: asked about the enrolment.
        screen: the terminal.
        code: a one-time code, None where there is none.
        name: what people are to call the station.
        ca: the file of the certificate trusted here.
        kinds: of which kinds a device may be to run this program.

    Raises:
        Problem: there is no enrolment and no code, the hub refuses the code, or it is one for another kind.
    """
    station = identity.load(folder)
    if code is None:
        if station is None:
            raise Problem(screen.word("not-enrolled-here"))
        return _fitting(station, screen, kinds)
    if station is not None and not _over(hub, station):
        screen.say("already-enrolled", name=station.name, device=station.device)
        return _fitting(station, screen, kinds)
    try:
        joined = identity.enrol(hub, code, name)
    except Away as away:
        raise Problem(screen.word("enrol-away", why=screen.word(away.why), hub=hub.url)) from away
    except Refused as refused:
        raise Problem(f"{refused.says} → {refused.fix} ({refused.code})") from refused
    joined = replace(_fitting(joined, screen, kinds), hub=hub.url, ca=str(ca.resolve()) if ca else None)
    identity.save(folder, joined)
    outbox = Outbox(folder)
    outbox.start_after(joined, 0)
    outbox.close()
    return joined


def _fitting(station: Station, screen: Screen, kinds: Collection[str]) -> Station:
    if station.kind not in kinds:
        raise Problem(screen.word("wrong-kind", kind=station.kind))
    return station


def _over(hub: Hub, station: Station) -> bool:
    """Tell whether the hub says that this enrolment is over, or is another hub; without its answer it is not."""
    try:
        return hub.known_as(station.token).me()[0] != station.origin
    except Refused as refused:
        return refused.code == "not-enrolled"
    except Away:
        return False


def meet(folder: Path, hub: Hub, station: Station, screen: Screen) -> None:
    """Compare numbers with the hub before the first fact, as far as it answers, and say what waits.

    Raises:
        Problem: the enrolment is over, another hub answers, or a new spool cannot know its numbers without the hub.
    """
    outbox = Outbox(folder)
    try:
        origin, number = hub.me()
        if origin != station.origin:
            raise Problem(screen.word("other-hub", mine=station.origin, theirs=origin))
        outbox.start_after(station, number)
    except Refused as refused:
        raise Problem(screen.word("enrolment-over", says=refused.says)) from refused
    except Away as away:
        if outbox.last_number(station) is None:
            raise Problem(screen.word("spool-new", why=screen.word(away.why), hub=hub.url)) from away
        screen.say("offline-start", why=screen.word(away.why), hub=hub.url)
    finally:
        mine, others = outbox.count_waiting(station.origin)
        outbox.close()
    if mine:
        screen.say("waits", count=mine)
    if others:
        screen.say("waits-elsewhere", count=others)


def where(folder: Path, url: str | None, ca: Path | None) -> tuple[str, Path | None]:
    """Return the hub's address and certificate: as given, else those of the enrolment, else this computer."""
    if url is not None:
        return url, ca
    with suppress(BadIdentity):  # said when the enrolment is needed
        station = identity.load(folder)
        if station is not None and station.hub is not None:
            return station.hub, ca or (Path(station.ca) if station.ca else None)
    return HERE, ca


def texts(screen: Screen, *options: tuple[str, str | None, int]) -> None:
    """Refuse what cannot be written in a fact: another encoding than the terminal's, nothing, or too much."""
    for option, text, longest in options:
        if text is not None and (not 0 < len(text) <= longest or any("\ud800" <= one <= "\udfff" for one in text)):
            raise click.UsageError(screen.word("option-text", option=option, longest=longest))
