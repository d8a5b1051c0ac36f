-- One row: arrivals of the last two years as intervals, and the last number of returns.
with arrivals as (
    select
        figure.*,
        interval_low(figure.value, figure.value_low, figure.qualifier, figure.precision) as low,
        interval_high(figure.value, figure.value_high, figure.qualifier, figure.precision) as high
    from figure
    where figure.series = 'arrivals_from_turkiye'
),

ends as (
    select
        max(high) filter (where period = cast(list_max($years) as varchar)) as last_high,
        min(low) filter (where period = cast(list_max($years) - 1 as varchar)) as previous_low,
        count(value) > 0 as has_arrivals
    from arrivals
),

returned as (
    select
        arg_max(figure.value, figure.period) as returned,
        max(figure.period) filter (where figure.value is not null) as returned_year
    from figure
    where figure.series = 'returned_greece_to_turkiye'
)

select
    returned.*,
    list_max($years) - 1 as previous,
    ends.has_arrivals,
    coalesce(4 * ends.last_high < ends.previous_low, false) as under_a_quarter,
    returned.returned is not null as has_returns
from ends
cross join returned;
