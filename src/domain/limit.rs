//! How much of anything a person or a program may give the desk. Never a limit without its reason.

/// Letters in a name: the longest registered names of companies stay below it.
pub const NAME_CHARS: usize = 200;
/// Letters in a one-line field (account, street, label, subject of a ticket).
pub const FIELD_CHARS: usize = 200;
/// Letters in a note: about four printed pages, and one note still fits in one wire line.
pub const NOTE_CHARS: usize = 8_000;
/// Letters in one free attribute kept from an import.
pub const ATTRIBUTE_CHARS: usize = 2_000;
/// Phones of one customer: a company with every extension listed still fits.
pub const PHONES: usize = 50;
/// E-mail addresses of one customer.
pub const EMAILS: usize = 50;
/// Ids of one customer in other systems.
pub const EXTERNAL_IDS: usize = 50;
/// Tags of one customer.
pub const TAGS: usize = 50;
/// Free attributes of one customer: an Outlook export has about 90 columns.
pub const ATTRIBUTES: usize = 200;
/// Tickets of one change of many: a preview is still read through, and all of it is one step to
/// take back.
pub const BULK_TICKETS: usize = 200;
/// Links of one ticket.
pub const LINKS: usize = 100;
/// Digits of a phone number: E.164 allows 15, extensions and dial prefixes add some.
pub const PHONE_DIGITS: usize = 24;
/// Topic and outcome codes a desk may define: two letters give 676.
pub const CODES: usize = 676;
/// Canned texts a desk may define.
pub const CANNED: usize = 500;
/// Letters of the name of a view: it stands in the queue's title.
pub const VIEW_NAME_CHARS: usize = 40;
/// Views that an agent may keep.
pub const VIEWS: usize = 50;
/// Letters of a filter: one that is kept and what is typed beside it, several times over.
pub const FILTER_CHARS: usize = 1_000;
/// Conditions and words of a filter: each may cost a look at every word of the desk.
pub const FILTER_TERMS: usize = 30;
/// Letters of what is said to everybody: two lines of a small screen, beside the work.
pub const EVERYBODY_CHARS: usize = 160;
/// Letters of a hand-over note: it fits on a screen, and what is longer is read by nobody.
pub const HANDOVER_CHARS: usize = 1_000;
/// Hand-over notes on show: what three shifts of a large desk write in a week.
pub const HANDOVERS: usize = 200;
/// Letters of a short name: of a holiday.
pub const LABEL_CHARS: usize = 80;
/// Holidays of one calendar: twenty years of a country that has many.
pub const HOLIDAYS: usize = 1_000;
/// Parts of one day in a calendar.
pub const SPANS: usize = 24;
/// Pauses of one ticket; after so many its clocks run on, so that its record stays small.
pub const PAUSES: usize = 500;
/// Calendars of a desk: one for each place it works at.
pub const CALENDARS: usize = 100;
/// What a desk says about sharing tickets out: a line for each of a thousand agents, and its own.
pub const SHARING: usize = 1_001;
/// Rules for due times: every topic of a large desk with a few of its own.
pub const RULES: usize = 1_000;
/// Instruments of a desk: one for each thing it asks about, and some years of them.
pub const INSTRUMENTS: usize = 100;
/// Bytes of an instrument's text: a hundred long statements in two languages, asked twice.
pub const INSTRUMENT_BYTES: usize = 256 * 1_024;
/// Statements of an instrument: nobody answers more in one sitting.
pub const STATEMENTS: usize = 100;
/// Dimensions of an instrument.
pub const INSTRUMENT_DIMENSIONS: usize = 20;
/// Letters of a statement: it is read out in one breath.
pub const STATEMENT_CHARS: usize = 400;
/// Letters of a mystery shopper's scenario: two pages.
pub const SCENARIO_CHARS: usize = 4_000;
/// Letters of the word for a segment of customers.
pub const SEGMENT_CHARS: usize = 80;
/// Improvements of a desk, those that are done included.
pub const IMPROVEMENTS: usize = 1_000;
/// Customers of one draw: more than a desk asks by telephone in a year, and the entry stays small.
pub const SURVEY_DRAWN: u32 = 20_000;
/// Days that may lie between two surveys of the same person at most: ten years.
pub const SURVEY_APART_DAYS: u32 = 3_650;
/// Surveys of a desk: one a week for twenty years.
pub const SURVEYS: usize = 1_000;
