"""The main job and its commands: Dagster runs extraction, dbt, the gate and the publication; the command line starts it.

Heavy libraries are imported where they are used, so that the small commands answer at once.
"""
