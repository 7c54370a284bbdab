"""The desk: what verbs work with. A workspace opened with its ledger, what lies in it, whom it covers, what stands, and what was erased."""
