//! The words by which facts go on the wire, in exports and in locale keys. Never what they hold.

use super::event::Fact;

impl Fact {
    /// The fact's word on the wire, in exports and as part of locale keys: `ticket_opened`.
    pub const fn name(&self) -> &'static str {
        match self {
            Fact::CustomerAdded { .. } => "customer_added",
            Fact::CustomerAmended { .. } => "customer_amended",
            Fact::CustomerWithdrawn { .. } => "customer_withdrawn",
            Fact::CustomerRestored { .. } => "customer_restored",
            Fact::ConsentSet { .. } => "consent_set",
            Fact::CustomerVerified { .. } => "customer_verified",
            Fact::VerificationWithdrawn { .. } => "verification_withdrawn",
            Fact::CallBackPromised { .. } => "call_back_promised",
            Fact::CallBackSet { .. } => "call_back_set",
            Fact::InteractionLogged { .. } => "interaction_logged",
            Fact::InteractionWithdrawn { .. } => "interaction_withdrawn",
            Fact::OutcomeSet { .. } => "outcome_set",
            Fact::TicketOpened { .. } => "ticket_opened",
            Fact::TicketWithdrawn { .. } => "ticket_withdrawn",
            Fact::TicketAssigned { .. } => "ticket_assigned",
            Fact::TicketStatusSet { .. } => "ticket_status_set",
            Fact::TicketPrioritySet { .. } => "ticket_priority_set",
            Fact::TicketAmended { .. } => "ticket_amended",
            Fact::TicketNoted { .. } => "ticket_noted",
            Fact::TicketNoteWithdrawn { .. } => "ticket_note_withdrawn",
            Fact::TicketLinked { .. } => "ticket_linked",
            Fact::RatingGiven { .. } => "rating_given",
            Fact::RatingWithdrawn { .. } => "rating_withdrawn",
            Fact::CodeSet { .. } => "code_set",
            Fact::CannedSet { .. } => "canned_set",
            Fact::RoleSet { .. } => "role_set",
            Fact::CustomerErased { .. } => "customer_erased",
            Fact::ViewSet { .. } => "view_set",
            Fact::TicketClockSet { .. } => "ticket_clock_set",
            Fact::TicketClockTold { .. } => "ticket_clock_told",
            Fact::CalendarSet { .. } => "calendar_set",
            Fact::SlaSet { .. } => "sla_set",
            Fact::TicketEscalated { .. } => "ticket_escalated",
            Fact::TicketHandled { .. } => "ticket_handled",
            Fact::SharingSet { .. } => "sharing_set",
            Fact::HandoverWritten { .. } => "handover_written",
            Fact::HandoverWithdrawn { .. } => "handover_withdrawn",
            Fact::HandoverRead { .. } => "handover_read",
            Fact::FollowSet { .. } => "follow_set",
            Fact::InstrumentSet { .. } => "instrument_set",
            Fact::AnswersGiven { .. } => "answers_given",
            Fact::AnswersWithdrawn { .. } => "answers_withdrawn",
            Fact::ImportanceSet { .. } => "importance_set",
            Fact::ScoreGiven { .. } => "score_given",
            Fact::ScoreWithdrawn { .. } => "score_withdrawn",
            Fact::ImprovementSet { .. } => "improvement_set",
            Fact::CustomerWorthSet { .. } => "customer_worth_set",
            Fact::CustomerLeft { .. } => "customer_left",
        }
    }
}
