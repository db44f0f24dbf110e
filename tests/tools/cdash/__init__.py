"""The rooms of the stand-in CDash server; cdash_server.py is its front."""
