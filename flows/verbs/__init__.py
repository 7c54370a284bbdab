"""The verbs: capture, collate, synthesise, prioritise, publish. The only readers and writers of the ledger."""
