"""How verbs are run: as plain functions, or as Prefect flows embedded or on a server. The only place that knows Prefect."""

from flows.runners.verb import Step, Verb, engine, step, tell, using, verb

__all__ = ["Step", "Verb", "engine", "step", "tell", "using", "verb"]
