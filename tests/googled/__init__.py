"""A local server that speaks the wire format of Google Drive, Sheets and OAuth, for tests: `from googled.server import Googled`."""
