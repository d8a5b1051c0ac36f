-- One row: the months with the fewest and the most detections.
with fewest as (
    select min(value) as fewest_value
    from figure
)

select
    any_value(fewest.fewest_value) as fewest_value,
    arg_min(figure.period, figure.value) as fewest_month,
    arg_max(figure.period, figure.value) as busiest_month,
    max(figure.value) as busiest_value,
    count(*) filter (where figure.value = fewest.fewest_value) = 1 and count(figure.value) = 12 * len($years)
        as one_month_is_lowest,
    count(figure.value) > 0 as has_busiest
from figure
cross join fewest;
