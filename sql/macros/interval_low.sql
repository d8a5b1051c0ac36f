-- The least value that a figure may stand for: half a rounding base off, or what a bound or range says.
create macro interval_low(value, value_low, qualifier, rounding) as
case qualifier
    when 'range' then value_low
    when 'upper_bound' then 0
    when 'lower_bound' then value
    else greatest(0, value - floor(rounding / 2))
end;
