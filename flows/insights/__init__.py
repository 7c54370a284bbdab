"""The room of synthesise: what voices talk about, what is held to be so, how sure, how fresh."""
