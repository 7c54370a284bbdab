"""Uoma: interviews and sheets in, a searchable library of insights and a ranked backlog of questions out."""

__version__ = "0.1.0"
