-- Whether a figure's period lies partly outside the years in which its area had that composition.
create macro outside_composition(cell) as coalesce(
    cell['period_start'] < cast(nullif(cell['geo_valid_from'], '') as date)
    or cell['period_end'] > cast(nullif(cell['geo_valid_to'], '') as date),
    false
);
