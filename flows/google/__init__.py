"""Google: one client, with its login, its quota and its patience, for every door that talks to Google."""
