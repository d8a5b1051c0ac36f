-- Only the first half has the same half a year before: 40 - 50 = -10. The year 2019, the second half of 2019
-- and March 2020 have nothing to stand against; January to September 2020 is no part of a comparison at all.
select period, base_period, change
from compare_years('arrival', [2019, 2020], date '2030-01-01')
order by period;
