-- One row per release public on a day and period of one cell's series, with the columns that a chart draws;
-- the series drawn is the release, by its day.
create macro revision_cells(wanted_source, wanted_measure, wanted_geo, wanted_partner, as_of) as table
    select
        strftime(observations.published_on, '%Y-%m-%d') as series,
        strftime(observations.published_on, '%Y-%m-%d') as name_en,
        strftime(observations.published_on, '%Y-%m-%d') as name_nl,
        period_label(observations.freq, observations.period_start, observations.period_end) as period,
        year(observations.period_end) as year,
        observations.freq,
        observations.value,
        observations.value_low,
        observations.value_high,
        observations.qualifier,
        observations.precision,
        observations.obs_status,
        observations.missing_reason,
        observations.source_id,
        observations.published_on,
        observations.snapshot_sha256,
        observations.snapshot_row,
        cells.place,
        measures.name_en as measure_en,
        measures.name_nl as measure_nl,
        concat_ws(', ', geographies.name_en, partners.name_en) as area_en,
        concat_ws(', ', geographies.name_nl, partners.name_nl) as area_nl
    from observations
    inner join cells using (source_id, published_on, snapshot_sha256, snapshot_row)
    inner join measures on observations.measure = measures.measure
    inner join geographies
        on observations.geo_scheme = geographies.geo_scheme and observations.geo = geographies.geo
    left join partners
        on observations.partner_kind = partners.partner_kind and observations.partner = partners.partner
    where
        observations.source_id = wanted_source
        and observations.measure = wanted_measure
        and observations.geo = wanted_geo
        and observations.partner = wanted_partner
        and observations.published_on <= as_of
    order by observations.published_on, period;
