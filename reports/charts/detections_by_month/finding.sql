-- One row: the months with the fewest and the most detections.
select
    arg_min(period, value) as fewest_month,
    min(value) as fewest_value,
    arg_max(period, value) as busiest_month,
    max(value) as busiest_value,
    count(*) filter (where value = (select min(value) from figure)) = 1 as one_month_is_lowest,
    count(value) > 0 as has_busiest
from figure;
