-- On 0 a change has a number and no percentage; a missing end has neither; "fewer than 18" has neither, only
-- what it leaves: from 0 (-100 %) to 18 (+80 %).
select geo, change, change_percent, round(change_percent_low, 6) as low, round(change_percent_high, 6) as high
from compare_years('detections', [2018, 2019], date '2030-01-01')
where base_period is not null
order by geo;
