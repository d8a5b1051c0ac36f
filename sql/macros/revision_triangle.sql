-- One row per release and period of one cell's series: every value that was published for it, in the order of
-- publication, with the change on the value published before it.
create macro revision_triangle(wanted_source, wanted_measure, wanted_geo, wanted_partner) as table
    select
        observations.source_id,
        observations.published_on,
        observations.freq,
        year(observations.period_end) as year,
        period_label(observations.freq, observations.period_start, observations.period_end) as period,
        observations.value,
        observations.qualifier,
        observations.obs_status,
        observations.missing_reason,
        observations.value - lag(observations.value) over (
            partition by observations.freq, observations.period_start, observations.period_end
            order by observations.published_on
        ) as change
    from observations
    where
        observations.source_id = wanted_source
        and observations.measure = wanted_measure
        and observations.geo = wanted_geo
        and observations.partner = wanted_partner
    order by period, observations.published_on;
