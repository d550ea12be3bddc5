//! Names of everything a [`super::Change`] can touch. Never renumbered: the bytes are on disk.

use super::word::words;

words! {
    /// A field of a customer, interaction, ticket or rating, as the journal names it.
    Field {
        /// A person's or company's name.
        Name = 1 "name",
        /// A telephone number; the key is its label.
        Phone = 2 "phone",
        /// An e-mail address; the key is its label.
        Email = 3 "email",
        /// The account number.
        Account = 4 "account",
        /// An id in another system; the key is the system.
        ExternalId = 5 "external_id",
        /// Street and house number, or the whole address when it came in one piece.
        Address = 6 "address",
        /// Town.
        City = 7 "city",
        /// Postal code.
        Postcode = 8 "postcode",
        /// Country.
        Country = 9 "country",
        /// Date of birth, `1987-11-21`.
        BirthDate = 10 "birth_date",
        /// Preferred language, a BCP 47 tag.
        Language = 11 "language",
        /// Preferred channel.
        Channel = 12 "channel",
        /// A tag.
        Tag = 13 "tags",
        /// Tier.
        Tier = 14 "tier",
        /// Life-cycle stage.
        Stage = 15 "stage",
        /// What the customer needs.
        Needs = 16 "needs",
        /// What the customer expects.
        Expectations = 17 "expectations",
        /// What the customer prefers.
        Preferences = 18 "preferences",
        /// A note: of a customer, an interaction, a ticket event, a rating or a call-back.
        Note = 19 "note",
        /// A free attribute; the key is its name.
        Attribute = 20 "attribute",
        /// The subject of a ticket.
        Subject = 21 "subject",
        /// A number that several people answer; the key is its label.
        SharedPhone = 22 "shared_phone",
        /// A number that is not to be shown or passed on; the key is its label.
        WithheldPhone = 23 "withheld_phone",
        /// What a list is narrowed by; the key is the name under which an agent keeps it.
        Filter = 24 "filter",
        /// What the telephone system calls a call; never kept in a record.
        CallId = 25 "call_id",
        /// What ties a ticket to others; never kept as a value.
        Link = 26 "link",
        /// The words of a cause; kept as a note.
        Cause = 27 "cause",
        /// A line to everybody; never kept.
        Announcement = 28 "announcement",
    }
}

impl Field {
    /// Tells whether values of this field say who somebody is or what they said; those are kept
    /// apart from the facts, so that they can be erased.
    pub const fn is_private(self) -> bool {
        !matches!(self, Field::Tier | Field::Stage | Field::Language | Field::Channel)
    }

    /// Tells whether a customer has at most one value of this field.
    pub const fn is_single(self) -> bool {
        !matches!(
            self,
            Field::Phone
                | Field::SharedPhone
                | Field::WithheldPhone
                | Field::Email
                | Field::ExternalId
                | Field::Tag
                | Field::Attribute
        )
    }
}
