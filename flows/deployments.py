"""Where a Prefect worker finds the flows: `flows/deployments.py:cycle`. Only for servers; nothing else imports it."""

from flows.cycle import VERBS
from flows.cycle import cycle as _cycle
from flows.runners.on_prefect import OnPrefect

_engine = OnPrefect()

cycle = _engine.flow(_cycle)
capture = _engine.flow(VERBS["capture"])
collate = _engine.flow(VERBS["collate"])
synthesise = _engine.flow(VERBS["synthesise"])
prioritise = _engine.flow(VERBS["prioritise"])
publish = _engine.flow(VERBS["publish"])
