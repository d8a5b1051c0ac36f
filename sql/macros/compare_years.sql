-- One row per cell, part of the year and year asked for, with the change on the nearest earlier year asked
-- for. Only the same part of a year is paired: a year with a year, a first half with a first half. See
-- compare_figures for the rest.
create macro compare_years(wanted, years, as_of, rebuild := '', across_breaks := false) as table
    select comparison.*
    from compare_figures(wanted, years, cast([] as varchar[]), as_of, rebuild, across_breaks) as comparison;
