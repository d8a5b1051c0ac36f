-- Which part of how many years a period covers, the same for the same part of another year, leap or not.
create macro part_of_year(period_start, period_end) as concat_ws(
    ' ',
    strftime(period_start, '%m-%d'),
    if(period_end = last_day(period_end), strftime(period_end, '%m'), strftime(period_end, '%m-%d')),
    year(period_end) - year(period_start)
);
