-- One row per cell and period asked for (2019-H1), with the change on the period asked for before it,
-- whatever their lengths: the verdict says whether they may be compared. See compare_figures for the rest.
create macro compare_periods(wanted, periods, as_of, rebuild := '', across_breaks := false) as table
    select comparison.*
    from compare_figures(wanted, cast([] as integer[]), periods, as_of, rebuild, across_breaks) as comparison;
