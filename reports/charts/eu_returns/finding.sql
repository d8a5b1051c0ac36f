-- One row: the changes in the last year, and whether decisions outnumber returns in every year.
with years as (
    select
        period,
        any_value(value) filter (where series = 'effective_returns') as returns,
        any_value(value) filter (where series = 'return_decisions') as decisions
    from figure
    group by period
),

changes as (
    select
        years.*,
        lag(years.returns) over (order by years.period) as returns_before,
        lag(years.decisions) over (order by years.period) as decisions_before,
        lag(years.period) over (order by years.period) as period_before
    from years
),

latest as (
    select * from changes
    order by period desc
    limit 1
)

select
    latest.returns,
    latest.decisions,
    latest.period as last_year,
    (select min(years.period) from years) as first_year,
    100 * (latest.returns / latest.returns_before - 1) as returns_change,
    100 * (latest.decisions / latest.decisions_before - 1) as decisions_change,
    coalesce(
        latest.period = cast(list_max($years) as varchar)
        and cast(latest.period as integer) = cast(latest.period_before as integer) + 1
        and 100 * (latest.returns / latest.returns_before - 1) <= -1
        and 100 * (latest.decisions / latest.decisions_before - 1) >= 1,
        false
    ) as returns_fell_decisions_rose,
    (
        select bool_and(coalesce(years.decisions > years.returns, false)) from years
    ) as more_decisions_than_returns
from latest;
