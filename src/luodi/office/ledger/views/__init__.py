"""The ledger's pages. Each module lists its addresses in `routes`; `urls.py` puts them together."""
