# Setiap kalimat bahasa Indonesia. Urutannya sama dengan src/; sebuah tes menjaga kedua berkas tetap sama.

### speech: days, spans, words of the field
month-1 = Jan
month-2 = Feb
month-3 = Mar
month-4 = Apr
month-5 = Mei
month-6 = Jun
month-7 = Jul
month-8 = Agu
month-9 = Sep
month-10 = Okt
month-11 = Nov
month-12 = Des
span-day = h
span-hour = j
span-minute = m

### speech: refusals

### daemon

### terminal: actions

### terminal: panes and forms

### cli

### cli: import and export
