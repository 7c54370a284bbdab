"""Room of capture: tables that people keep become typed rows."""
