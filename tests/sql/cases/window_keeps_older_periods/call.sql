-- The second release no longer prints 2015: its last published value stands.
select year(period_end) as year, value from observations_as_of(date '2021-01-01') order by year;
