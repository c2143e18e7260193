"""The gate: what must hold of the file about to be published, what became of each rule, and the page that tells readers.

rules, facts, doubts, history: what must hold, as data. expectations: Great Expectations carries it out. results: what it said.
page: what people read. Nothing here knows Dagster; orchestration/gate.py does.
"""
