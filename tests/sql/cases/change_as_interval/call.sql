-- Rounded to 5: 190 is 188 to 192 and 200 is 198 to 202. 190 / 200 - 1 = -5 %;
-- least 188 / 202 - 1 = -6.930693 %, most 192 / 198 - 1 = -3.030303 %.
-- About 76,000 is 75,500 to 76,500: on 1,000 it is +7,500 %, from +7,450 % to +7,550 %.
select
    source_id,
    change,
    round(change_percent, 6) as change_percent,
    round(change_percent_low, 6) as low,
    round(change_percent_high, 6) as high
from compare_years('detections', [2018, 2019], date '2030-01-01')
where base_period is not null
order by source_id;
