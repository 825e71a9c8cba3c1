"""Remembers: the only place with SQL; rows never leave this folder."""
