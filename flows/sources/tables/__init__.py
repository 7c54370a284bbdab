"""Tables: cells, headers, delimited text and workbooks, before anybody has said what a column means."""
