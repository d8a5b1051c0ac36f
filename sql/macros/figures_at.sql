-- One row per cell as of a day that lies within a period and matches an address: `*` stands for any letters
-- in measure and partner, and never takes in a total beside its parts.
create macro figures_at(
    wanted_source, wanted_measure, wanted_geo, wanted_partner, first_day, last_day, as_of
) as table
    select figure.*
    from figures_as_of(as_of) as figure
    where
        figure.source_id = wanted_source
        and figure.measure glob wanted_measure
        and figure.geo = wanted_geo
        and figure.partner glob wanted_partner
        and figure.period_start >= first_day
        and figure.period_end <= last_day
        and (figure.partner = wanted_partner or not figure.partner_aggregate)
    order by figure.period_start, figure.measure, figure.partner;
