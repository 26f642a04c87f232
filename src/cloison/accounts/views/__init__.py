"""The pages of accounts, one file for each thing people come for."""
