"""Links between files: "the same" or "not the same", said by somebody who reads both."""
