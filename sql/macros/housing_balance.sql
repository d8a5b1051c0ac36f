-- One row per half-year with a national housing target, as of a day: the target, what was realised, the
-- backlog as reported at the start (least and greatest where reports differ), and the backlog at the end:
-- start + target - realised. The end is derived; null where a part is missing or only a bound.
create macro housing_balance(as_of) as table
    with figures as (
        select figure.*
        from figures_as_of(as_of) as figure
        where figure.series = 'housing_target' and figure.value is not null
    ),

    targets as (
        select figures.*
        from figures
        where figures.measure = 'housing_target' and figures.source_id = 'nl_housing_targets'
    ),

    realised as (
        select
            figures.period,
            any_value(figures.value) as realised,
            any_value(figures.qualifier) as qualifier
        from figures
        where figures.measure = 'housing_realised'
        group by figures.period
    ),

    backlogs as (
        select
            figures.period_start,
            min(figures.value) as least,
            max(figures.value) as greatest
        from figures
        where figures.measure = 'housing_backlog'
        group by figures.period_start
    )

    select
        targets.period as half_year,
        targets.value as target,
        targets.obs_status as target_obs_status,
        realised.realised,
        coalesce(realised.qualifier, '') as realised_qualifier,
        backlogs.least as backlog_start_least,
        backlogs.greatest as backlog_start_greatest,
        backlog_at_end(
            backlogs.least, targets.value, if(realised.qualifier = 'exact', realised.realised, null)
        ) as backlog_end_least,
        backlog_at_end(
            backlogs.greatest, targets.value, if(realised.qualifier = 'exact', realised.realised, null)
        ) as backlog_end_greatest
    from targets
    left join realised on targets.period = realised.period
    left join backlogs on targets.period_start = backlogs.period_start
    order by targets.period;
