-- One row: how far resettlement was behind or ahead at the end of the last year of the pack that has figures.
with ledger as (
    select ledger.*
    from quota_ledger($as_of) as ledger
    where ledger.source_id = 'cbs_resettlement'
),

latest as (
    select ledger.*
    from ledger
    where ledger.balance is not null and list_contains($pack_years, ledger.year)
    order by ledger.year desc
    limit 1
),

framework as (
    select
        any_value(figure.value) filter (where figure.measure = 'resettlement_quota') as quota,
        any_value(year(figure.period_start)) filter (where figure.measure = 'resettlement_quota')
            as first_year,
        any_value(year(figure.period_end)) filter (where figure.measure = 'resettlement_quota') as last_year,
        any_value(figure.value) filter (where figure.measure = 'resettlement_pledge_turkiye') as pledge,
        any_value(figure.value) filter (where figure.measure = 'resettlement_quota_deduction') as deduction,
        any_value(year(figure.period_end)) filter (where figure.measure = 'resettlement_pledge_turkiye')
            as pledge_year,
        any_value(year(figure.period_end)) filter (where figure.measure = 'resettlement_quota_deduction')
            as deduction_year
    from figures_as_of($as_of) as figure
    where figure.concept = 'resettlement_pledge'
)

select
    framework.*,
    latest.year as focus,
    latest.arrived_to_date as arrived,
    latest.due_to_date as due,
    abs(latest.balance) as distance,
    coalesce(latest.balance < 0, false) as behind,
    coalesce(latest.balance >= 0, false) as reached,
    latest.balance is null as unknown
from framework
left join latest on true;
