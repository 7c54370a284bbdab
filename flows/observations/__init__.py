"""Room of capture and collate: who speaks, what answers what, and what each observation is called."""
