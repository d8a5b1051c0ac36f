-- One row per half-year and figure: the target, the number housed as the press had it, and the backlog at the
-- start of the half-year, one row for each publisher that gave one.
with figures as (
    select
        figure.*,
        if(
            figure.measure = 'housing_backlog',
            period_label('S', figure.period_start, cast(figure.period_start + interval 6 month as date) - 1),
            figure.period
        ) as half_year
    from figures_as_of($as_of) as figure
    where
        (figure.measure in ('housing_target', 'housing_realised') and figure.freq = 'S')
        or (figure.measure = 'housing_backlog' and month(figure.period_start) in (1, 7))
)

select
    figures.measure as series,
    case figures.measure
        when 'housing_target' then 'Target'
        when 'housing_realised' then 'Housed'
        else 'Backlog at the start of the half-year'
    end as name_en,
    case figures.measure
        when 'housing_target' then 'Taakstelling'
        when 'housing_realised' then 'Gehuisvest'
        else 'Achterstand aan het begin van het halfjaar'
    end as name_nl,
    figures.* exclude (period),
    figures.half_year as period
from figures
where list_contains($years, cast(left(figures.half_year, 4) as integer))
order by figures.measure, period, figures.published_on;
