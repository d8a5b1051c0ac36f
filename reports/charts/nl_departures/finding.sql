-- One row: whether departures without supervision were the most in every year that has all three kinds, and
-- the last year; rounding to ten allowed for.
with years as (
    select
        figure.period,
        max(figure.value) filter (where figure.series = 'departures_unsupervised') as unsupervised,
        max(figure.value) filter (where figure.series = 'departures_forced') as forced,
        max(figure.value) filter (where figure.series = 'departures_independent') as independent
    from figure
    group by figure.period
),

latest as (
    select *
    from years
    where years.forced is not null
    order by years.period desc
    limit 1
)

select
    latest.period as last_year,
    latest.forced,
    latest.independent,
    (
        select count(*) > 1 and bool_and(years.unsupervised - 10 > greatest(years.forced, years.independent))
        from years
        where
            years.unsupervised is not null and years.forced is not null and years.independent is not null
    ) as most_unsupervised,
    latest.forced is not null as has_forced
from latest;
