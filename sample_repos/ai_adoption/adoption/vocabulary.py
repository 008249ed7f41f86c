"""The words the sample project is made of: a parcel carrier's yard."""

from .dice import Dice


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


VERBS = _words("""
    accept allot archive assign audit balance batch book cancel carry charge check claim close collect
    count deliver divert drain export fetch fill group hold inspect issue join label lift load lock log
    match measure merge notify offer pack park patch plan post price queue quote reject release renew
    reroute reserve recall route scan seal settle ship sort split stack stamp store track trim unload
    verify weigh
""")

FIRST = _words("""
    active annual backup bonded broken bulk carrier central chilled city coastal customs daily delayed
    direct dry early empty express external fixed foreign fragile freight frozen gross heavy hourly idle
    inbound inner late light linked local loose manual mixed morning net night northern open outbound
    overdue partial pending primary public rapid regional remote return rural sealed shared signed small
    southern spare standard stalled tall urgent vacant valid weekly wide
""")

SECOND = _words("""
    address alarm badge bay belt bin bill box cage cargo cart clerk code cost crate curfew depot desk dock
    door driver fare fee fleet gate height hub invoice journey key label lane ledger limit load lock lot
    manifest meter notice order owner pallet parcel pass permit pickup piece port queue quota rack rate
    receipt region ring road rota route scale seal sender shelf shift slip slot stamp station stock stop
    tag tariff ticket token toll tote trailer truck van volume voucher weight window yard zone
""")

MODULES = _words("""
    parcels depots lanes weights labels routes tariffs manifests drivers pallets scanners docks
    billing/invoices billing/receipts billing/vouchers billing/quotes billing/refunds yard/gates
    yard/shifts yard/belts yard/racks yard/cranes network/hubs network/ports network/customs
    network/carriers network/tolls alarms permits journeys quotas pickups returns exports calendar
""")

GUIDES = _words("""
    operations onboarding billing routing incidents architecture releases glossary
""")


def variable(dice: Dice) -> str:
    return f"{dice.pick(FIRST)}_{dice.pick(SECOND)}"


def verb_phrase(dice: Dice) -> str:
    """A function's name."""
    return f"{dice.pick(VERBS)}_{dice.pick(FIRST)}_{dice.pick(SECOND)}"


def noun_phrase(dice: Dice) -> str:
    return f"{dice.pick(FIRST)} {dice.pick(SECOND)}"
