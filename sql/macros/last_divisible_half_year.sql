-- The last half-year of some years whose national housing target was public on a day, with the inhabitants of
-- 1 January of the year before by which article 29 divides it; NULL where none was.
create macro last_divisible_half_year(years, as_of) as (
    select max(figure.period)
    from figures_as_of(as_of) as figure
    where
        figure.source_id = 'nl_housing_targets'
        and figure.measure = 'housing_target'
        and figure.value is not null
        and list_contains(years, figure.year)
        and figure.year - 1 in (
            select population.year
            from figures_as_of(as_of) as population
            where population.measure = 'population'
        )
);
