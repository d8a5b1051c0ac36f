-- One row per year of the resettlement framework and series of arrivals, as of a day: what was due (the
-- quota in equal parts, the pledge for Türkiye, less what is deducted, in the year in which it ends), what
-- arrived, and the balance to date: below 0 is behind. Derived; null once a year has no figure of arrivals.
create macro quota_ledger(as_of) as table
    with stated as (
        select figure.*
        from figures_as_of(as_of) as figure
        where figure.concept = 'resettlement_pledge' and figure.value is not null
    ),

    framework as (
        select
            stated.value as quota,
            year(stated.period_start) as first_year,
            year(stated.period_end) as last_year
        from stated
        where stated.measure = 'resettlement_quota'
    ),

    years as (
        select
            framework.quota / (1 + framework.last_year - framework.first_year) as path,
            unnest(range(framework.first_year, framework.last_year + 1)) as year
        from framework
    ),

    booked as (
        select
            stated.year,
            sum(stated.value) filter (where stated.measure = 'resettlement_pledge_turkiye') as pledge,
            sum(stated.value) filter (where stated.measure = 'resettlement_quota_deduction') as deduction
        from stated
        group by stated.year
    ),

    series as (
        select
            questions.place as answer,
            sources.source_id,
            sources.publisher
        from questions
        inner join sources on questions.source_id = sources.source_id
        where questions.question = 'resettled_nl'
    ),

    ledger as (
        select
            years.year,
            series.answer,
            series.source_id,
            series.publisher,
            years.path,
            coalesce(booked.pledge, 0) as pledge,
            coalesce(booked.deduction, 0) as deduction,
            years.path + coalesce(booked.pledge, 0) - coalesce(booked.deduction, 0) as due,
            arrivals.value as arrived,
            coalesce(arrivals.obs_status, '') as obs_status,
            arrivals.published_on
        from years
        cross join series
        left join booked on years.year = booked.year
        left join side_by_side('resettled_nl', as_of) as arrivals
            on years.year = arrivals.year and series.source_id = arrivals.source_id
    ),

    summed as (
        select
            ledger.*,
            sum(ledger.due) over to_date as due_to_date,
            if(
                count(ledger.arrived) over to_date = count(*) over to_date,
                sum(ledger.arrived) over to_date, null
            ) as arrived_to_date
        from ledger
        window to_date as (
            partition by ledger.source_id order by ledger.year
            rows between unbounded preceding and current row
        )
    )

    select
        summed.*,
        summed.arrived_to_date - summed.due_to_date as balance
    from summed
    order by summed.answer, summed.year;
