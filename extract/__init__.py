"""Reports in, metric candidates with their quotes out: pure Python, no Dagster, dbt or Great Expectations.

The walk of a document: `documents.read` gives its stored text, `extraction.extract` the candidates in it.
"""
