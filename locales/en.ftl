# Every English sentence. Sections are in the order of src/. A test holds both files to the same keys.

### speech: days, spans, words of the field
month-1 = Jan
month-2 = Feb
month-3 = Mar
month-4 = Apr
month-5 = May
month-6 = Jun
month-7 = Jul
month-8 = Aug
month-9 = Sep
month-10 = Oct
month-11 = Nov
month-12 = Dec
span-day = d
span-hour = h
span-minute = m

### speech: refusals

### daemon

### terminal: actions

### terminal: panes and forms

### cli

### cli: import and export
