-- One row per line of the letter's accepted snapshot that is not in the mart, or is there twice.
select
    letter.figure,
    letter.published_on,
    count(letter_figures.figure) as found
from raw.letter_2021_01_11 as letter
left join letter_figures
    on
        letter.figure = letter_figures.figure
        and cast(letter.published_on as date) = letter_figures.published_on
where letter.verdict = 'accepted'
group by all
having count(letter_figures.figure) <> 1;
