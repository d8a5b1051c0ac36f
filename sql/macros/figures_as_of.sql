-- One row per cell as of a day: the contract with names, publisher, interval, release and place in it.
create macro figures_as_of(as_of, without := cast([] as varchar[])) as table
    select
        observation.*,
        measures.concept,
        measures.kind,
        measures.name_en as measure_en,
        measures.name_nl as measure_nl,
        geographies.kind as geo_kind,
        geographies.iso3,
        geographies.valid_from as geo_valid_from,
        geographies.valid_to as geo_valid_to,
        geographies.name_en as geo_en,
        geographies.name_nl as geo_nl,
        sources.publisher,
        releases.title as release_title,
        releases.published_basis,
        cells.printed,
        cells.place,
        period_label(observation.freq, observation.period_start, observation.period_end) as period,
        year(observation.period_end) as year,
        interval_low(observation.value, observation.value_low, observation.qualifier, observation.precision)
            as interval_low,
        interval_high(observation.value, observation.value_high, observation.qualifier, observation.precision)
            as interval_high,
        coalesce(partners.aggregate, false) as partner_aggregate,
        coalesce(partners.name_en, '') as partner_en,
        coalesce(partners.name_nl, '') as partner_nl
    from observations_as_of(as_of, without := without) as observation
    inner join measures on observation.measure = measures.measure
    inner join geographies
        on observation.geo_scheme = geographies.geo_scheme and observation.geo = geographies.geo
    inner join sources on observation.source_id = sources.source_id
    inner join releases
        on
            observation.source_id = releases.source_id
            and observation.published_on = releases.published_on
            and observation.snapshot_sha256 = releases.snapshot_sha256
    inner join cells
        on
            observation.source_id = cells.source_id
            and observation.published_on = cells.published_on
            and observation.snapshot_sha256 = cells.snapshot_sha256
            and observation.snapshot_row = cells.snapshot_row
    left join partners
        on observation.partner_kind = partners.partner_kind and observation.partner = partners.partner;
