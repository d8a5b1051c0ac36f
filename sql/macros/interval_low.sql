-- The least value that a figure may stand for: half a rounding base off, or what a bound or range says; null
-- where the value is missing.
create macro interval_low(value, value_low, qualifier, rounding) as
case
    when qualifier = 'range' then value_low
    when value is null then null
    when qualifier = 'upper_bound' then 0
    when qualifier = 'lower_bound' then value
    else greatest(0, value - floor(rounding / 2))
end;
