-- One row per cell, part of the year and year asked for, with the change on the nearest earlier year asked
-- for. `wanted` is a series or a measure. Only the same part of a year is compared: a year with a year, a
-- first half with a first half. The change is null where an end is missing, 0 or only a bound; its interval
-- is what rounding and qualifiers leave.
create macro compare_years(wanted, years, as_of) as table
    with figures as (
        select
            figure.source_id,
            figure.publisher,
            figure.measure,
            figure.geo,
            figure.partner,
            figure.sex,
            figure.age,
            figure.unit,
            figure.freq,
            figure.year,
            figure.period,
            figure.value,
            figure.interval_low,
            figure.interval_high,
            figure.qualifier,
            figure.obs_status,
            figure.missing_reason,
            figure.published_on,
            figure.snapshot_sha256,
            figure.snapshot_row,
            substr(figure.period, 6) as part_of_year
        from figures_as_of(as_of) as figure
        where
            (figure.series = wanted or figure.measure = wanted)
            and figure.freq in ('A', 'S', 'Q', 'M')
            and list_contains(years, figure.year)
    ),

    paired as (
        select
            figures.*,
            lag(figures.period) over cell as base_period,
            lag(figures.value) over cell as base_value,
            lag(figures.interval_low) over cell as base_low,
            lag(figures.interval_high) over cell as base_high,
            lag(figures.qualifier) over cell as base_qualifier,
            lag(figures.obs_status) over cell as base_obs_status,
            lag(figures.published_on) over cell as base_published_on
        from figures
        window cell as (
            partition by
                figures.source_id, figures.measure, figures.geo, figures.partner,
                figures.sex, figures.age, figures.unit, figures.freq, figures.part_of_year
            order by figures.year
        )
    )

    select
        paired.source_id,
        paired.publisher,
        paired.measure,
        paired.geo,
        paired.partner,
        paired.unit,
        paired.freq,
        paired.period,
        paired.value,
        paired.interval_low,
        paired.interval_high,
        paired.qualifier,
        paired.obs_status,
        paired.missing_reason,
        paired.published_on,
        paired.base_period,
        paired.base_value,
        paired.base_qualifier,
        paired.base_obs_status,
        paired.base_published_on,
        paired.snapshot_sha256,
        paired.snapshot_row,
        if(ends_stand, paired.value - paired.base_value, null) as change,
        if(ends_stand, 100 * (paired.value / nullif(paired.base_value, 0) - 1), null) as change_percent,
        100 * (paired.interval_low / nullif(paired.base_high, 0) - 1) as change_percent_low,
        100 * (paired.interval_high / nullif(paired.base_low, 0) - 1) as change_percent_high
    from (
        select
            paired.*,
            paired.qualifier in ('exact', 'approximate')
            and paired.base_qualifier in ('exact', 'approximate') as ends_stand
        from paired
    ) as paired
    order by paired.measure, paired.source_id, paired.geo, paired.partner, paired.freq, paired.period;
