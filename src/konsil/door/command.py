"""`konsil token`: make, list or end an organisation's API tokens."""

import argparse
import getpass
from collections.abc import Sequence

from konsil.boot import boot


def main(arguments: Sequence[str]) -> int:
    """Run one of the three; the exit status. A token is printed once and can never be shown again."""
    told = parser().parse_args(arguments)
    boot()
    match told.verb:
        case "issue":
            return _issue(told)
        case "end":
            return _end(told)
    return _list(told)


def parser() -> argparse.ArgumentParser:
    """The words of the command."""
    top = argparse.ArgumentParser(prog="konsil token", description=__doc__)
    verbs = top.add_subparsers(dest="verb", metavar="VERB", required=True)
    issue = verbs.add_parser("issue", help="make a token and print it, once")
    issue.add_argument("--organisation", required=True, help="the organisation's key, such as mediguide")
    issue.add_argument("--role", required=True, help="the one role it acts in, such as coordinator")
    issue.add_argument("--label", default="", help="what it is for; stands on every entry made with it")
    issue.add_argument("--quiet", action="store_true", help="print the token and nothing else")
    every = verbs.add_parser("list", help="list an organisation's tokens")
    every.add_argument("--organisation", required=True)
    end = verbs.add_parser("end", help="end a token at once")
    end.add_argument("token", help="its id, as `list` shows it")
    return top


def _issue(told: argparse.Namespace) -> int:
    from konsil.store.refusals import NotThere
    from konsil.store.registers.entrances import issue_token

    label = told.label or f"{told.organisation} ({told.role})"
    try:
        token = issue_token(told.organisation, told.role, label, getpass.getuser())
    except NotThere:
        raise SystemExit(f"There is no organisation {told.organisation!r}.") from None
    if not told.quiet:
        print("The token is shown now and never again. Send it as: Authorization: Bearer …")
    print(token)
    return 0


def _list(told: argparse.Namespace) -> int:
    from konsil.store.registers.entrances import tokens

    for one in tokens(told.organisation):
        state = f"ended {one.ended_at:%Y-%m-%d}" if one.ended_at else "good"
        print(f"{one.public}  {one.role:<16}  {one.issued_at:%Y-%m-%d}  {state:<16}  {one.label}")
    return 0


def _end(told: argparse.Namespace) -> int:
    from konsil.store.registers.entrances import end_token

    if not end_token(told.token, getpass.getuser()):
        raise SystemExit("There is no such token, or it has ended already.")
    return 0
