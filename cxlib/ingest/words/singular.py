"""Findings said of one thing: the sentence that counts, and how it is said when there is one."""

from cxlib.language import gettext_noop as N_

OF_ONE = {
    N_("{count} rows do not have {width} cells; their cells were put where they fit. Look at them"): N_(
        "{count} row does not have {width} cells; its cells were put where they fit. Look at it"
    ),
    N_("{count} cells of {column} could not be read as {type} and are missing, such as {example}"): N_(
        "{count} cell of {column} could not be read as {type} and is missing: {example}"
    ),
    N_("{count} lines do not keep to the columns and stand whole in the first one"): N_(
        "{count} line does not keep to the columns and stands whole in the first one"
    ),
    N_("{count} NUL characters were removed"): N_("{count} NUL character was removed"),
    N_("{count} cells are longer than {limit} MB and were cut"): N_(
        "{count} cell is longer than {limit} MB and was cut"
    ),
    N_("{count} lines hold a quote that closes nothing; it was kept as a letter"): N_(
        "{count} line holds a quote that closes nothing; it was kept as a letter"
    ),
    N_("{count} lines open a quote that is never closed; the lines after them were kept"): N_(
        "{count} line opens a quote that is never closed; the lines after it were kept"
    ),
    N_("{count} characters are invalid in the encoding {encoding} and were replaced"): N_(
        "{count} character is invalid in the encoding {encoding} and was replaced"
    ),
    N_("{count} lines are in another encoding than the rest and were read in their own"): N_(
        "{count} line is in another encoding than the rest and was read in its own"
    ),
    N_("{count} of {total} dates have a day above 12, so the order is {order}"): N_(
        "{count} of {total} dates has a day above 12, so the order is {order}"
    ),
    N_("{count} rows of totals or averages were set aside"): N_("{count} row of totals or averages was set aside"),
    N_("{count} lines of text under the table were set aside"): N_(
        "{count} line of text under the table was set aside"
    ),
    N_("{count} lines that only name a part of the table were set aside"): N_(
        "{count} line that only names a part of the table was set aside"
    ),
    N_("{count} lines that only draw a border were set aside"): N_(
        "{count} line that only draws a border was set aside"
    ),
    N_("The header is repeated {count} times inside the table; the repeats were set aside"): N_(
        "The header is repeated {count} time inside the table; the repeat was set aside"
    ),
    N_("{count} title lines above the table were not read as data"): N_(
        "{count} title line above the table was not read as data"
    ),
    N_("{count} rows begin blank below the label of their group, as in a report; they took the label"): N_(
        "{count} row begins blank below the label of its group, as in a report; it took the label"
    ),
    N_("{count} rows begin blank: answers that are missing, or labels that hold for the rows below them?"): N_(
        "{count} row begins blank: an answer that is missing, or a label that holds for the row below it?"
    ),
    N_("{count} dates of {column} lie outside the years 1850 to 2150 and are missing"): N_(
        "{count} date of {column} lies outside the years 1850 to 2150 and is missing"
    ),
    N_("{count} values of {column} are infinite or not a number and are missing"): N_(
        "{count} value of {column} is infinite or not a number and is missing"
    ),
    N_("{count} rows have far more cells than the table and were set aside"): N_(
        "{count} row has far more cells than the table and was set aside"
    ),
    N_("{count} deeply nested columns were left out"): N_("{count} deeply nested column was left out"),
    N_("{count} entries are no records and were set aside"): N_("{count} entry is no record and was set aside"),
    N_("{count} records name a key twice, such as {key}; the second value got a column of its own"): N_(
        "{count} record names a key twice, {key}; the second value got a column of its own"
    ),
    N_("{count} lines are no JSON records and were set aside"): N_("{count} line is no JSON record and was set aside"),
    N_("{count} files were given twice and used once"): N_("{count} file was given twice and used once"),
    N_("{count} stray cells far from the table were ignored"): N_("{count} stray cell far from the table was ignored"),
    N_("{count} parts with paths outside the workbook were ignored"): N_(
        "{count} part with a path outside the workbook was ignored"
    ),
    N_("The workbook refers to {count} other workbooks; the values stored in it were used"): N_(
        "The workbook refers to {count} other workbook; the values stored in it were used"
    ),
    N_("{count} rows stand in the file twice, one after the other as before: probably a batch exported twice"): N_(
        "{count} row stands in the file twice: probably a batch exported twice"
    ),
    N_(
        "{column}: {count} answers are 0 on a scale that begins at 1; 0 probably means “not rated” "
        "and should be missing"
    ): N_(
        "{column}: {count} answer is 0 on a scale that begins at 1; 0 probably means “not rated” and should be missing"
    ),
    N_(
        "{column}: {count} answers lie off the scale, such as {example}; they are counted unless you make them missing"
    ): N_(
        "{column}: {count} answer lies off the scale, {example}; it is counted unless you make it missing"
    ),
    N_(
        "{column} is mostly numbers, but {count} cells are not, such as {example}; it stays text "
        "until you say otherwise"
    ): N_("{column} is mostly numbers, but {count} cell is not, {example}; it stays text until you say otherwise"),
    N_("trends need {count} more months"): N_("trends need {count} more month"),
    N_("forecasts need {count} more months"): N_("forecasts need {count} more month"),
    N_("leading signals need {count} more months"): N_("leading signals need {count} more month"),
    N_("{count} different short texts"): N_("{count} short text"),
}
