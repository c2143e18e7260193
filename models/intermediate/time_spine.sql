-- Every day that a metric may be asked for; the semantic layer joins on it.
select cast(days.day as date) as date_day
from generate_series(date '2000-01-01', date '2049-12-31', interval 1 day) as days (day)
