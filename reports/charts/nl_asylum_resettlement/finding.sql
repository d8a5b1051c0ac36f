-- One row: the changes in the pack's last year, with intervals from rounding, and the peak of applications.
with ends as (
    select
        figure.series,
        figure.period = cast(list_max($pack_years) as varchar) as is_last,
        figure.value,
        interval_low(figure.value, figure.value_low, figure.qualifier, figure.precision) as low,
        interval_high(figure.value, figure.value_high, figure.qualifier, figure.precision) as high
    from figure
    where cast(figure.period as integer) in (list_max($pack_years), list_max($pack_years) - 1)
),

changes as (
    select
        series,
        max(value) filter (where is_last) / max(value) filter (where not is_last) - 1 as change,
        coalesce(max(high) filter (where is_last) < max(low) filter (where not is_last), false) as fell
    from ends
    group by series
),

peaks as (
    select
        arg_max(figure.period, figure.value) as peak_year,
        max(figure.value) as peak
    from figure
    where figure.series = 'asylum_first_applications'
)

select
    list_max($pack_years) as focus,
    any_value(peaks.peak_year) as peak_year,
    any_value(peaks.peak) as peak,
    any_value(peaks.peak) is not null as has_peak,
    100 * max(changes.change) filter (where changes.series = 'asylum_first_applications') as asylum_change,
    100 * max(changes.change) filter (where changes.series = 'resettled') as resettled_change,
    coalesce(bool_and(changes.fell) and count(changes.series) = 2, false) as both_fell
from peaks
left join changes on true;
